"""Recipients who complained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain.list_patterns._figures import number, percent, shares, top

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book


class ComplainedShare:
    """See `Signal`. Source: mailbox providers' published limit of 0.3 %."""

    name = "complained_share"
    group = "F"
    label = "Recipients who complained"
    formula = "records with the status complained / all records"
    threshold = 0.003
    strong = 0.02
    weight = 0.3
    least = 100
    share = True
    decisive = False
    innocent: tuple[str, ...] = ("People who forgot that they subscribed complain as well.",)

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        return shares(book.rows, book.rows.status == "complained")

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        return (
            f"{percent(figures['value'])} of {number(figures['n'])} recipients ({number(figures['hits'])}) complained."
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        rows = book.rows.filter(book.rows.status == "complained")
        return top(rows, rows.domain)
