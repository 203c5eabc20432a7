"""Addresses that do not exist any more, or never did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain.list_patterns._figures import number, percent, shares, top

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book


class HardBounces:
    """See `Signal`. Source: published limits of sending services, 5 % for a review and 10 % for a pause."""

    name = "hard_bounces"
    group = "F"
    label = "Bounced addresses"
    formula = "records with the status bounced / all records"
    threshold = 0.05
    strong = 0.15
    weight = 0.25
    least = 50
    share = True
    decisive = False
    innocent: tuple[str, ...] = (
        "A list of many years has gathered them.",
        "One provider's outage was counted as bounces.",
    )

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        return shares(book.rows, book.rows.status == "bounced")

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        return f"{percent(figures['value'])} of {number(figures['n'])} addresses ({number(figures['hits'])}) bounced."

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        rows = book.rows.filter(book.rows.status == "bounced")
        return top(rows, rows.domain)
