"""The least that a listener can be: aiosmtpd, and each message's bytes committed by itself before the yes."""

from __future__ import annotations

import asyncio
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

os.environ["DJANGO_SETTINGS_MODULE"] = "abusedesk.settings"

import django

django.setup()

from aiosmtpd.smtp import SMTP
from django.db import connection, transaction

if TYPE_CHECKING:
    from aiosmtpd.smtp import Envelope, Session

THREADS = 8


class Bare:
    """Commits the bytes of a message and does nothing else."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Answer 250 once the bytes are committed."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._threads, _keep, bytes(envelope.original_content or b""))
        return "250 OK"


def _keep(raw: bytes) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_mail (raw) VALUES (%s)", [raw])


async def serve(port: int) -> None:
    """Serve for ever."""
    loop = asyncio.get_running_loop()
    handler = Bare()
    server = await loop.create_server(lambda: SMTP(handler, loop=loop), "127.0.0.1", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
