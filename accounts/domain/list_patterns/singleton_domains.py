"""Domains with a single address each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain.list_patterns._figures import number, percent, ratio, top

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book


class SingletonDomains:
    """See `Signal`."""

    name = "singleton_domains"
    group = "B"
    label = "Domains with one address"
    formula = "addresses at a domain that has no other address on the list / all addresses"
    threshold = 0.5
    strong = 0.9
    weight = 0.15
    least = 100
    share = True
    decisive = False
    innocent: tuple[str, ...] = ("A list of businesses has one contact each.", "A small list has few domains twice.")

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        domains = book.rows.group_by(["list_id", "domain"]).agg(addresses=book.rows.count())
        alone = domains.addresses == 1
        found = domains.group_by("list_id").agg(
            n=domains.addresses.sum(), hits=domains.count(where=alone), domains=domains.count()
        )
        return found.mutate(value=ratio(found.hits, found.n))

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        return (
            f"{percent(figures['value'])} of {number(figures['n'])} addresses are the only one at their domain "
            f"({number(figures['domains'])} domains in all)."
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        return top(book.rows, book.rows.domain)
