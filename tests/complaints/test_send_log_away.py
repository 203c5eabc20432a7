"""A send log that cannot be asked says nothing: the complaint waits, or nothing is concluded from what is missing."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.apps import apps
from django.core.management import call_command

from accounts.domain.send_log import LogAnswer, LogQuestion, LogUnavailableError
from accounts.models import Account, Identity, PlatformProfile
from complaints.domain.facts import Received
from complaints.jobs import drain_inbox
from complaints.models import Complaint, Incident
from complaints.services.claim_complaints import PATIENCE
from complaints.services.receive import receive

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import Settings

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 6, 12, tzinfo=UTC)
YEAR = datetime(2026, 1, 1, tzinfo=UTC)
PLATFORM = 'domain = "example.com"\nsend_log_complete_from = "2026-01-01T00:00:00Z"\n'
FORGED = (
    "From: feedback@isp.example\r\nTo: badactor@example.com\r\nSubject: FW: Buy now\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/report; report-type=feedback-report; boundary="b"\r\n\r\n'
    "--b\r\nContent-Type: text/plain\r\n\r\nAn abuse report.\r\n"
    "--b\r\nContent-Type: message/feedback-report\r\n\r\n"
    "Feedback-Type: abuse\r\nUser-Agent: Loop/1.0\r\nVersion: 1\r\nSource-IP: 203.0.113.56\r\n"
    "Original-Rcpt-To: <ann@isp.example>\r\n\r\n"
    "--b\r\nContent-Type: message/rfc822\r\n\r\n"
    "Received: from elsewhere.example.net (elsewhere.example.net [203.0.113.56])\r\n"
    "\tby mx.isp.example with ESMTP id 4f5g6h for <ann@isp.example>; Thu, 05 Nov 2026 15:14:30 +0000\r\n"
    "Message-ID: <offer.1@shop.example>\r\nFrom: Offers <offers@shop.example>\r\nTo: ann@isp.example\r\n"
    "Subject: Buy now\r\nDate: Thu, 05 Nov 2026 15:14:27 +0000\r\n\r\nCheap things.\r\n\r\n--b--\r\n"
)


class Log:
    """A log without rows, which can be away."""

    def __init__(self) -> None:
        self.away = True

    def ask(self, _question: LogQuestion) -> LogAnswer:
        if self.away:
            message = "The send log does not answer: ConnectionRefusedError."
            raise LogUnavailableError(message)
        return LogAnswer(complete_from=YEAR)


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Log:
    settings.REDIS_URL = ""
    Account.objects.create(pk="cu1", name="Shop")
    Identity.objects.create(account_id="cu1", kind="from_domain", value="shop.example")
    PlatformProfile.objects.create(pk=1, toml=PLATFORM, imported_at=YEAR)
    connected = Log()
    monkeypatch.setattr(apps.get_app_config("accounts"), "send_log", connected)
    return connected


def arrive(moment: datetime = NOW) -> int:
    return receive(Received(raw=FORGED.encode(), received_at=moment), door="ingest")


def drain_at(moment: datetime) -> int:
    with time_machine.travel(moment, tick=False):
        return drain_inbox()


def test_a_complaint_waits_while_the_log_is_away_and_no_attempt_counts(log: Log) -> None:
    assert log.away
    complaint = arrive()
    drain_at(NOW)
    row = Complaint.objects.get(pk=complaint)
    assert (row.state, row.attempts, row.lease) == ("received", 0, "")
    assert row.not_before == NOW + timedelta(seconds=30)
    assert "does not answer" in row.error


def test_nothing_is_concluded_while_the_log_is_away(log: Log) -> None:
    assert log.away
    arrive()
    drain_at(NOW)
    assert not Incident.objects.exists()


def test_an_outage_of_a_day_sets_no_message_aside_and_is_asked_about_ever_more_rarely(log: Log) -> None:
    complaint = arrive()
    moment, tries = NOW, 0
    while moment < NOW + timedelta(days=1):
        tries += drain_at(moment)
        not_before = Complaint.objects.values_list("not_before", flat=True).get(pk=complaint)
        assert not_before is not None
        assert not_before - moment <= timedelta(minutes=30)
        moment = not_before
    assert 45 < tries < 75
    log.away = False
    drain_at(moment)
    assert Complaint.objects.get(pk=complaint).state == "processed"


def test_after_a_week_a_person_gets_to_see_it(log: Log) -> None:
    assert log.away
    complaint = arrive()
    for hours in range(3):
        drain_at(NOW + PATIENCE + timedelta(hours=1 + hours))
    row = Complaint.objects.get(pk=complaint)
    assert row.state == "set_aside"
    assert row.case is not None


def test_when_the_log_is_back_it_may_say_that_it_lacks_the_message(log: Log) -> None:
    log.away = False
    arrive()
    drain_at(NOW)
    incident = Incident.objects.get()
    assert incident.origin == "contradicted"
    assert "log_absence" in {reason["signal"] for reason in incident.reasons}


def test_judged_without_the_log_its_silence_is_no_absence_and_is_told(log: Log, settings: Settings) -> None:
    assert log.away
    settings.SEND_LOG_REQUIRED = False
    complaint = arrive()
    drain_at(NOW)
    incident = Incident.objects.get(complaint_id=complaint)
    assert incident.origin == "claimed"
    assert "log_absence" not in {reason["signal"] for reason in incident.reasons}
    assert "does not answer" in json.dumps(incident.evidence)


def test_ingest_leaves_what_waits_to_the_workers(log: Log, tmp_path: Path) -> None:
    assert log.away
    (tmp_path / "one.eml").write_bytes(FORGED.encode())
    out = io.StringIO()
    call_command("ingest", "--json", str(tmp_path), stdout=out, stderr=io.StringIO())
    said = json.loads(out.getvalue())
    assert (said["status"], said["incidents"]) == ("", [])
    assert "does not answer" in said["error"]
