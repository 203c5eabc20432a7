from __future__ import annotations

import smtplib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import mail as django_mail
from django.core.mail import EmailMessage

from accounts.models import PlatformProfile
from complaints.domain.delivery import Delivery, DeliveryError
from complaints.enforcement import HANDLERS, mail
from complaints.services.approve import approve
from complaints.services.decide import decide
from complaints.services.reverse import reverse
from tests.complaints.rows import LATER, NOW, add_incident, case, deliver_all, order, review, staff

pytestmark = pytest.mark.django_db

PLATFORM = 'name = "Example Mail"\ndomain = "example.com"\nmailboxes = { public = "badactor@example.com" }\n'


@pytest.fixture(autouse=True)
def _platform() -> None:
    PlatformProfile.objects.create(pk=1, toml=PLATFORM, imported_at=NOW)


def payload(template: str = "acknowledge", to: str = "ann@isp.example", **context: Any) -> dict[str, object]:
    return {"template": template, "to": to, "context": {"complaint": 17, **context}}


def sent(template: str = "acknowledge", **context: Any) -> EmailMessage:
    mail.send(Delivery(key="test:1", payload=payload(template, **context)))
    return django_mail.outbox[-1]


def notices(outcome: str, **changes: Any) -> list[EmailMessage]:
    """Decide, reverse, and give all mails that left."""
    agent = staff("agent", "approvers")
    row = case(incidents=1, origin="proven")
    add_incident(row, 2, recipient="ann.smith@isp.example", subject="Ann Smith, your ann.smith@isp.example offer")
    review(row, agent)
    charged = tuple(row.incidents.values_list("pk", flat=True)) if outcome == "fine" else ()
    decision = decide(row.pk, order(outcome, charged=charged, **changes), agent, NOW, 0)
    if decision.state == "proposed":
        approve(decision.pk, staff("second", "approvers"), NOW)
    deliver_all()
    reverse(decision.pk, agent, LATER, "We looked again.")
    deliver_all()
    return [message for message in django_mail.outbox if isinstance(message, EmailMessage)]


def test_every_mail_has_its_two_files_and_no_file_is_left_over() -> None:
    folder = Path(settings.BASE_DIR, "templates", "mail")
    files = {file.name for file in folder.glob("*.txt")}
    assert files == {f"{name}.{part}.txt" for name in mail.TEMPLATES for part in ("subject", "text")}


@pytest.mark.parametrize("template", sorted(mail.TEMPLATES))
def test_every_mail_can_be_written_even_from_an_empty_context(template: str) -> None:
    letter = mail.compose({"template": template, "to": "ann@isp.example", "context": {}})
    assert letter.subject
    assert letter.text.endswith("badactor@example.com\n")


def test_the_desk_writes_as_the_platform() -> None:
    assert sent().from_email == "Example Mail abuse desk <badactor@example.com>"


def test_before_any_import_the_desk_names_nobody_else() -> None:
    PlatformProfile.objects.all().delete()
    assert sent().from_email == "localhost abuse desk <abuse@localhost>"


def test_a_repeated_mail_has_the_same_message_id() -> None:
    assert sent().extra_headers["Message-ID"] == sent().extra_headers["Message-ID"]


def test_another_mail_has_another_message_id() -> None:
    first = sent().extra_headers["Message-ID"]
    mail.send(Delivery(key="test:2", payload=payload()))
    assert django_mail.outbox[-1].extra_headers["Message-ID"] != first


@pytest.mark.parametrize(("template", "kind"), [("acknowledge", "auto-replied"), ("warning", "auto-generated")])
def test_a_mail_says_that_it_was_sent_automatically(template: str, kind: str) -> None:
    assert sent(template).extra_headers["Auto-Submitted"] == kind


def test_an_answer_names_what_it_answers() -> None:
    assert sent(in_reply_to="<a@isp.example>").extra_headers["In-Reply-To"] == "<a@isp.example>"


@pytest.mark.parametrize("hostile", ["<a@b>\r\nBcc: eve@evil.example", "no brackets", "<a b@c>", "", 7])
def test_what_is_no_message_id_is_not_named(hostile: object) -> None:
    assert "In-Reply-To" not in sent(in_reply_to=hostile).extra_headers


def test_a_hostile_value_cannot_add_a_header() -> None:
    message = sent("warning", case="7\r\nBcc: eve@evil.example\r\n\r\nHello").message()
    assert message["Bcc"] is None
    assert "\n" not in message["Subject"]


def test_a_hostile_platform_name_cannot_add_a_header() -> None:
    PlatformProfile.objects.update(toml=PLATFORM.replace("Example Mail", "Evil\\r\\nBcc: eve@evil.example"))
    assert sent().message()["Bcc"] is None


