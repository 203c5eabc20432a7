"""Addresses of offices and schools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain.list_patterns._figures import against_all, at_domains, number, percent, top

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book


class GovernmentShare:
    """See `Signal`. Source: .gov addresses were the mark of the sign-up bombings of 2016."""

    name = "government_share"
    group = "B"
    label = "Offices and schools"
    formula = (
        "addresses at domains of governments, the military, schools and universities, the list's commonest one left "
        "out / all addresses"
    )
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
        official = rows.filter(rows.kind.isin(("government", "education")))
        domains = official.group_by(["list_id", "domain"]).agg(addresses=official.count())
        # The commonest may be the sender's own: a town writes to its offices, a school to its students.
        found = domains.group_by("list_id").agg(hits=domains.addresses.sum() - domains.addresses.max())
        return against_all(book.rows, found)

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        return (
            f"{percent(figures['value'])} of {number(figures['n'])} addresses ({number(figures['hits'])}) belong to "
            "government offices, the military, schools or universities, besides the list's commonest one."
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        rows = at_domains(book)
        return top(rows.filter(rows.kind.isin(("government", "education"))), rows.domain)
