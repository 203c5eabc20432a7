"""Subscription records in an embedded engine, where list patterns are measured.

Records go over in bounded portions of plain values: no row objects, and memory that does not grow with a list.
"""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import ibis
import pyarrow as pa
from django.db.models import BooleanField, Case, Count, Q, Value, When

from accounts.domain.ports import Book
from accounts.models import Subscription

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.models import QuerySet

PORTION_ROWS = 50_000
MEMORY_LIMIT = "512MB"

_ROWS = pa.schema(
    [
        ("position", pa.int64()),
        ("list_id", pa.string()),
        ("account_id", pa.string()),
        ("email", pa.string()),
        ("local", pa.string()),
        ("domain", pa.string()),
        ("ip", pa.string()),
        ("recorded", pa.string()),
        ("wall_seconds", pa.int64()),
        ("naive", pa.bool_()),
        ("source", pa.string()),
        ("status", pa.string()),
        ("has_evidence", pa.bool_()),
    ]
)
_PLACES = pa.schema([("email", pa.string()), ("list_id", pa.string()), ("account_id", pa.string())])
_SIZES = pa.schema([("list_id", pa.string()), ("subscribers", pa.int64())])


@contextmanager
def opened_book(
    list_ids: frozenset[str] | None, progress: Callable[[str, int, int], None]
) -> Iterator[tuple[Book, dict[str, int]]]:
    """Load the lists under review, None for all, with the records of the same people on other lists.

    Yields:
        The tables, usable inside the block only, and how many records each list of the platform has.
    """
    with tempfile.TemporaryDirectory(prefix="desk-lists-") as spill:
        engine = ibis.duckdb.connect(":memory:", temp_directory=spill, memory_limit=MEMORY_LIMIT)
        try:
            sizes = _sizes()
            yield _load(engine, list_ids, sizes, progress), sizes
        finally:
            engine.disconnect()


def _load(
    engine: Any, list_ids: frozenset[str] | None, sizes: dict[str, int], progress: Callable[[str, int, int], None]
) -> Book:
    mine = Subscription.objects.all()
    if list_ids is not None:
        mine = mine.filter(mailing_list_id__in=list_ids)
    engine.create_table("sizes", schema=_SIZES)
    engine.insert("sizes", pa.table([list(sizes), list(sizes.values())], schema=_SIZES))
    engine.create_table("rows", schema=_ROWS)
    done = 0
    for portion in _portions(mine, *_ROW_FIELDS):
        engine.insert("rows", _row_table(portion))
        done += len(portion)
        progress("loading lists", done, sum(sizes.get(pk, 0) for pk in (sizes if list_ids is None else list_ids)))
    rows = engine.table("rows")
    elsewhere = rows.select("email", "list_id", "account_id")
    if list_ids is not None:
        elsewhere = _with_others(engine, elsewhere, mine, list_ids)
    return Book(rows=rows, elsewhere=elsewhere, sizes=engine.table("sizes"))


def _with_others(engine: Any, own: Any, mine: QuerySet[Subscription], list_ids: frozenset[str]) -> Any:
    """Add where else the people of the lists under review stand."""
    engine.create_table("elsewhere", own)
    others = Subscription.objects.filter(email__in=mine.values("email")).exclude(mailing_list_id__in=list_ids)
    for portion in _portions(others, "email", "mailing_list_id", "mailing_list__account_id"):
        columns = [list(column) for column in zip(*portion, strict=True)][1:]
        engine.insert("elsewhere", pa.table(columns, schema=_PLACES))
    return engine.table("elsewhere")


_ROW_FIELDS = (
    "mailing_list_id",
    "mailing_list__account_id",
    "email",
    "ip",
    "subscribed_at_recorded",
    "unplaced",
    "source",
    "status",
    "shown",
)


def _portions(rows: QuerySet[Subscription], *fields: str) -> Iterator[list[tuple[Any, ...]]]:
    """Read by key in portions: nothing but a portion is in memory, on a pooled PostgreSQL as on SQLite."""
    marked = rows.annotate(
        unplaced=_flag(Q(subscribed_at__isnull=True)), shown=_flag(~Q(evidence="") | ~Q(form_url=""))
    ).order_by("pk")
    last = 0
    while portion := list(marked.filter(pk__gt=last).values_list("pk", *fields)[:PORTION_ROWS]):
        yield portion
        last = portion[-1][0]


def _flag(condition: Q) -> Case:
    return Case(When(condition, then=Value(value=True)), default=Value(value=False), output_field=BooleanField())


def _row_table(portion: list[tuple[Any, ...]]) -> pa.Table:
    pks, lists, accounts, emails, ips, recorded, unplaced, sources, statuses, shown = (
        list(column) for column in zip(*portion, strict=True)
    )
    sides = [email.rpartition("@") for email in emails]
    seconds = [_wall_seconds(text) for text in recorded]
    naive = [at is not None and lost for at, lost in zip(seconds, unplaced, strict=True)]
    locals_, domains = [side[0] for side in sides], [side[2] for side in sides]
    columns = [pks, lists, accounts, emails, locals_, domains, ips, recorded, seconds, naive, sources, statuses, shown]
    return pa.table(columns, schema=_ROWS)


def _wall_seconds(recorded: str) -> int | None:
    """Read the clock on the wall: the time as recorded, whatever its zone, in seconds since 1970; None for none."""
    try:
        return int(datetime.fromisoformat(recorded).replace(tzinfo=UTC).timestamp())
    except ValueError:
        return None


def _sizes() -> dict[str, int]:
    counted = Subscription.objects.order_by("mailing_list_id").values_list("mailing_list_id")
    return dict(counted.annotate(Count("pk")))
