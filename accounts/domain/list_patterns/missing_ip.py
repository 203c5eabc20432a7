"""Records without an opt-in address, where there should be one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain.list_patterns._figures import WRITTEN_SOURCES, number, percent, shares, top

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book


class MissingIp:
    """See `Signal`."""

    name = "missing_ip"
    group = "C"
    label = "No opt-in address"
    formula = "records with neither an IP address nor other evidence / all records but those of sheets and tills"
    threshold = 0.2
    strong = 0.8
    weight = 0.35
    least = 30
    share = True
    decisive = False
    innocent: tuple[str, ...] = ("An older system did not keep the address.", "A form builder did not hand it on.")

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        rows = book.rows.filter(book.rows.source.notin(WRITTEN_SOURCES))
        return shares(rows, (rows.ip == "") & ~rows.has_evidence)

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        return (
            f"{percent(figures['value'])} of {number(figures['n'])} records that are no sheet or till slip have "
            "neither an IP address nor other evidence."
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        rows = book.rows.filter((book.rows.ip == "") & ~book.rows.has_evidence)
        return top(rows, rows.source)
