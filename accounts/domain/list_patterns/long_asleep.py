"""A new list of people none of whom has joined for years."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain.list_patterns._figures import DAY_SECONDS, number, percent, shares

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book

ASLEEP_SECONDS = 730 * DAY_SECONDS


class LongAsleep:
    """See `Signal`. A list that lives has recent opt-ins, wherever it moved from. Source: domain notes 3b, D2."""

    name = "long_asleep"
    group = "D"
    label = "Old opt-ins on a new list"
    formula = "opt-ins more than 24 months older than the list / opt-ins with a time, on lists whose day is known"
    threshold = 0.9
    strong = 0.97
    weight = 0.4
    least = 100
    share = True
    decisive = False
    innocent: tuple[str, ...] = (
        "A club or an event that rested comes back to its people.",
        "The list moved here and takes nobody in: ask when they were last written to.",
    )

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        made = book.lists.filter(book.lists.created_seconds.notnull()).select("created_seconds", of_list="list_id")
        rows = book.rows.filter(book.rows.wall_seconds.notnull()).inner_join(made, "of_list")
        moment = rows.utc_seconds.fill_null(rows.wall_seconds)
        return shares(rows, moment < rows.created_seconds - ASLEEP_SECONDS)

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        return (
            f"{percent(figures['value'])} of {number(figures['n'])} opt-ins ({number(figures['hits'])}) were more than "
            "24 months old when the list was made."
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        return None
