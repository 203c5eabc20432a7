"""Providers mistyped: gmial.com."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain.list_patterns._figures import WRITTEN_SOURCES, at_domains, number, percent, shares, top

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book


class TypoDomains:
    """See `Signal`. Source: typo traps in guides on spam traps; human error, so weaker than any other trap."""

    name = "typo_domains"
    group = "A"
    label = "Mistyped providers"
    formula = (
        "addresses at a domain one slip (Damerau-Levenshtein 1) away from a large provider / addresses, sheets "
        "and tills left out"
    )
    threshold = 0.005
    strong = 0.05
    weight = 0.12
    least = 200
    share = True
    decisive = False
    innocent: tuple[str, ...] = (
        "People mistype their address where nothing confirms it.",
        "A company's own domain happens to look like a provider's.",
    )

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        rows = at_domains(book)
        rows = rows.filter(rows.source.notin(WRITTEN_SOURCES))
        return shares(rows, rows.typo_of != "")

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        return (
            f"{percent(figures['value'])} of {number(figures['n'])} addresses that were not written by hand "
            f"({number(figures['hits'])}) are one slip away from a large provider's domain."
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        rows = at_domains(book)
        return top(rows.filter(rows.typo_of != ""), rows.domain)
