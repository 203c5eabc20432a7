"""What a complaint and a page cost on a desk that has few complaints, and on one that has a million."""

from __future__ import annotations

import statistics
import sys
import time
from typing import TYPE_CHECKING

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Staff
from complaints.models import Case
from tests.benchmarks.crowd import grow
from tests.benchmarks.measure import Comparison
from tests.benchmarks.pipeline import work_off

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FEW, MANY = 10_000, 1_000_000
STEP = 100_000
ROUNDS = 5
LOOKS = 40
COST_GOAL = 1.2
PAGE_GOAL = 1.5
QUEUE_QUERIES = 15
WORKSPACE_QUERIES = 25
_PERCENTILE = 95


def comparisons(messages: Sequence[bytes]) -> Iterator[Comparison]:
    """Grow the desk, measuring at 10 thousand and at 1 million complaints."""
    grow(1, FEW)
    few_cost, few_pages = _cost(messages), _pages()
    for first in range(FEW + 1, MANY, STEP):
        sys.stderr.write(f"growing to {min(first + STEP, MANY):,} complaints\n")
        grow(first, min(first + STEP - 1, MANY))
    many_cost, many_pages = _cost(messages), _pages()
    yield Comparison(
        name="a complaint among a million",
        baseline="among ten thousand",
        value=1000 * many_cost,
        baseline_value=1000 * few_cost,
        unit="ms",
        goal=COST_GOAL,
        at_most=True,
    )
    for name, most in (("queue", QUEUE_QUERIES), ("workspace", WORKSPACE_QUERIES)):
        yield Comparison(
            name=f"{name}, p95, 100,000 cases",
            baseline="1,000 cases",
            value=1000 * many_pages[name][0],
            baseline_value=1000 * few_pages[name][0],
            unit="ms",
            goal=PAGE_GOAL,
            at_most=True,
        )
        yield Comparison(
            name=f"{name}, 100,000 cases",
            baseline="",
            value=float(many_pages[name][1]),
            unit="queries",
            goal=float(most),
            at_most=True,
        )


def _cost(messages: Sequence[bytes]) -> float:
    return statistics.median(work_off(messages) for _ in range(ROUNDS))


def _pages() -> dict[str, tuple[float, int]]:
    """Give the 95th percentile in seconds and the queries of the queue and of a case's workspace."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Staff.objects.get_or_create(username="bench", is_superuser=True)[0])
    cases = Case.objects.filter(state="open").order_by("-priority", "pk").values_list("pk", flat=True)[:LOOKS]
    looks = {"queue": ["/desk/queue/open/"] * LOOKS, "workspace": [f"/desk/case/{number}/" for number in cases]}
    return {name: _looked(client, paths) for name, paths in looks.items()}


def _looked(client: Client, paths: Sequence[str]) -> tuple[float, int]:
    seconds = []
    for path in paths:
        began = time.perf_counter()
        answer = client.get(path)
        seconds.append(time.perf_counter() - began)
        if answer.status_code != 200:
            message = f"{path} answers {answer.status_code}"
            raise RuntimeError(message)
    with CaptureQueriesContext(connection) as queries:
        client.get(paths[0])
    return statistics.quantiles(seconds, n=100)[_PERCENTILE - 1], len(queries)
