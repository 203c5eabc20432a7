"""Opt-ins that lie after the first mail, or in the future."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain.list_patterns._figures import CLOCK_SLACK_SECONDS, number, percent, ratio, surely

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book


class ImpossibleTimes:
    """See `Signal`. Clocks and zones explain up to 26 hours."""

    name = "impossible_times"
    group = "C"
    label = "Impossible opt-in times"
    formula = "times more than 26 hours after the list's first mail to the same person, or after today / readable times"
    threshold = 0.005
    strong = 0.05
    weight = 0.6
    least = 20
    share = True
    decisive = True
    innocent: tuple[str, ...] = (
        "People who left and subscribed again carry the later time.",
        "A repeated upload overwrote the first times.",
    )

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        rows = book.rows.filter(book.rows.wall_seconds.notnull())
        moment = rows.utc_seconds.fill_null(rows.wall_seconds)
        rows = rows.select("list_id", "of_list", "person", moment=moment)
        first = book.mails.select("first_seconds", mailed_list="list_id", mailed="person")
        known = rows.left_join(first, [rows.of_list == first.mailed_list, rows.person == first.mailed])
        known = known.cross_join(book.review)
        late = surely(known.moment > known.first_seconds + CLOCK_SLACK_SECONDS)
        future = known.moment > known.now_seconds + CLOCK_SLACK_SECONDS
        found = known.group_by("list_id").agg(
            n=known.count(),
            late=known.count(where=late),
            future=known.count(where=future),
            hits=known.count(where=late | future),
        )
        return found.mutate(value=ratio(found.hits, found.n))

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        return (
            f"{percent(figures['value'])} of {number(figures['n'])} recorded times are impossible: "
            f"{number(figures['late'])} lie "
            f"after the first mail to the same person, {number(figures['future'])} in the future."
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        return None
