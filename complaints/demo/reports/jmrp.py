"""The junk mail reporting programme of a web mailer in its older form: no feedback part, the address in the subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.demo.mail import body_part, entity, head, multipart
from complaints.demo.originals import queue_id
from complaints.demo.reports.envelope import Sender, letter

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.demo.originals import Sent


def jmrp(sent: Sent, sender: Sender, at: datetime) -> bytes:
    """Report a message as the programme does."""
    boundary = f"jmrp_{queue_id(sent.message_id, sender.address)}"
    on_top = head([("X-HmXmrOriginalRecipient", f"<{sent.recipient}>"), ("X-Reporter-IP", "203.0.113.250")])
    body = multipart(
        boundary,
        body_part("text/plain; charset=us-ascii", "A user marked the attached message as junk.\n", "7bit"),
        entity([("Content-Type", "message/rfc822"), ("Content-Disposition", "attachment")], on_top + sent.raw),
    )
    subject = f"complaint about message from {sent.source_ip}"
    return letter(sender, subject, at, ([("Content-Type", f'multipart/mixed;\n\tboundary="{boundary}"')], body))
