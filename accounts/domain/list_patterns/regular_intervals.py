"""Opt-ins as regular as a clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from accounts.domain.list_patterns._figures import DAY_SECONDS, number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book


class RegularIntervals:
    """See `Signal`. People come at random: the spread of the gaps is as large as their mean, or larger."""

    name = "regular_intervals"
    group = "C"
    label = "Regular intervals"
    formula = (
        "1 - standard deviation / mean of the gaps between successive times, from midnight to midnight left out; 0 "
        "when the gaps spread like chance"
    )
    threshold = 0.5
    strong = 0.8
    weight = 0.5
    least = 60
    share = False
    decisive = False
    innocent: tuple[str, ...] = ("A batch job released held sign-ups at a steady pace.",)

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        rows = book.rows.filter(book.rows.wall_seconds.notnull())
        order = ibis.window(group_by="list_id", order_by="wall_seconds")
        gap = rows.wall_seconds - rows.wall_seconds.lag().over(order)
        # Midnights are dates: days lie between them however people came.
        dates = (rows.wall_seconds % DAY_SECONDS == 0) & (gap % DAY_SECONDS == 0)
        # As floats: the mean of whole numbers is a decimal on some engines.
        rows = rows.mutate(gap=gap.cast("float64"), dates=dates)
        gaps = rows.filter((rows.gap > 0) & ~rows.dates)
        found = gaps.group_by("list_id").agg(n=gaps.count(), mean=gaps.gap.mean(), spread=gaps.gap.std(how="pop"))
        return found.mutate(value=ibis.greatest(1.0 - found.spread / found.mean, 0.0))

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        mean, spread = float(str(figures["mean"])), float(str(figures["spread"]))
        return (
            f"The {number(figures['n'])} gaps between successive times are {mean / 60:,.1f} minutes in the mean and "
            f"spread by {spread / 60:,.1f}; people at random would spread by as much as the mean."
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        return None
