"""Many people in the very same second."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from accounts.domain.list_patterns._figures import DAY_SECONDS, commonest, number, percent, ratio, top

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book


def _timed(book: Book) -> Table:
    """Leave out midnights: they are dates, and sheets: they are typed in by batch."""
    rows = book.rows.filter(book.rows.wall_seconds.notnull() & (book.rows.source != "paper"))
    return rows.filter(rows.wall_seconds % DAY_SECONDS != 0)


class SameSecond:
    """See `Signal`."""

    name = "same_second"
    group = "C"
    label = "Same second"
    formula = "records with the commonest second / records with a time of day, sheets left out"
    threshold = 0.03
    strong = 0.3
    weight = 0.35
    least = 50
    share = True
    decisive = False
    innocent: tuple[str, ...] = (
        "The time of an import was stored instead of the time of the opt-in: ask for the latter.",
    )

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        rows = _timed(book)
        seconds = rows.group_by(["list_id", "wall_seconds"]).agg(records=rows.count(), recorded=rows.recorded.min())
        found = commonest(seconds, "recorded")
        # Two in one second are chance even on a small list.
        return found.mutate(value=ibis.ifelse(found.hits > 2, ratio(found.hits, found.n), 0.0))  # noqa: PLR2004

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        share = float(str(figures["hits"])) / max(float(str(figures["n"])), 1)
        return (
            f"{percent(share)} of {number(figures['n'])} records ({number(figures['hits'])}) have the same second, "
            f"{figures['commonest']}."
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        rows = _timed(book)
        return top(rows, rows.recorded)
