"""What reporters are asked for, in plain words, and who is asked nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from accounts.selectors.directory import directory
from complaints.domain import formats
from complaints.domain.facts import ReporterStanding
from complaints.domain.mime import read_message
from complaints.enforcement import mail
from complaints.models import OutboxRow
from complaints.services.ask_reporter import ask_reporter
from complaints.services.process_complaint import received_of
from tests.complaints.received import take_in

if TYPE_CHECKING:
    from complaints.models import Complaint

pytestmark = pytest.mark.django_db
BLOCK = (
    b"---------- Forwarded message ---------\r\nFrom: Acme <news@acme.example>\r\nDate: Sun, 8 Nov 2026 at 10:00\r\n"
    b"Subject: Watches\r\nTo: ann@isp.example\r\n\r\nBuy our watches.\r\n"
)


def ask(complaint: Complaint, *, direct: bool = False) -> None:
    """Ask the authenticated author of a complaint."""
    message = read_message(received_of(complaint))
    reporter = ReporterStanding(address="ann@isp.example", authenticated=True)
    ask_reporter(complaint, message, replace(formats.recognise(message), direct=direct), reporter, directory())


def test_a_reporter_reads_what_is_missing_and_how_to_attach_the_message() -> None:
    ask(take_in(BLOCK, subject="Fwd: Watches"))
    text = " ".join(mail.compose(OutboxRow.objects.get().payload).text.split())
    assert "- the Received lines, which show the way that the message took" in text
    assert "Forward as Attachment" in text
    assert "- the subject" not in text


def test_the_sender_of_direct_spam_is_asked_nothing() -> None:
    ask(take_in(b"You won.\r\n"), direct=True)
    assert not OutboxRow.objects.exists()
