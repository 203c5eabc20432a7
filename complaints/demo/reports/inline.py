"""The source of a message pasted into the text, headers and all, plain or quoted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.demo.mail import crlf
from complaints.demo.reports.envelope import Sender, letter

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.demo.originals import Sent


def pasted(sent: Sent, sender: Sender, at: datetime, comment: str, *, quoted: bool = False) -> bytes:
    """Paste a message's source below a comment; quoted puts "> " before each line."""
    lines = sent.raw.rstrip(b"\r\n").split(b"\r\n")
    source = b"\r\n".join(b"> " + line for line in lines) if quoted else b"\r\n".join(lines)
    fields = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Transfer-Encoding", "8bit")]
    body = crlf(comment + "\n\n") + source + b"\r\n"
    return letter(sender, f"Spam: {sent.subject}", at, (fields, body))
