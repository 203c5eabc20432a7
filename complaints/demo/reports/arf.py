"""Feedback loops: RFC 5965, in the shapes in which providers send it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from complaints.demo.mail import base64_lines, body_part, date, entity, multipart
from complaints.demo.originals import queue_id
from complaints.demo.reports.envelope import Sender, letter

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.demo.originals import Sent

_HIDDEN_FIELDS = (b"delivered-to:", b"x-original-to:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How a feedback loop writes its reports.

    Attributes:
        part: full, headers (text/rfc822-headers) or encoded (message/rfc822 in base64).
        redacted: the recipient's address is taken out everywhere.
        with_ip: a Source-IP field is there.
    """

    feedback_type: str = "abuse"
    part: str = "full"
    redacted: bool = False
    with_ip: bool = True


def redact(raw: bytes, recipient: str) -> bytes:
    """Take a recipient out of an original, as a loop does that names nobody (RFC 6590)."""
    local, _, domain = recipient.partition("@")
    lines = [line for line in raw.split(b"\r\n") if not line.lower().startswith(_HIDDEN_FIELDS)]
    hidden = b"\r\n".join(lines).replace(f"{local}@{domain}".encode(), f"redacted@{domain}".encode())
    return hidden.replace(f"\r\n\tfor <redacted@{domain}>;".encode(), b";")


def _original(raw: bytes, shape: Shape) -> bytes:
    if shape.part == "headers":
        return entity([("Content-Type", "text/rfc822-headers")], raw.partition(b"\r\n\r\n")[0] + b"\r\n")
    if shape.part == "encoded":
        return entity([("Content-Type", "message/rfc822"), ("Content-Transfer-Encoding", "base64")], base64_lines(raw))
    return entity([("Content-Type", "message/rfc822"), ("Content-Disposition", "inline")], raw)


def _fields(sent: Sent, sender: Sender, shape: Shape) -> str:
    fields = [
        f"Feedback-Type: {shape.feedback_type}",
        "User-Agent: ExampleLoop/2.3",
        "Version: 1",
        f"Original-Mail-From: <{sent.return_path}>",
        f"Arrival-Date: {date(sent.received_at)}",
        f"Reporting-MTA: dns; mx1.{sender.domain}",
        f"Reported-Domain: {sent.from_address.rpartition('@')[2]}",
    ]
    if shape.with_ip:
        fields.append(f"Source-IP: {sent.source_ip}")
    if not shape.redacted:
        fields.append(f"Original-Rcpt-To: <{sent.recipient}>")
    return "\n".join(fields) + "\n"


def arf(sent: Sent, sender: Sender, at: datetime, shape: Shape | None = None) -> bytes:
    """Report a message as a feedback loop does."""
    shape = shape or Shape()
    raw = redact(sent.raw, sent.recipient) if shape.redacted else sent.raw
    boundary = f"arf_{queue_id(sent.message_id, sender.address)}"
    note = (
        f"This is an email abuse report for a message received from {sent.source_ip} on {date(sent.received_at)}.\n"
        "For more information about this format see RFC 5965.\n"
    )
    body = multipart(
        boundary,
        body_part("text/plain; charset=us-ascii", note, "7bit"),
        body_part("message/feedback-report", _fields(sent, sender, shape), "7bit"),
        _original(raw, shape),
    )
    content_type = f'multipart/report; report-type=feedback-report;\n\tboundary="{boundary}"'
    return letter(sender, f"FW: {sent.subject}", at, ([("Content-Type", content_type)], body))
