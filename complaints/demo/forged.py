"""Mail that names a customer of ours and never went through us: joe-jobs, phishing, mail that only links to a site."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from complaints.demo.mail import body_part, date, head, words
from complaints.demo.originals import Sent, deliver, host_name, queue_id, received
from complaints.demo.signing import sign

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.demo.keys import DemoKey

STRANGERS = {
    "broadband": ("dyn-44.pool.broadband.example", "192.0.2.44"),
    "cheap_host": ("vps7.cheaphost.example", "192.0.2.107"),
    "infected": ("host-201.office-lan.example", "192.0.2.201"),
}
_FAILED = "dkim=none; spf=fail smtp.mailfrom={domain}; dmarc=fail header.from={domain}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgery:
    """What a forger writes.

    Attributes:
        from_header: the forged From.
        headers: copied or invented fields.
        our_ip: of a forged Received line below the honest one; "" for none.
        key: an exposed key of ours that the forger signs with.
    """

    from_header: str
    subject: str
    text: str
    headers: tuple[tuple[str, str], ...] = ()
    return_path: str = ""
    our_ip: str = ""
    key: DemoKey | None = None
    stranger: str = "broadband"


def forge(forgery: Forgery, recipient: str, at: datetime) -> Sent:
    """Give a forged message as it lay in a mailbox."""
    address = forgery.from_header.rpartition("<")[2].rstrip(">")
    identifier = f"<{queue_id(recipient, at.isoformat(), forgery.subject).lower()}@{address.rpartition('@')[2]}>"
    lines = []
    if forgery.our_ip:
        ours = (host_name(forgery.our_ip), forgery.our_ip)
        lines.append(("Received", received(ours, STRANGERS[forgery.stranger][0], recipient, at - timedelta(seconds=5))))
    fields = [
        *lines,
        ("From", forgery.from_header),
        ("To", recipient),
        ("Subject", words(forgery.subject)),
        ("Date", date(at)),
        ("Message-ID", identifier),
        ("MIME-Version", "1.0"),
        *forgery.headers,
    ]
    raw = head(fields) + body_part("text/plain; charset=utf-8", forgery.text)
    if forgery.key:
        raw = sign(raw, forgery.key, at)
    sent = Sent(
        raw=raw,
        recipient=recipient,
        message_id=identifier,
        subject=forgery.subject,
        from_header=forgery.from_header,
        from_address=address,
        date_header=date(at),
        text=forgery.text,
        return_path=forgery.return_path or address,
        source_ip=STRANGERS[forgery.stranger][1],
        sent_at=at,
        received_at=at + timedelta(seconds=4),
    )
    verdict = _FAILED.format(domain=address.rpartition("@")[2])
    return deliver(sent, source=STRANGERS[forgery.stranger], verdict=verdict)
