"""Opt-ins that come by night as by day."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import ibis

from accounts.domain.list_patterns._figures import DAY_SECONDS, number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book

HOUR_SECONDS = 3600


def _timed(book: Book) -> Table:
    rows = book.rows.filter(book.rows.wall_seconds.notnull() & (book.rows.source != "import"))
    return rows.filter(rows.wall_seconds % DAY_SECONDS != 0)


class FlatHours:
    """See `Signal`. Source: Rayleigh's test of directions on the clock of the recorded zone."""

    name = "flat_hours"
    group = "C"
    label = "No day and night"
    formula = "1 - length of the mean direction of the times on a 24-hour clock, imports left out; 1 is perfectly even"
    threshold = 0.9
    strong = 0.97
    weight = 0.4
    least = 400
    share = False
    decisive = False
    innocent: tuple[str, ...] = ("The audience lives all over the world, and times are kept in UTC.",)

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        rows = _timed(book)
        turned = rows.mutate(angle=(rows.wall_seconds % DAY_SECONDS).cast("float64") * (2 * math.pi / DAY_SECONDS))
        found = turned.group_by("list_id").agg(
            n=turned.count(), east=turned.angle.cos().mean(), north=turned.angle.sin().mean()
        )
        length = (found.east * found.east + found.north * found.north).sqrt()
        return found.mutate(value=ibis.greatest(1.0 - length, 0.0))

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        value = float(str(figures["value"]))
        return (
            f"{number(figures['n'])} times of day are spread round the clock with an evenness of {value:.2f}; "
            "people who sleep leave 0.5 to 0.8."
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        rows = _timed(book)
        hour = ((rows.wall_seconds % DAY_SECONDS) // HOUR_SECONDS // 2 * 2).cast("int64").cast("string").lpad(2, "0")
        counted = rows.group_by([rows.list_id, hour.name("label")]).agg(number=rows.count())
        return counted.order_by(["list_id", "label"])
