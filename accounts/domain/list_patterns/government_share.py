"""Addresses of offices and schools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain.list_patterns._figures import at_domains, number, percent, shares, top

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book


class GovernmentShare:
    """See `Signal`. Source: .gov addresses were the mark of the sign-up bombings of 2016."""

    name = "government_share"
    group = "B"
    label = "Offices and schools"
    formula = "addresses at domains of governments, the military, schools and universities / all addresses"
    threshold = 0.03
    strong = 0.15
    weight = 0.1
    least = 200
    share = True
    decisive = False
    innocent: tuple[str, ...] = ("The public sector, or teachers and students, are the audience.",)

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        rows = at_domains(book)
        return shares(rows, rows.kind.isin(("government", "education")))

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        return (
            f"{percent(figures['value'])} of {number(figures['n'])} addresses ({number(figures['hits'])}) belong to "
            "government offices, the military, schools or universities."
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        rows = at_domains(book)
        return top(rows.filter(rows.kind.isin(("government", "education"))), rows.domain)
