"""Mailboxes that are thrown away after use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain.list_patterns._figures import at_domains, number, percent, shares, top

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book


class DisposableDomains:
    """See `Signal`. Source: a dated public list of such domains, see `accounts/reference`."""

    name = "disposable_domains"
    group = "A"
    label = "Throw-away mailboxes"
    formula = "addresses at domains whose mailboxes are thrown away / all addresses"
    threshold = 0.03
    strong = 0.15
    weight = 0.18
    least = 200
    share = True
    decisive = False
    innocent: tuple[str, ...] = (
        "Competitions and give-aways attract them.",
        "Technical readers use them against advertising.",
    )

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        rows = at_domains(book)
        return shares(rows, rows.disposable)

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        return (
            f"{percent(figures['value'])} of {number(figures['n'])} addresses ({number(figures['hits'])}) are at "
            "services "
            "for throw-away mailboxes."
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        rows = at_domains(book)
        return top(rows.filter(rows.disposable), rows.domain)
