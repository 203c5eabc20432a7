"""Mail put through the whole line for tests of what people correct, and the platform that judges it."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

from complaints.domain.facts import Received
from complaints.models import Case, Complaint
from complaints.services.process_batch import process_batch
from complaints.services.receive import receive
from tests.complaints.rows import NOW

if TYPE_CHECKING:
    from datetime import datetime

ORIGINAL = (
    b"Received: from out.example.com ([198.51.100.9]) by mx.isp.example; Sun, 8 Nov 2026 10:00:00 +0000\r\n"
    b"From: Acme <news@acme.example>\r\nTo: ann@isp.example\r\nSubject: Watches\r\n"
    b"Date: Sun, 8 Nov 2026 10:00:00 +0000\r\nMessage-ID: <w1@acme.example>\r\n\r\nBuy our watches.\r\n"
)
# Every line has a sign in front that no mail client writes, so that no recogniser finds it.
HIDDEN = b"look\r\n\r\n" + b"".join(b"% " + line for line in ORIGINAL.splitlines(keepends=True))


def process(*numbers: int, now: datetime) -> None:
    """Process complaints together; whatever goes wrong with one of them is raised."""
    Complaint.objects.filter(pk__in=numbers).update(lease="test")
    failed = process_batch(numbers, "test", now=now, guarded=lambda _: nullcontext())
    for error in failed.values():
        raise error


def take_in(body: bytes, *, sender: str = "ann@isp.example", subject: str = "Lunch", head: bytes = b"") -> Complaint:
    """Receive and process one plain mail."""
    fields = f"From: {sender}\r\nTo: abuse@example.com\r\nSubject: {subject}\r\nMessage-ID: <c1@isp.example>\r\n"
    raw = fields.encode() + head + b"\r\n" + body
    number = receive(Received(raw=raw, received_at=NOW, mail_from=sender), door="upload")
    process(number, now=NOW)
    return Complaint.objects.get(pk=number)


def auto_reply() -> Complaint:
    """Receive an automatic reply that happens to quote nothing."""
    return take_in(b"I am away.\r\n", subject="Automatic reply: Lunch", head=b"Auto-Submitted: auto-replied\r\n")


def as_direct(complaint: Complaint) -> Complaint:
    """Give a complaint whose case is one of spam sent to the desk itself."""
    key = f"direct {complaint.pk}"
    Case.objects.filter(complaints=complaint).update(kind=Case.Kind.DIRECT, grouping=key, open_key=key)
    return Complaint.objects.select_related("case").get(pk=complaint.pk)
