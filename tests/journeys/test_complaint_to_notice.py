"""The whole line: a complaint comes in by LMTP, a person decides it in a browser, the notice leaves by SMTP."""

from __future__ import annotations

import email
import email.policy
import json
import smtplib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as Mailbox
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import timezone

from accounts.models import Staff
from complaints.demo.build import build_platform
from complaints.demo.stories import build_complaints
from complaints.models import Charge, Complaint, Decision, Incident
from complaints.services.sync_roles import sync_roles
from tests.processes import eventually, running
from tests.servers import free_port, wait_for_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message
    from pathlib import Path

    from playwright.sync_api import Page
    from pytest_django import Settings
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "a long pass phrase for the test"
REASON = "On the date shown below you sent a newsletter to an address that never asked for it."


@dataclass(frozen=True)
class Complained:
    raw: bytes
    account: str


@pytest.fixture
def complained(tmp_path: Path) -> Complained:
    """Import a small demo platform and give one complaint whose origin the desk can prove."""
    platform = build_platform(tmp_path / "platform", seed=7, now=timezone.now(), scale=0.1)
    build_complaints(tmp_path / "complaints", platform)
    call_command("import_platform", str(tmp_path / "platform"))
    for line in (tmp_path / "complaints" / "truth.jsonl").read_text("utf-8").splitlines():
        truth = json.loads(line)
        if truth["origins"] == ["proven"] and truth["format"] == "arf" and truth["status"] == "accepted":
            return Complained(raw=(tmp_path / "complaints" / truth["file"]).read_bytes(), account=truth["account"])
    pytest.fail("the demo has no proven ARF report")


class Arrivals(Mailbox):
    """Keeps what the desk sends."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: list[Message] = []

    def handle_message(self, message: Message) -> None:
        self.mails.append(message)


@pytest.fixture
def outside() -> Iterator[tuple[int, list[Message]]]:
    """Serve as the mail server of the outside world."""
    arrivals, port = Arrivals(), free_port()
    controller = Controller(arrivals, hostname="127.0.0.1", port=port)
    controller.start()
    yield port, arrivals.mails
    controller.stop()


def send_by_lmtp(port: int, raw: bytes) -> None:
    with smtplib.LMTP("127.0.0.1", port) as client:
        client.sendmail("feedback@isp.example", ["badactor@example.com"], raw)


def log_in(page: Page, server: LiveServer) -> None:
    sync_roles()
    staff = Staff.objects.create_user("ada", password=PASSWORD)
    staff.groups.add(Group.objects.get(name="agents"))
    page.goto(server.url)
    page.locator("main input[name=login]").fill("ada")
    page.locator("main input[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/desk/queue/**")


def record_reviews(page: Page, case_url: str) -> None:
    findings = {
        "message": "unsolicited_commercial",
        "list": "no_signs",
        "complaint": "credible",
        "subscription": "no_record",
    }
    for tab, finding in findings.items():
        page.goto(f"{case_url}?tab={tab}")
        page.locator(f"#review input[name=finding][value={finding}]").check()
        page.locator("#review button[type=submit]").click()
        page.wait_for_load_state()


def decide_on_a_fine(page: Page, case_url: str) -> None:
    page.goto(case_url)
    form = page.locator("#decision-form")
    form.locator("input[name=outcome][value=fine]").check()
    form.locator("input[name=charged]").first.check()
    form.locator("textarea[name=public_reason]").fill(REASON)
    form.locator("button[data-primary]").click()
    page.wait_for_load_state()
    assert "What will happen" in page.inner_text("h1")
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_load_state()


def test_a_complaint_becomes_a_fine_and_a_notice(
    page: Page,
    live_server: LiveServer,
    settings: Settings,
    complained: Complained,
    outside: tuple[int, list[Message]],
) -> None:
    settings.NOTICE_DELAY_SECONDS = 0
    mail_port, mails = outside
    door = free_port()
    sending = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(mail_port)}
    with running("receive_mail", "--port", str(door)), running("work", "--pause", "0.2", **sending):
        wait_for_port(door)
        send_by_lmtp(door, complained.raw)
        assert eventually(lambda: Complaint.objects.filter(state="processed").exists())
        incident = Incident.objects.get()
        assert (incident.account_id, incident.origin) == (complained.account, "proven")
        log_in(page, live_server)
        case_url = f"{live_server.url}/desk/case/{incident.case_id}/"
        record_reviews(page, case_url)
        decide_on_a_fine(page, case_url)
        assert eventually(lambda: bool(mails)), "the notice did not leave"
    decision = Decision.objects.get()
    line = Charge.objects.get()
    assert (decision.outcome, decision.state) == ("fine", "in_force")
    assert (line.incident_id, line.amount_cents, line.currency) == (incident.pk, 100_00, "USD")
    told = {event.kind for event in decision.case.events.all()}
    assert {"opened", "incident"} <= told
    assert any("fine" in event.sentence.lower() for event in decision.case.events.all())
    notice = email.message_from_bytes(mails[0].as_bytes(), policy=email.policy.default)
    assert notice["To"] == incident.account.contact_email  # type: ignore[union-attr]  # it has one
    text = notice.get_content()
    assert REASON[:60] in " ".join(text.split())
    assert "100.00" in text
    assert incident.recipient not in notice.as_string()
