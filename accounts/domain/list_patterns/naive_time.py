"""Times that leave out their zone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain.list_patterns._figures import number, percent, shares

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book


class NaiveTime:
    """See `Signal`."""

    name = "naive_time"
    group = "C"
    label = "Times without a zone"
    formula = "times without an offset / readable times"
    threshold = 0.2
    strong = 0.9
    weight = 0.08
    least = 30
    share = True
    decisive = False
    innocent: tuple[str, ...] = ("Older systems keep local time only; the evidence is incomplete all the same.",)

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        rows = book.rows.filter(book.rows.wall_seconds.notnull())
        return shares(rows, rows.naive)

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        return f"{percent(figures['value'])} of {number(figures['n'])} recorded times have no offset from UTC."

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        return None
