"""Subscription records in an embedded engine, where list patterns are measured.

Records go over in bounded portions of plain values: no row objects, and memory that does not grow with a list.
"""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import ibis
import pyarrow as pa
from django.conf import settings
from django.db.models import BooleanField, Case, Count, Q, Value, When

from accounts.domain import list_batches
from accounts.domain.pseudonyms import comparison_key, normalised, pseudonym
from accounts.models import Subscription
from accounts.services.list_surroundings import load_surroundings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.models import QuerySet

    from accounts.domain.list_batches import Batch
    from accounts.domain.ports import Book

PORTION_ROWS = 50_000
MEMORY_LIMIT = "512MB"
LONGEST_HOST = 253

_ROWS = pa.schema(
    [
        ("position", pa.int64()),
        ("list_id", pa.string()),
        ("of_list", pa.string()),
        ("account_id", pa.string()),
        ("person", pa.string()),
        ("email", pa.string()),
        ("local", pa.string()),
        ("domain", pa.string()),
        ("ip", pa.string()),
        ("recorded", pa.string()),
        ("wall_seconds", pa.int64()),
        ("utc_seconds", pa.int64()),
        ("naive", pa.bool_()),
        ("source", pa.string()),
        ("form", pa.string()),
        ("status", pa.string()),
        ("has_evidence", pa.bool_()),
    ]
)
_PLACES = pa.schema(
    [
        ("person", pa.string()),
        ("list_id", pa.string()),
        ("account_id", pa.string()),
        ("suppressed", pa.bool_()),
        ("ip", pa.string()),
        ("utc_seconds", pa.int64()),
    ]
)
_ROW_FIELDS = (
    "mailing_list_id",
    "mailing_list__account_id",
    "email",
    "ip",
    "subscribed_at_recorded",
    "subscribed_at",
    "source",
    "form_url",
    "status",
    "shown",
)
_PLACE_FIELDS = ("email", "mailing_list_id", "mailing_list__account_id", "status", "ip", "subscribed_at")
SUPPRESSED = (Subscription.Status.BOUNCED, Subscription.Status.COMPLAINED)


@contextmanager
def opened_book(
    list_ids: frozenset[str] | None, now: datetime, progress: Callable[[str, int, int], None]
) -> Iterator[tuple[Book, dict[str, int]]]:
    """Load the lists under review, None for all, with what they are compared with.

    Yields:
        The tables, usable inside the block only, and how many records each list of the platform has.
    """
    with tempfile.TemporaryDirectory(prefix="desk-lists-") as spill:
        engine = ibis.duckdb.connect(":memory:", temp_directory=spill, memory_limit=MEMORY_LIMIT)
        try:
            sizes = _sizes()
            rows, elsewhere = _load(engine, list_ids, sizes, progress)
            yield load_surroundings(engine, rows, elsewhere, sizes, list_ids, now), sizes
        finally:
            engine.disconnect()


def book_of_batches(book: Book, largest: int) -> tuple[Book, list[Batch]]:
    """Lay out the lists' batches as lists, in the engine of an opened book; the book itself where there are none.

    Args:
        book: of `opened_book`.
        largest: how many records the largest list under review has; a small one has no batch that tells anything.
    """
    if largest <= list_batches.FEWEST_RECORDS:
        return book, []
    engine: Any = ibis.get_backend(book.rows)
    runs = engine.create_table("runs", list_batches.placed(book.rows))
    batches = engine.create_table("batches", list_batches.chosen(runs))
    rows = engine.create_table("batch_rows", list_batches.members(book.rows, runs, batches))
    engine.raw_sql("DROP TABLE runs")
    found = [list_batches.Batch.of(row) for row in batches.to_pyarrow().to_pylist()]
    return replace(book, rows=rows), found


# Spelling a question for the engine takes longer than its answer on most lists; the tables' names are always the same.
_spelled: dict[tuple[str, str], str] = {}


def ask(book: Book, name: str, question: Callable[[Book], Any]) -> list[dict[str, Any]]:
    """Put a question to the engine of an opened book.

    Args:
        book: of `opened_book` or `book_of_batches`.
        name: of the question; one name always stands for one question.
        question: gives an expression, or None for no rows.
    """
    key = (name, book.rows.get_name())
    if key not in _spelled:
        table = question(book)
        _spelled[key] = "" if table is None else ibis.to_sql(table, dialect="duckdb")
    engine: Any = ibis.get_backend(book.rows)
    found = engine.con.sql(_spelled[key]).to_arrow_table().to_pylist() if _spelled[key] else []
    return list(found)


