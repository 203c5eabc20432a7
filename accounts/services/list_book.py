"""The book of the lists under review, in the engine where list patterns are measured."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.conf import settings

from accounts.domain import list_batches
from accounts.domain.list_patterns._bombing import bombed
from accounts.domain.list_records import rows_of
from accounts.services.list_engines import engine_named
from accounts.services.list_records import PLACES, RECORDS, SUPPRESSED, StoredRecords
from accounts.services.list_surroundings import load_surroundings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from accounts.domain.list_batches import Batch
    from accounts.domain.ports import Book, ListTables


@dataclass(frozen=True, slots=True)
class OpenBook:
    """A book with the engine's tables that it stands in."""

    tables: ListTables
    book: Book


@contextmanager
def opened_book(
    list_ids: frozenset[str] | None, now: datetime, progress: Callable[[str, int, int], None]
) -> Iterator[tuple[OpenBook, dict[str, int]]]:
    """Load the lists under review, None for all, with what they are compared with.

    Yields:
        The book, usable inside the block only, and how many records each list of the platform has.
    """
    records = StoredRecords(list_ids, progress)
    with engine_named(settings.LIST_ENGINE).opened() as tables:
        rows = tables.fill("rows", RECORDS, records.portions(), rows_of)
        elsewhere = _elsewhere(tables, rows, None if list_ids is None else records)
        book = load_surroundings(tables, rows, elsewhere, records, now)
        yield OpenBook(tables, _without_bombing(tables, book)), records.sizes


def _without_bombing(tables: ListTables, book: Book) -> Book:
    """Leave out what a sign-up bombing put on the lists: it is not the customers' doing."""
    found = tables.keep("bombed_records", bombed(book.rows, book.elsewhere))
    counted = tables.keep("bombed", found.group_by("list_id").agg(hits=found.count()))
    if not tables.ask(tables.spell(counted.limit(1))):
        return replace(book, bombed=counted)
    return replace(book, bombed=counted, rows=tables.keep("spared_rows", book.rows.anti_join(found, "position")))


def _elsewhere(tables: ListTables, rows: Any, records: StoredRecords | None) -> Any:
    """Say where people stand, by one name whichever lists are under review: every question to the engine has one text.

    Args:
        tables: those of the engine.
        rows: see `Book.rows`.
        records: None when all lists are under review, so that all places are known already.
    """
    suppressed = rows.status.isin([str(status) for status in SUPPRESSED])
    own = rows.mutate(suppressed=suppressed).select(*PLACES.names)
    if records is None:
        return tables.view("elsewhere", own)
    others = tables.fill("others", PLACES, records.elsewhere())
    return tables.view("elsewhere", own.union(others))


def book_of_batches(opened: OpenBook, largest: int) -> tuple[OpenBook, list[Batch]]:
    """Lay out the lists' batches as lists; the book itself where there are none.

    Args:
        opened: of `opened_book`.
        largest: how many records the largest list under review has; a small one has no batch that tells anything.
    """
    if largest <= list_batches.FEWEST_RECORDS:
        return opened, []
    tables, book = opened.tables, opened.book
    runs = tables.keep("runs", list_batches.placed(book.rows))
    batches = tables.keep("batches", list_batches.chosen(runs))
    rows = tables.keep("batch_rows", list_batches.members(book.rows, runs, batches))
    tables.drop("runs")
    found = [list_batches.Batch.of(row) for row in tables.ask(tables.spell(batches))]
    return replace(opened, book=replace(book, rows=rows)), found


# Spelling a question for the engine takes longer than its answer on most lists; the tables' names are always the same.
_spelled: dict[tuple[str, str, str], str] = {}


def ask(opened: OpenBook, name: str, question: Callable[[Book], Any]) -> list[dict[str, Any]]:
    """Put a question to the engine of an opened book.

    Args:
        opened: of `opened_book` or `book_of_batches`.
        name: of the question; one name always stands for one question.
        question: gives an expression, or None for no rows.
    """
    key = (settings.LIST_ENGINE, name, opened.book.rows.get_name())
    if key not in _spelled:
        table = question(opened.book)
        _spelled[key] = "" if table is None else opened.tables.spell(table)
    return opened.tables.ask(_spelled[key]) if _spelled[key] else []
