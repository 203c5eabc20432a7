"""How many messages the listener takes a second, beside a bare aiosmtpd that commits the same bytes."""

from __future__ import annotations

import contextlib
import smtplib
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import TYPE_CHECKING

from django.db import connection

from tests.benchmarks.measure import Comparison
from tests.processes import ROOT, surroundings
from tests.servers import free_port, wait_for_port

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROUNDS = 3
CONNECTIONS = 16
MESSAGES = 800
GOAL = 0.7
OURS = ("manage.py", "receive_mail", "--port")
BARE = ("-m", "tests.benchmarks.bare_listener")

_salt = count()


@contextlib.contextmanager
def _serving(words: Sequence[str]) -> Iterator[int]:
    """Run a listener as a process of its own; gives its port."""
    port = free_port()
    quiet = surroundings() | {"LOG_LEVEL": "WARNING", "DISK_SPARE_BYTES": "0"}
    process = subprocess.Popen([sys.executable, *words, str(port)], cwd=ROOT, env=quiet, stderr=subprocess.DEVNULL)
    try:
        wait_for_port(port)
        yield port
    finally:
        process.kill()
        process.wait()


def _bring(port: int, messages: Sequence[bytes]) -> None:
    with smtplib.SMTP("127.0.0.1", port) as client:
        for raw in messages:
            client.sendmail("feedback@isp.example", ["badactor@example.com"], b"X-Salt: %d\r\n" % next(_salt) + raw)


def _per_second(port: int, messages: Sequence[bytes]) -> float:
    shares = [messages[number::CONNECTIONS] for number in range(CONNECTIONS)]
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        # The first mails open the database's connections.
        list(pool.map(lambda share: _bring(port, share[:1]), shares))
        began = time.perf_counter()
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
        with _serving(OURS) as port:
            ours.append(_per_second(port, many))
        with _serving(BARE) as port:
            bare.append(_per_second(port, many))
    return Comparison(
        name="take a message in by SMTP",
        baseline="bare aiosmtpd that commits the bytes",
        value=statistics.median(ours),
        baseline_value=statistics.median(bare),
        unit="/s",
        goal=GOAL,
    )
