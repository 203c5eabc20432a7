"""How many messages the listener takes a second, beside a bare aiosmtpd that commits the same bytes."""

from __future__ import annotations

import asyncio
import contextlib
import smtplib
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import TYPE_CHECKING

from aiosmtpd.smtp import SMTP
from django.db import connection, connections, transaction

from complaints.intake.limits import Limits
from complaints.intake.listener import listen
from tests.benchmarks.measure import Comparison
from tests.servers import free_port, wait_for_port

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator, Sequence

    from aiosmtpd.smtp import Envelope, Session

ROUNDS = 3
CONNECTIONS = 8
MESSAGES = 400
GOAL = 0.7

_salt = count()


class Bare:
    """Commits the bytes of a message, each by itself, and does nothing else."""

    def __init__(self) -> None:
        self.threads = ThreadPoolExecutor(CONNECTIONS)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Answer 250 once the bytes are committed."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self.threads, self._keep, bytes(envelope.original_content or b""))
        return "250 OK"

    def _keep(self, raw: bytes) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO bench_mail (raw) VALUES (%s)", [raw])


async def _bare(port: int, stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    handler = Bare()
    server = await loop.create_server(lambda: SMTP(handler, loop=loop), "127.0.0.1", port)
    async with server:
        await stop.wait()
    handler.threads.shutdown()


async def _ours(port: int, stop: asyncio.Event) -> None:
    limits = Limits(message_bytes=25 * 1024 * 1024, spare_bytes=0)
    await listen("127.0.0.1", port, limits=limits, stop=stop)


@contextlib.contextmanager
def _serving(serve: Callable[[int, asyncio.Event], Coroutine[object, object, None]]) -> Iterator[int]:
    port, stop, loop = free_port(), asyncio.Event(), asyncio.new_event_loop()
    thread = threading.Thread(target=lambda: loop.run_until_complete(serve(port, stop)))
    thread.start()
    wait_for_port(port)
    try:
        yield port
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()


def serving_ours() -> contextlib.AbstractContextManager[int]:
    """Run our listener in a thread; gives its port."""
    return _serving(_ours)


def _bring(port: int, messages: Sequence[bytes]) -> None:
    with smtplib.SMTP("127.0.0.1", port) as client:
        for raw in messages:
            salted = b"X-Salt: %d\r\n" % next(_salt) + raw
            client.sendmail("feedback@isp.example", ["badactor@example.com"], salted)


def _per_second(port: int, messages: Sequence[bytes]) -> float:
    shares = [messages[number::CONNECTIONS] for number in range(CONNECTIONS)]
    began = time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(lambda share: _bring(port, share), shares))
    return len(messages) / (time.perf_counter() - began)


def comparison(messages: Sequence[bytes]) -> Comparison:
    """Measure both in turns, with the same clients in this process."""
    many = [messages[number % len(messages)] for number in range(MESSAGES)]
    kind = "bytea" if connection.vendor == "postgresql" else "blob"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bench_mail (raw {kind})")
    ours, bare = [], []
    for _ in range(ROUNDS):
        with _serving(_ours) as port:
            ours.append(_per_second(port, many))
        with _serving(_bare) as port:
            bare.append(_per_second(port, many))
    connections.close_all()
    return Comparison(
        name="take a message in by SMTP",
        baseline="bare aiosmtpd that commits the bytes",
        value=statistics.median(ours),
        baseline_value=statistics.median(bare),
        unit="/s",
        goal=GOAL,
    )
