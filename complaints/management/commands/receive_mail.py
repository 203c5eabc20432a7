"""Listen for complaints by LMTP and SMTP."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from complaints.intake.listener import listen

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Answer 250 once a message is committed, 451 when it can't be, 552 when it is too big."""

    help = "Listen for complaints by LMTP and SMTP on HOST:MAIL_PORT until interrupted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Let the address be overridden."""
        parser.add_argument("--host", default=settings.HOST)
        parser.add_argument("--port", type=int, default=settings.MAIL_PORT)

    def handle(self, *args: object, host: str, port: int, **options: object) -> None:
        """Serve until SIGINT or SIGTERM."""
        try:
            asyncio.run(self._serve(host, port))
        except OSError as error:
            message = f"Cannot listen on {host}:{port}: {error}. Choose another with MAIL_PORT or stop what uses it."
            raise CommandError(message) from error

    async def _serve(self, host: str, port: int) -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
        self.stderr.write(f"Listening for mail on {host}:{port}")
        await listen(host, port, limit_bytes=settings.MESSAGE_LIMIT_BYTES, stop=stop)
