"""The mail listener: LMTP and SMTP on one port, yes only after commit.

Source: RFC 5321 sections 4.2.5 and 6.1 (responsibility), RFC 2033 (LMTP: one answer a recipient after the data),
RFC 3207 (STARTTLS), RFC 1870 (SIZE).
"""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from aiosmtpd.smtp import SMTP, syntax
from django.utils import timezone

from complaints.domain.facts import Received
from complaints.intake.group_commit import GroupCommit
from complaints.intake.limits import Gate

if TYPE_CHECKING:
    from ssl import SSLContext

    from aiosmtpd.smtp import Envelope, Session

    from complaints.intake.limits import Limits

logger = logging.getLogger(__name__)

ACCEPTED = "250 2.0.0 Kept as complaint {complaint}"
TRY_AGAIN = "451 4.3.0 The complaint could not be stored; please try again later"
BUSY = "451 4.3.2 Too many messages at once; please try again later"
FULL = "452 4.3.1 Not enough room to store a message; please try again later"
TOO_BIG = "552 5.3.4 The message is larger than {limit} bytes; please send the original without its attachments"

THREADS = 16
COMMAND_BYTES = 4096
LINE_END = b"\r\n"
END_OF_DATA = b"\r\n.\r\n"


class ComplaintDoor:
    """The handler that aiosmtpd calls. Storing blocks on the disk, so it runs in threads, each with its connection."""

    def __init__(self) -> None:
        """Prepare the threads, which bound how many messages are being stored at once."""
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="store")
        self._commit = GroupCommit(self._threads)

    async def handle_DATA(self, server: Door, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        """Store the message and say yes, or ask the sender to try again."""
        received = Received(
            raw=bytes(envelope.original_content or b""),
            mail_from=envelope.mail_from or "",
            rcpt_to=tuple(envelope.rcpt_tos),
            peer=str(session.peer[0]) if session.peer else "",
            received_at=timezone.now(),
        )
        try:
            complaint = await self._commit.store(received, server.door)
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


class Door(SMTP):
    """One connection, speaking LMTP after LHLO and SMTP after HELO or EHLO."""

    line_length_limit = COMMAND_BYTES
    # Always there once a client is listened to.
    envelope: Envelope
    data_size_limit: int

    def __init__(self, handler: ComplaintDoor, gate: Gate, **options: Any) -> None:
        """Take on what `gate` allows."""
        self.door = "smtp"
        self._gate = gate
        self._peer: str | None = None
        self._answers_due = 0
        super().__init__(
            handler,
            data_size_limit=gate.limits.message_bytes,
            enable_SMTPUTF8=True,
            decode_data=False,
            ident="Abusedesk",
            **options,
        )

    def connection_made(self, transport: Any) -> None:
        """Count the connection, or turn it away with the reason; called again when TLS has begun on it."""
        if self._original_transport is None:
            peer = str((transport.get_extra_info("peername") or ("",))[0])
            refusal = self._gate.enter(peer)
            if refusal:
                transport.write(refusal.encode() + LINE_END)
                transport.close()
                return
            self._peer = peer
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """Count the connection out."""
        if self._peer is not None:
            self._gate.leave(self._peer)
            self._peer = None
            super().connection_lost(error)

    def eof_received(self) -> bool | None:
        """Hear that the client has said all; one that was turned away is not listened to."""
        return super().eof_received() if self._peer is not None else None

    @syntax("LHLO hostname")
    async def smtp_LHLO(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's
        """Greet an LMTP client."""
        self.door = "lmtp"
        await self.smtp_EHLO(arg)

    @syntax("MAIL FROM: <address>", extended=" [SP <mail-parameters>]")
    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802 - aiosmtpd's
        """Begin a message, unless there is no room for it: better said before it is sent."""
        if self._gate.has_room():
            await super().smtp_MAIL(arg)
        else:
            await self.push(FULL)

    @syntax("DATA")
    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802 - aiosmtpd's
        """Take the message, if there is memory for it."""
        if await self.check_helo_needed():
            return
        if not self.envelope.rcpt_tos:
            await self.push("503 Error: need RCPT command")
        elif arg:
            await self.push("501 Syntax: DATA")
        else:
            size_bytes = _declared_size(self.envelope.mail_options) or self._gate.limits.message_bytes
            if self._gate.take_on(size_bytes):
                try:
                    await self._take()
                finally:
                    self._gate.put_down(size_bytes)
            else:
                await self.push(BUSY)

    async def _take(self) -> None:
        self._answers_due = len(self.envelope.rcpt_tos) if self.door == "lmtp" else 1
        await super().push("354 End data with <CR><LF>.<CR><LF>")
        content = await self._content()
        if content is None:
            await self.push(TOO_BIG.format(limit=self.data_size_limit))
        else:
            self.envelope.content = self.envelope.original_content = content
            await self.push(await self.event_handler.handle_DATA(self, self.session, self.envelope))
        self._set_post_data_state()  # type: ignore[no-untyped-call]

    async def _content(self) -> bytes | None:
        """Read up to the end of the data and undo its dots; None when it is larger than a message may be.

        aiosmtpd would read it line by line, which takes four times the memory and most of the time of a large message,
        and cuts long lines, which breaks the signatures of the mail inside.
        """
        reader: Any = self._reader
        # The line end before the data, so that a lone dot in its first line is found like any other.
        reader._buffer[:0] = LINE_END  # noqa: SLF001 - as aiosmtpd does
        reader._limit = self.data_size_limit + len(LINE_END + END_OF_DATA)  # noqa: SLF001
        too_big = False
        try:
            while True:
                try:
                    data = await reader.readuntil(END_OF_DATA)
                except asyncio.LimitOverrunError as error:
                    await reader.readexactly(error.consumed)
                    too_big = True
                else:
                    break
        finally:
            reader._limit = COMMAND_BYTES  # noqa: SLF001
        content = data[len(LINE_END) : len(LINE_END) - len(END_OF_DATA)].replace(b"\r\n.", LINE_END)
        content = content.removeprefix(b".")
        return None if too_big or len(content) > self.data_size_limit else content

    async def push(self, status: str | bytes) -> None:
        """Send an answer; after LMTP's data one for each recipient (RFC 2033 section 4.2)."""
        text = status.decode("utf-8", "replace") if isinstance(status, bytes) else status
        if self._answers_due:
            text = "\r\n".join([text] * self._answers_due)
            self._answers_due = 0
        await super().push(text)


def _declared_size(options: list[str]) -> int:
    """Give the size that the client announced with MAIL, which was checked then; 0 when it did not."""
    return next((int(word[5:]) for word in options if word.startswith("SIZE=") and word[5:].isdigit()), 0)


async def listen(
    host: str, port: int, *, limits: Limits, stop: asyncio.Event, tls_context: SSLContext | None = None
) -> None:
    """Serve until `stop` is set; connections that are storing a message may finish.

    Args:
        host: name or address to listen on.
        port: on which other processes may listen too; they share the connections.
        limits: what this process takes on.
        stop: ends the service when it is set.
        tls_context: offers STARTTLS; None offers none.

    Raises:
        OSError: the port cannot be had.
    """
    handler, gate = ComplaintDoor(), Gate(limits)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Door(handler, gate, loop=loop, tls_context=tls_context), host=host, port=port, reuse_port=True
    )
    async with server:
        await stop.wait()
        server.close()
    await loop.run_in_executor(None, handler.close)
