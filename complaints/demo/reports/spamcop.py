"""Reports in the style of SpamCop: plain text, the original at its end, the recipient masked."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from complaints.demo.mail import crlf, date
from complaints.demo.reports.arf import redact
from complaints.demo.reports.envelope import Sender, letter

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.demo.originals import Sent

_TEXT = """\
[ SpamCop V5.4.0 ]
This message is brief for your comfort.  Please use links below for details.

Email from {ip} / {date}
https://www.spamcop.example/w3m?i=z{number}z{token}z

[ Offending message ]
"""


def spamcop(sent: Sent, at: datetime) -> bytes:
    """Report a message as the service does for one of its users."""
    token = sha256(sent.message_id.encode()).hexdigest()
    number = str(int(token[:12], 16))[:10]
    masked = redact(sent.raw, sent.recipient).replace(b"To: redacted@", b"To: x@")
    text = _TEXT.format(ip=sent.source_ip, date=date(sent.received_at), number=number, token=token[:32])
    fields = [
        ("Precedence", "list"),
        ("X-SpamCop-sourceip", sent.source_ip),
        ("X-Mailer", "https://www.spamcop.example/ v5.4.0"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "8bit"),
    ]
    sender = Sender(f"{number}@reports.spamcop.example", "SpamCop user")
    path = f"{number}.{token[:8]}@bounces.spamcop.example"
    subject = f"[SpamCop ({sent.source_ip}) id:{number}]{sent.subject}"
    return letter(sender, subject, at, (fields, crlf(text) + masked), return_path=path)
