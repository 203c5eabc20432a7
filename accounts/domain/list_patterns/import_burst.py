"""Most of the list in one day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from accounts.domain.list_patterns._figures import DAY_SECONDS, commonest, number, percent, ratio

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book


# So many bars: days, months or years, whichever the list's life fits into. Lengths of 2026-11-02 and its beginnings.
SHOWN = 24
DAY, MONTH, YEAR = 10, 7, 4


def _timed(book: Book) -> Table:
    rows = book.rows.filter(book.rows.wall_seconds.notnull() & (book.rows.source != "paper"))
    return rows.mutate(day=rows.recorded.substr(0, 10))


class ImportBurst:
    """See `Signal`."""

    name = "import_burst"
    group = "D"
    label = "Import burst"
    formula = "records of the busiest day / records with a time, sheets left out"
    threshold = 0.5
    strong = 0.9
    weight = 0.25
    least = 50
    share = True
    decisive = False
    innocent: tuple[str, ...] = (
        "The list moved here from another provider: ask for that provider's export with its history.",
        "An event or a competition filled the list in a day.",
    )

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        rows = _timed(book)
        days = rows.group_by(["list_id", "day"]).agg(records=rows.count())
        found = commonest(days, "day").rename(busiest="commonest", days="kinds")
        return found.mutate(value=ratio(found.hits, found.n))

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        return (
            f"{percent(figures['value'])} of {number(figures['n'])} records came on one day, {figures['busiest']}; "
            f"the others on {number(int(str(figures['days'])) - 1)} days."
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        rows = _timed(book)
        spans = rows.group_by("list_id").agg(span=rows.wall_seconds.max() - rows.wall_seconds.min())
        timed = rows.inner_join(spans, "list_id")
        days = timed.span // DAY_SECONDS
        length = ibis.cases((days <= SHOWN, DAY), (days <= SHOWN * 30, MONTH), else_=YEAR)
        counted = timed.group_by([timed.list_id, timed.recorded.substr(0, length).name("label")]).agg(
            number=timed.count()
        )
        newest = ibis.window(group_by="list_id", order_by=counted.label.desc())
        placed = counted.mutate(place=ibis.row_number().over(newest))
        return placed.filter(placed.place < SHOWN).order_by(["list_id", "label"]).select("list_id", "label", "number")