@pytest.mark.parametrize(
    "to", ["", "two@isp.example, three@isp.example", "ann@isp.example\r\nBcc: eve@evil.example", None, 7]
)
def test_a_mail_goes_to_exactly_one_address(to: object) -> None:
    with pytest.raises(DeliveryError) as failure:
        mail.compose({"template": "acknowledge", "to": to, "context": {}})
    assert failure.value.lasting


@pytest.mark.parametrize("template", ["../../etc/passwd", "", None, "parts/statement"])
def test_only_known_templates_are_rendered(template: object) -> None:
    with pytest.raises(DeliveryError, match="There is no mail called"):
        mail.compose({"template": template, "to": "ann@isp.example", "context": {}})


def test_text_is_not_escaped_for_html() -> None:
    assert "“Tom & Jerry's <offer>”" in sent("correction", undone="Tom & Jerry's <offer>").body


def test_control_and_direction_characters_do_not_reach_a_reader() -> None:
    body = sent("warning", public_reason="a\x1b[31mb\u202ec").body
    assert "a[31mbc" in body


def test_lines_are_wrapped() -> None:
    body = sent("warning", public_reason="word " * 500).body
    assert max(map(len, body.splitlines())) <= 74


def test_a_link_is_not_broken() -> None:
    link = "https://example.com/" + "a" * 120
    assert link in sent("warning", public_reason=link).body.splitlines()


@pytest.mark.parametrize("outcome", ["warn", "fine", "remediate", "terminate"])
def test_the_customer_never_learns_who_complained(outcome: str) -> None:
    mails = [message for message in notices(outcome, tell_reporters=True) if message.to == ["owner@acme.example"]]
    assert len(mails) == 2
    for message in mails:
        source = message.message().as_string().lower()
        assert not any(name in source for name in ("reader1", "isp.example", "smith"))


def test_the_reporter_never_learns_who_the_customer_is() -> None:
    mails = [message for message in notices("fine", tell_reporters=True) if "reader1@isp.example" in message.to]
    assert len(mails) == 1
    assert not any(name in mails[0].message().as_string().lower() for name in ("acme", "watches"))


def test_a_statement_of_reasons_has_case_rule_facts_reviews_and_a_way_to_object() -> None:
    notice = notices("warn")[0]
    text = " ".join(notice.body.split())
    for part in (
        "Rule: 2.1 Permission, of our “Anti-spam policy”, version 2012-11-02, in force since 2012-11-02",
        "Only permission-based mail may be sent.",
        "Nobody asked for this mail.",
        "The mail in question (2 in all)",
        f"sent {NOW - timedelta(days=2):%Y-%m-%d %H:%M} UTC",
        "Origin proven: We sent this, because our DKIM signature verifies.",
        "Subscription record: There is no record of this recipient",
        "A person looked at the evidence and decided",
        "Reply to this mail within six months",
        "09 November 2026",
    ):
        assert part in text
    assert notice.subject.startswith("[Case ")


def test_a_fine_lists_each_line_and_the_total() -> None:
    notice = notices("fine")[0]
    assert notice.body.count(": $100.00\n") == 2
    assert "Total: 2 x $100.00 = $200.00" in notice.body


def test_a_termination_says_that_two_people_decided() -> None:
    assert "Two people looked at the evidence" in " ".join(notices("terminate")[0].body.split())


@pytest.mark.parametrize(
    ("error", "lasting"),
    [
        (smtplib.SMTPRecipientsRefused({"ann@isp.example": (550, b"no such user")}), True),
        (smtplib.SMTPRecipientsRefused({"ann@isp.example": (451, b"later")}), False),
        (smtplib.SMTPServerDisconnected("gone"), False),
        (ConnectionRefusedError("nobody there"), False),
    ],
)
def test_a_server_that_refuses_is_told_apart_from_one_that_is_away(
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    lasting: bool,  # noqa: FBT001 - a column of the table
) -> None:
    def refuse(_: EmailMessage) -> int:
        raise error

    monkeypatch.setattr(EmailMessage, "send", refuse)
    with pytest.raises(DeliveryError) as failure:
        mail.send(Delivery(key="test:1", payload=payload()))
    assert failure.value.lasting is lasting


@pytest.mark.parametrize("kind", ["suspend", "terminate", "reinstate"])
def test_the_standing_of_an_unknown_account_cannot_be_changed(kind: str) -> None:
    with pytest.raises(DeliveryError) as failure:
        HANDLERS[kind](Delivery(key="test:1", payload={"account_id": "nobody", "status": "active"}))
    assert failure.value.lasting


def test_a_consequence_without_its_account_is_refused() -> None:
    with pytest.raises(DeliveryError, match="account_id"):
        HANDLERS["suspend"](Delivery(key="test:1"))
