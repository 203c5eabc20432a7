"""The same opt-in addresses at several customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain.list_patterns._figures import against_all, number, percent, top
from accounts.domain.list_patterns._networks import is_special

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book


class SharedIps:
    """See `Signal`. Source: LashBack's observation of opt-in addresses re-used across fraudulent sign-ups."""

    name = "shared_ips"
    group = "C"
    label = "Opt-in addresses of several customers"
    formula = (
        "records whose IP address stands behind 3 or more records at each of 3 or more customers / records with "
        "an IP address"
    )
    threshold = 0.05
    strong = 0.3
    weight = 0.2
    least = 50
    share = True
    decisive = False
    innocent: tuple[str, ...] = (
        "A mobile carrier puts many people behind one address.",
        "A form builder's server was recorded instead of the visitor.",
    )

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        rows = book.rows.filter(book.rows.ip != "")
        met = rows.filter(~is_special(rows)).inner_join(book.shared_ips, "ip")
        found = met.group_by("list_id").agg(hits=met.count(), most=met.customers.max())
        return against_all(rows, found, "most")

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        return (
            f"{percent(figures['value'])} of {number(figures['n'])} records with an IP address "
            f"({number(figures['hits'])}) have "
            f"one that signed several people up at each of 3 or more customers, at most at {number(figures['most'])}."
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        met = book.rows.inner_join(book.shared_ips, "ip")
        return top(met, met.ip)
