"""Addresses that bounced or complained at other customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain.list_patterns._figures import against_all, number, percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book


class SuppressedElsewhere:
    """See `Signal`."""

    name = "suppressed_elsewhere"
    group = "E"
    label = "Suppressed at other customers"
    formula = "addresses that bounced or complained on a list of another account / all addresses"
    threshold = 0.05
    strong = 0.2
    weight = 0.3
    least = 200
    share = True
    decisive = False
    innocent: tuple[str, ...] = (
        "One agency, club or town serves both.",
        "One provider's outage was counted as bounces.",
    )

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        bad = book.elsewhere.filter(book.elsewhere.suppressed)
        bad = bad.select(who="person", other_account="account_id").distinct()
        mine = book.rows.select("list_id", "account_id", "person")
        met = mine.join(bad, [mine.person == bad.who, mine.account_id != bad.other_account])
        met = met.select("list_id", "person").distinct()
        return against_all(book.rows, met.group_by("list_id").agg(hits=met.count()))

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        return (
            f"{percent(figures['value'])} of {number(figures['n'])} addresses ({number(figures['hits'])}) bounced or "
            "complained at "
            "another customer."
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        return None
