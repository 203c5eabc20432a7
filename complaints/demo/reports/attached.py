"""Originals attached by people: as a message, as a file of any type, in base64, in a zip."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from complaints.demo.mail import base64_lines, body_part, entity, multipart
from complaints.demo.originals import queue_id
from complaints.demo.reports.envelope import Sender, letter

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.demo.originals import Sent

_ZIP_DATE = (2026, 1, 1, 0, 0, 0)


def _zipped(raw: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("spam.eml", _ZIP_DATE), raw)
    return buffer.getvalue()


def _attachment(raw: bytes, how: str) -> bytes:
    def file(content_type: str, name: str, content: bytes) -> bytes:
        fields = [
            ("Content-Type", f'{content_type}; name="{name}"'),
            ("Content-Transfer-Encoding", "base64"),
            ("Content-Disposition", f'attachment; filename="{name}"'),
        ]
        return entity(fields, base64_lines(content))

    if how == "octets":
        return file("application/octet-stream", "message.eml", raw)
    if how == "base64":
        return file("message/rfc822", "forwarded.eml", raw)
    if how == "zip":
        return file("application/zip", "../../mail.zip", _zipped(raw))
    return entity([("Content-Type", "message/rfc822"), ("Content-Disposition", "attachment")], raw)


def attached(sent: Sent, sender: Sender, at: datetime, comment: str, how: str = "message") -> bytes:
    """Forward a message as an attachment: how is message, octets, base64 or zip."""
    boundary = f"----part_{queue_id(sent.message_id, sender.address, how)}"
    body = multipart(boundary, body_part("text/plain; charset=utf-8", comment + "\n"), _attachment(sent.raw, how))
    content = ([("Content-Type", f'multipart/mixed;\n\tboundary="{boundary}"')], body)
    return letter(sender, f"Fwd: {sent.subject}", at, content)
