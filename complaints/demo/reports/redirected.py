"""Redirecting ("bounce" in some programs): the original itself arrives, with Resent fields on top."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.demo.mail import date, head, mailbox
from complaints.demo.originals import queue_id
from complaints.demo.platform_file import PUBLIC
from complaints.demo.reports.envelope import Sender, taken_in

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.demo.originals import Sent


def redirected(sent: Sent, sender: Sender, at: datetime) -> bytes:
    """Resend a message to the desk unchanged."""
    resent = [
        ("Resent-From", mailbox(sender.name, sender.address)),
        ("Resent-To", PUBLIC),
        ("Resent-Date", date(at)),
        ("Resent-Message-ID", f"<{queue_id(sent.message_id, 'resent').lower()}@{sender.domain}>"),
    ]
    return taken_in(sender, PUBLIC, at) + head(resent) + sent.raw
