"""Waiting for an IMAP server to tell of new mail.

Source: RFC 2177 (IDLE, to be begun again before 29 minutes are over).
"""

from __future__ import annotations

import contextlib
import select
import ssl
import time
from typing import TYPE_CHECKING, Any

from imap_tools.errors import MailboxTaggedResponseError
from imap_tools.utils import check_command_status

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterator

    from imap_tools import BaseMailBox

LOOK_UP_SECONDS = 1.0
# Routers forget a silent connection long before the server ends it.
IDLE_SECONDS = 9 * 60


def idle(box: BaseMailBox, stop: threading.Event) -> None:
    """Wait until the server says something, `stop` is set, or it is time to begin again.

    Raises:
        OSError, imaplib.IMAP4.error, ImapToolsError: the connection is lost, or the server will not idle.
    """
    until = time.monotonic() + IDLE_SECONDS
    with _idling(box) as heard:
        while not (heard or stop.is_set() or time.monotonic() > until or _hears(box.client)):
            pass


@contextlib.contextmanager
def _idling(box: BaseMailBox) -> Iterator[bool]:
    """Begin to idle and end it; gives whether something was said already.

    Not imap-tools' own beginning, which takes a message that comes just then for an error.
    """
    client: Any = box.client
    tag = client._command("IDLE")  # noqa: SLF001 - as imap-tools does
    heard = False
    while client._get_response() is not None:  # noqa: SLF001
        if client.tagged_commands[tag]:
            check_command_status(client.tagged_commands.pop(tag), MailboxTaggedResponseError, expected="IDLE")
        heard = True
    yield heard
    client.send(b"DONE\r\n")
    box.consume_until_tagged_response(tag)


def _hears(client: Any) -> bool:
    """Tell whether the server said something, or hung up, within a moment."""
    seconds = client.sock.gettimeout()
    # What was read along with the last answer does not show at the socket any more.
    client.sock.settimeout(0)
    try:
        if client.file.peek(1):
            return True
    except (BlockingIOError, ssl.SSLWantReadError):
        pass
    finally:
        client.sock.settimeout(seconds)
    poll = select.poll()
    poll.register(client.sock, select.POLLIN)
    return bool(poll.poll(LOOK_UP_SECONDS * 1000))
