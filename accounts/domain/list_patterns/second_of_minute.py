"""Times that fall on the same second of the minute."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from accounts.domain.list_patterns._figures import DAY_SECONDS, commonest, number, percent, ratio, top

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book

KEPT_TO_THE_MINUTE = 0.95


def _times(book: Book) -> Table:
    """Count each time once: many people in one second are another signal."""
    rows = book.rows.filter(book.rows.wall_seconds.notnull() & (book.rows.source != "paper"))
    timed = rows.filter(rows.wall_seconds % DAY_SECONDS != 0).select("list_id", "wall_seconds").distinct()
    return timed.mutate(second=(timed.wall_seconds % 60).cast("int64"))


class SecondOfMinute:
    """See `Signal`. Source: a chi-square of the seconds would say the same; the share says it in words."""

    name = "second_of_minute"
    group = "C"
    label = "Same second of the minute"
    formula = (
        "different times with the commonest second of the minute / different times, midnights and sheets left "
        "out; 0 from 95 % on (kept to the minute)"
    )
    threshold = 0.15
    strong = 0.5
    weight = 0.15
    least = 200
    share = True
    decisive = False
    innocent: tuple[str, ...] = ("A job that runs each minute stored its own time.",)

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        times = _times(book)
        seconds = times.group_by(["list_id", "second"]).agg(records=times.count())
        found = commonest(seconds, "second")
        found = found.mutate(observed=ratio(found.hits, found.n))
        return found.mutate(value=ibis.ifelse(found.observed < KEPT_TO_THE_MINUTE, found.observed, 0.0))

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        kept = float(str(figures["observed"])) >= KEPT_TO_THE_MINUTE
        return (
            f"{percent(figures['observed'])} of {number(figures['n'])} different times have the second "
            f"{number(figures['commonest'])}; " + ("the times are kept to the minute." if kept else "chance is 1.7 %.")
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        times = _times(book)
        return top(times, times.second.cast("string").lpad(2, "0"))
