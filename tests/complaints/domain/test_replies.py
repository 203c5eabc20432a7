"""When a machine may answer by itself (RFC 3834)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from complaints.domain.facts import Received, ReporterKind, ReporterStanding
from complaints.domain.mime import Message, read_message
from complaints.domain.replies import why_silent

OWN = frozenset({"badactor@example.com"})
ANN = ReporterStanding(address="ann@isp.example", kind=ReporterKind.PERSON, authenticated=True)


def mail(*headers: str, mail_from: str = "ann@isp.example") -> Message:
    raw = "\r\n".join(["From: ann@isp.example", *headers, "", "You spam me.", ""]).encode()
    at = datetime(2026, 11, 5, tzinfo=UTC)
    return read_message(Received(raw=raw, mail_from=mail_from, received_at=at))


def test_an_authenticated_person_may_be_answered() -> None:
    assert why_silent(mail("Subject: spam"), ANN, OWN) is None


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated (vacation)",
        "List-Id: <news.example.net>",
        "List-Unsubscribe: <mailto:u@example.net>",
        "Precedence: Bulk",
        "X-Auto-Response-Suppress: All",
        "Content-Type: multipart/report; boundary=b",
    ],
)
def test_automatic_mail_is_never_answered(header: str) -> None:
    assert why_silent(mail(header), ANN, OWN)


@pytest.mark.parametrize("sender", ["", "<>", "bob@isp.example", "mailer-daemon@isp.example"])
def test_only_the_author_as_envelope_sender_is_answered(sender: str) -> None:
    assert why_silent(mail(mail_from=sender), ANN, OWN)


@pytest.mark.parametrize("local", ["mailer-daemon", "postmaster", "no-reply", "noreply", "news-bounces"])
def test_the_addresses_of_machines_are_never_answered(local: str) -> None:
    address = f"{local}@isp.example"
    standing = ReporterStanding(address=address, authenticated=True)
    assert why_silent(mail(mail_from=address), standing, OWN)


def test_our_own_mailbox_is_never_answered() -> None:
    standing = ReporterStanding(address="badactor@example.com", authenticated=True)
    assert why_silent(mail(mail_from="badactor@example.com"), standing, OWN)


def test_an_unauthenticated_sender_is_never_answered() -> None:
    standing = ReporterStanding(address="ann@isp.example", authenticated=False)
    assert why_silent(mail(), standing, OWN)


def test_a_feedback_loop_is_never_answered() -> None:
    standing = ReporterStanding(address="ann@isp.example", kind=ReporterKind.FEEDBACK_LOOP, authenticated=True)
    assert why_silent(mail(), standing, OWN)
