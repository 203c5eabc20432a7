"""Days on which far more came than usual."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from accounts.domain.list_patterns._figures import number, percent, ratio, top

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book

FEWEST_DAYS = 30
FEWEST_RECORDS = 200
TIMES = 10


def _timed(book: Book) -> Table:
    rows = book.rows.filter(book.rows.wall_seconds.notnull() & (book.rows.source != "paper"))
    return rows.mutate(day=rows.recorded.substr(0, 10))


def _days(book: Book) -> Table:
    rows = _timed(book)
    return rows.group_by(["list_id", "day"]).agg(records=rows.count())


class ImportSpikes:
    """See `Signal`."""

    name = "import_spikes"
    group = "D"
    label = "Days far above the usual"
    formula = (
        "records of days with at least 200 records and 10 times the list's median day / records with a time, "
        "sheets left out"
    )
    threshold = 0.2
    strong = 0.7
    weight = 0.12
    least = 200
    share = True
    decisive = False
    innocent: tuple[str, ...] = (
        "The list moved here from another provider in one step.",
        "A competition, an event or a press report.",
    )

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        days = _days(book)
        usual = days.group_by("list_id").agg(usual=days.records.median(), days=days.count())
        judged = days.inner_join(usual.filter(usual.days >= FEWEST_DAYS), "list_id")
        spike = (judged.records >= FEWEST_RECORDS) & (judged.records > TIMES * judged.usual)
        judged = judged.mutate(spiked=ibis.ifelse(spike, judged.records, 0))
        found = judged.group_by("list_id").agg(
            n=judged.records.sum(),
            hits=judged.spiked.sum(),
            spikes=judged.count(where=judged.spiked > 0),
            usual=judged.usual.max(),
        )
        return found.mutate(value=ratio(found.hits, found.n))

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        return (
            f"{percent(figures['value'])} of {number(figures['n'])} records ({number(figures['hits'])}) came on "
            f"{number(figures['spikes'])} days with 10 times the usual {number(figures['usual'])} or more."
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        rows = _timed(book)
        return top(rows, rows.day)