def _load(
    engine: Any, list_ids: frozenset[str] | None, sizes: dict[str, int], progress: Callable[[str, int, int], None]
) -> tuple[Any, Any]:
    key = comparison_key(settings.SECRET_KEY)
    mine = Subscription.objects.all()
    if list_ids is not None:
        mine = mine.filter(mailing_list_id__in=list_ids)
    engine.create_table("rows", schema=_ROWS)
    done = 0
    for portion in _portions(mine, *_ROW_FIELDS):
        engine.insert("rows", _row_table(portion, key))
        done += len(portion)
        progress("loading lists", done, sum(sizes.get(pk, 0) for pk in (sizes if list_ids is None else list_ids)))
    rows = engine.table("rows")
    suppressed = rows.status.isin([str(status) for status in SUPPRESSED])
    elsewhere = rows.select("person", "list_id", "account_id", "ip", "utc_seconds", suppressed=suppressed)
    # By one name, whichever lists are under review, so that every question to the engine has one text.
    if list_ids is None:
        return rows, engine.create_view("elsewhere", elsewhere)
    return rows, _with_others(engine, elsewhere, mine, list_ids, key)


def _with_others(engine: Any, own: Any, mine: QuerySet[Subscription], list_ids: frozenset[str], key: bytes) -> Any:
    """Add where else the people of the lists under review stand."""
    engine.create_table("elsewhere", own.select(*_PLACES.names))
    others = Subscription.objects.filter(email__in=mine.values("email")).exclude(mailing_list_id__in=list_ids)
    for portion in _portions(others, *_PLACE_FIELDS):
        _, emails, lists, accounts, statuses, ips, times = (list(column) for column in zip(*portion, strict=True))
        persons = [pseudonym(normalised(email), key) for email in emails]
        suppressed = [status in SUPPRESSED for status in statuses]
        columns = [persons, lists, accounts, suppressed, ips, _seconds(times)]
        engine.insert("elsewhere", pa.table(columns, schema=_PLACES))
    return engine.table("elsewhere")


def _portions(rows: QuerySet[Subscription], *fields: str) -> Iterator[list[tuple[Any, ...]]]:
    """Read by key in portions: nothing but a portion is in memory, on a pooled PostgreSQL as on SQLite."""
    marked = rows.annotate(shown=_flag(~Q(evidence="") | ~Q(form_url=""))).order_by("pk")
    last = 0
    while portion := list(marked.filter(pk__gt=last).values_list("pk", *fields)[:PORTION_ROWS]):
        yield portion
        last = portion[-1][0]


def _flag(condition: Q) -> Case:
    return Case(When(condition, then=Value(value=True)), default=Value(value=False), output_field=BooleanField())


def _row_table(portion: list[tuple[Any, ...]], key: bytes) -> pa.Table:
    pks, lists, accounts, emails, ips, recorded, times, sources, forms, statuses, shown = (
        list(column) for column in zip(*portion, strict=True)
    )
    sides = [email.rpartition("@") for email in emails]
    seconds, utc = [_wall_seconds(text) for text in recorded], _seconds(times)
    columns = {
        "position": pks, "list_id": lists, "of_list": lists, "account_id": accounts, "email": emails,
        "person": [pseudonym(normalised(email), key) for email in emails],
        "local": [side[0] for side in sides], "domain": [side[2] for side in sides],
        "ip": ips, "recorded": recorded, "wall_seconds": seconds, "utc_seconds": utc,
        "naive": [at is not None and placed is None for at, placed in zip(seconds, utc, strict=True)],
        "source": sources, "form": [_host(form) for form in forms], "status": statuses, "has_evidence": shown,
    }  # fmt: skip
    return pa.table(columns, schema=_ROWS)


def _host(form_url: str) -> str:
    """Give the host of a form's address; "" where it has none."""
    try:
        return (urlsplit(form_url).hostname or "")[:LONGEST_HOST]
    except ValueError:
        return ""


def _seconds(times: list[datetime | None]) -> list[int | None]:
    return [None if time is None else int(time.timestamp()) for time in times]


def _wall_seconds(recorded: str) -> int | None:
    """Read the clock on the wall: the time as recorded, whatever its zone, in seconds since 1970; None for none."""
    try:
        return int(datetime.fromisoformat(recorded).replace(tzinfo=UTC).timestamp())
    except ValueError:
        return None


def _sizes() -> dict[str, int]:
    counted = Subscription.objects.order_by("mailing_list_id").values_list("mailing_list_id")
    return dict(counted.annotate(Count("pk")))
