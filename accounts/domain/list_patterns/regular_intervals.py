"""Opt-ins as regular as a clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from accounts.domain.list_patterns._figures import DAY_SECONDS, number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book


MINUTE_SECONDS = 60
# The same hour of the clock, give or take the change to summer time and a job that runs late.
HAND_OVER_SECONDS = 5400


class RegularIntervals:
    """See `Signal`. People come at random: the spread of the gaps is as large as their mean, or larger."""

    name = "regular_intervals"
    group = "C"
    label = "Regular intervals"
    formula = (
        "1 - standard deviation / mean of the gaps between successive times, from midnight to midnight and "
        "from one daily hand-over to the next left out; 0 when the gaps spread like chance"
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
        # A system that hands the day's people over each night does so at one hour, in summer and in winter.
        away = ibis.least(gap % DAY_SECONDS, DAY_SECONDS - gap % DAY_SECONDS)
        job = (gap >= DAY_SECONDS // 2) & (away <= HAND_OVER_SECONDS) & rows.source.isin(("import", "api"))
        dates |= job
        # As floats: the mean of whole numbers is a decimal on some engines.
        rows = rows.mutate(gap=gap.cast("float64"), dates=dates)
        gaps = rows.filter((rows.gap > 0) & ~rows.dates)
        found = gaps.group_by("list_id").agg(n=gaps.count(), mean=gaps.gap.mean(), spread=gaps.gap.std(how="pop"))
        return found.mutate(value=ibis.greatest(1.0 - found.spread / found.mean, 0.0))

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        mean, spread = float(str(figures["mean"])), float(str(figures["spread"]))
        unit, seconds = ("minutes", MINUTE_SECONDS) if mean >= MINUTE_SECONDS else ("seconds", 1)
        return (
            f"The {number(figures['n'])} gaps between successive times are {mean / seconds:,.1f} {unit} in the mean "
            f"and spread by {spread / seconds:,.1f}; people at random would spread by as much as the mean."
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        return None
