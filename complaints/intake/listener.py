"""The mail listener: LMTP and SMTP on one port, yes only after commit.

Source: RFC 5321 sections 4.2.5 and 6.1 (responsibility), RFC 2033 (LMTP: one answer a recipient after the data).
"""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from aiosmtpd.smtp import SMTP, syntax
from django.db import close_old_connections
from django.utils import timezone

from complaints.domain.facts import Received
from complaints.services.receive import receive

if TYPE_CHECKING:
    from aiosmtpd.smtp import Envelope, Session

logger = logging.getLogger(__name__)

ACCEPTED = "250 2.0.0 Kept as complaint {complaint}"
TRY_AGAIN = "451 4.3.0 The complaint could not be stored; please try again later"
TOO_BIG = "552 5.3.4 The message is larger than {limit} bytes; please send the original without its attachments"


class ComplaintDoor:
    """The handler that aiosmtpd calls. Storing blocks on the disk, so it runs in threads, each with its connection."""

    def __init__(self, threads: int = 8) -> None:
        """Prepare the threads; `threads` bounds how many messages are being stored at once."""
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="store")

    async def handle_DATA(self, server: Door, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        """Store the message and say yes, or ask the sender to try again."""
        received = Received(
            raw=bytes(envelope.original_content or b""),
            mail_from=envelope.mail_from or "",
            rcpt_to=tuple(envelope.rcpt_tos),
            peer=str(session.peer[0]) if session.peer else "",
            received_at=timezone.now(),
        )
        loop = asyncio.get_running_loop()
        try:
            complaint = await loop.run_in_executor(self._threads, store, received, server.door)
        except Exception:
            # Whatever went wrong on our side is no reason to lose a complaint: the sender keeps it and tries again.
            logger.exception("A message from %s could not be stored.", received.peer)
            return TRY_AGAIN
        return ACCEPTED.format(complaint=complaint)

    async def handle_exception(self, error: Exception) -> str:
        """Answer a fault of the listener itself."""
        logger.error("The mail listener failed.", exc_info=error)
        return TRY_AGAIN

    def close(self) -> None:
        """Let what is being stored finish."""
        self._threads.shutdown(wait=True)


def store(received: Received, door: str) -> int:
    """Store one message in a thread of its own."""
    close_old_connections()
    try:
        return receive(received, door=door)
    finally:
        close_old_connections()


class Door(SMTP):
    """One connection, speaking LMTP after LHLO and SMTP after HELO or EHLO."""

    def __init__(self, handler: ComplaintDoor, *, limit_bytes: int, **options: Any) -> None:
        """Allow lines as long as a message: cutting them would break the evidence and its signatures."""
        self.line_length_limit = limit_bytes + 2
        self.door = "smtp"
        self._answers_due = 0
        super().__init__(
            handler,
            data_size_limit=limit_bytes,
            enable_SMTPUTF8=True,
            decode_data=False,
            ident="Abusedesk",
            **options,
        )

    @syntax("LHLO hostname")
    async def smtp_LHLO(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's
        """Greet an LMTP client."""
        self.door = "lmtp"
        await self.smtp_EHLO(arg)

    async def push(self, status: str | bytes) -> None:
        """Send an answer; after LMTP's data one for each recipient (RFC 2033 section 4.2)."""
        text = status.decode("utf-8", "replace") if isinstance(status, bytes) else status
        if text.startswith("500 Line too long"):
            # A line is only refused when it is longer than a whole message may be.
            text = TOO_BIG.format(limit=self.data_size_limit)
        if text.startswith("354"):
            self._answers_due = len(self.envelope.rcpt_tos) if self.envelope and self.door == "lmtp" else 1
        elif self._answers_due:
            text = "\r\n".join([text] * self._answers_due)
            self._answers_due = 0
        await super().push(text)


async def listen(host: str, port: int, *, limit_bytes: int, stop: asyncio.Event) -> None:
    """Serve until `stop` is set; connections that are storing a message may finish.

    Raises:
        OSError: the port cannot be had.
    """
    handler = ComplaintDoor()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Door(handler, limit_bytes=limit_bytes, loop=loop), host=host, port=port, reuse_port=True
    )
    async with server:
        await stop.wait()
        server.close()
    await loop.run_in_executor(None, handler.close)
