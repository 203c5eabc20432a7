"""Listen for complaints by LMTP and SMTP."""

from __future__ import annotations

import asyncio
import signal
import ssl
import sys
import time
from typing import TYPE_CHECKING, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from complaints.intake.limits import Limits
from complaints.intake.listener import listen
from complaints.management.supervision import Supervisor

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Callable
    from types import FrameType

POLL_SECONDS = 0.2
SWITCH_SECONDS = 0.0005


class Command(BaseCommand):
    """Answer 250 once a message is committed, 4xx when it can't be now, 552 when it is too big."""

    # The checks load every page of the desk, which this does not serve: they would double the time that a start takes.
    requires_system_checks = ()

    help = "Listen for complaints by LMTP and SMTP on HOST:MAIL_PORT until interrupted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Let the address be overridden."""
        parser.add_argument("--host", default=settings.HOST)
        parser.add_argument("--port", type=int, default=settings.MAIL_PORT)
        parser.add_argument(
            "--processes", type=int, default=settings.MAIL_PROCESSES, help="how many share the port, about one a core"
        )

    def _say(self, sentence: str) -> None:
        self.stderr.write(sentence)

    def handle(self, *args: object, host: str, port: int, processes: int, **options: object) -> None:
        """Serve until SIGINT or SIGTERM."""
        tls_context = _tls_context()
        self.stderr.write(f"Listening for mail on {host}:{port}")
        if processes > 1:
            _share(host, port, processes, self._say)
        # A thread that comes back from the disk must not wait 5 ms for the event loop each time, as Python has it.
        sys.setswitchinterval(SWITCH_SECONDS)
        try:
            asyncio.run(_serve(host, port, tls_context))
        except OSError as error:
            message = f"Cannot listen on {host}:{port}: {error}. Choose another with MAIL_PORT or stop what uses it."
            raise CommandError(message) from error


async def _serve(host: str, port: int, tls_context: ssl.SSLContext | None) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    limits = Limits(
        message_bytes=settings.MESSAGE_LIMIT_BYTES,
        connections=settings.MAIL_CONNECTIONS,
        connections_per_peer=settings.MAIL_CONNECTIONS_PER_PEER,
        memory_bytes=settings.MAIL_MEMORY_BYTES,
        spare_bytes=settings.DISK_SPARE_BYTES,
    )
    await listen(host, port, limits=limits, stop=stop, tls_context=tls_context)


def _tls_context() -> ssl.SSLContext | None:
    """Read the certificate that STARTTLS shows; None where none is set.

    Raises:
        CommandError: naming the setting to look at.
    """
    if not settings.MAIL_TLS_CERT:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(settings.MAIL_TLS_CERT, settings.MAIL_TLS_KEY or None)
    except (OSError, ssl.SSLError) as error:
        message = (
            f"The certificate in MAIL_TLS_CERT ({settings.MAIL_TLS_CERT}) cannot be used: {error}. It must be a PEM "
            "file with the whole chain; its key stands in the same file or in MAIL_TLS_KEY, readable by this user."
        )
        raise CommandError(message) from error
    return context


def _share(host: str, port: int, processes: int, say: Callable[[str], None]) -> NoReturn:
    """Run several listeners on one port, each started again when it dies, until SIGINT or SIGTERM."""
    supervisor = Supervisor(say)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _end)
    words = [sys.executable, str(settings.BASE_DIR / "manage.py"), "receive_mail", "--processes", "1"]
    try:
        for share in range(processes):
            supervisor.start(f"mail listener {share + 1}", [*words, "--host", host, "--port", str(port)])
        while True:
            supervisor.check()
            time.sleep(POLL_SECONDS)
    finally:
        supervisor.stop()


def _end(_number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)
