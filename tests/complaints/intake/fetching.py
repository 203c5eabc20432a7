"""What tests that fetch mail from a real IMAP server share."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest

from complaints.intake.imap import Habits, Mailbox, Poller
from complaints.intake.mailbox_address import parse
from tests import dovecot as servers
from tests.dovecot import PASSWORD, USER

if TYPE_CHECKING:
    from complaints.domain.facts import Channel
    from tests.dovecot import Dovecot

needs_dovecot = pytest.mark.skipif(servers.PROGRAM is None, reason="Dovecot is not installed (Debian: dovecot-imapd)")

DONE, TOO_BIG, LIMIT_BYTES = "Abusedesk/Done", "Abusedesk/Too big", 20_000
MAIL = (
    b"Delivered-To: blacklists@example.com\r\nFrom: ann@isp.example\r\nTo:  badactor@example.com \r\n"
    b"Subject: spam\r\nX-Folded: a\r\n\t b\r\n\r\n.dots\r\n"
    + b"y" * 5000
    + b"\r\n\xff\xe9 bytes \r\n\r\nlast line, no end"
)


def poller(
    server: Dovecot, url: str = "", *, password: str = PASSWORD, channel: Channel | None = None, **changes: float
) -> Poller:
    """Give one for the server's inbox, or for the mailbox of a URL."""
    address = parse(url or f"imap://{USER}@127.0.0.1:{server.port}/INBOX")
    given: dict[str, Any] = {"message_bytes": LIMIT_BYTES, "spare_bytes": 0, "poll_seconds": 0.2, **changes}
    habits = Habits(done_folder=DONE, too_big_folder=TOO_BIG, **given)
    return Poller(Mailbox(address=address, password=password, channel=channel), habits)


def fetch(server: Dovecot, url: str = "", **changes: Any) -> int:
    """Take in what lies there; gives how many messages were left."""
    return poller(server, url, **changes).once(threading.Event())


def done(server: Dovecot) -> list[bytes]:
    return server.messages("Abusedesk.Done")
