"""XARF 4 by mail: the JSON in a part of a feedback report, as its version 3 was bound to mail."""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from typing import TYPE_CHECKING

from complaints.demo.mail import base64_lines, body_part, entity, multipart
from complaints.demo.originals import queue_id
from complaints.demo.reports.envelope import Sender, letter

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.demo.originals import Sent


def _document(sent: Sent, sender: Sender, at: datetime) -> str:
    contact = {"org": "Backbone Network Abuse Team", "contact": sender.address, "domain": sender.domain}
    seed = hashlib.sha256(f"{sent.message_id} {at.isoformat()}".encode()).digest()
    evidence = {
        "content_type": "message/rfc822",
        "description": "The message as received",
        "payload": base64.b64encode(sent.raw).decode(),
        "hash": f"sha256:{hashlib.sha256(sent.raw).hexdigest()}",
        "size": len(sent.raw),
    }
    report = {
        "xarf_version": "4.2.0",
        "report_id": str(uuid.UUID(bytes=seed[:16], version=4)),
        "timestamp": at.isoformat(),
        "reporter": contact,
        "sender": contact,
        "source_identifier": sent.source_ip,
        "source_port": 41022,
        "category": "messaging",
        "type": "spam",
        "protocol": "smtp",
        "smtp_from": sent.return_path,
        "smtp_to": sent.recipient,
        "subject": sent.subject,
        "message_id": sent.message_id.strip("<>"),
        "evidence_source": "user_complaint",
        "evidence": [evidence],
    }
    return json.dumps(report, indent=1)


def xarf(sent: Sent, sender: Sender, at: datetime) -> bytes:
    """Report a message as a network does that speaks XARF."""
    boundary = f"xarf_{queue_id(sent.message_id, sender.address)}"
    json_fields = [
        ("Content-Type", 'application/json; name="xarf.json"'),
        ("Content-Transfer-Encoding", "base64"),
        ("Content-Disposition", 'attachment; filename="xarf.json"'),
    ]
    body = multipart(
        boundary,
        body_part("text/plain; charset=utf-8", f"Spam from {sent.source_ip}. The details are in xarf.json.\n", "7bit"),
        body_part("message/feedback-report", "Feedback-Type: xarf\nUser-Agent: BackboneXarf/4\nVersion: 1\n", "7bit"),
        entity(json_fields, base64_lines(_document(sent, sender, at).encode())),
    )
    content_type = f'multipart/report; report-type=feedback-report;\n\tboundary="{boundary}"'
    subject = f"XARF report about {sent.source_ip}"
    return letter(sender, subject, at, ([("Content-Type", content_type)], body))
