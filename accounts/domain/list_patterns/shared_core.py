"""Addresses that several unrelated customers have: what a vendor sold more than once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from accounts.domain.list_patterns._figures import number, percent, ratio

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book

CUSTOMERS = 3
MOST_SHOWN = 10


class SharedCore:
    """See `Signal`."""

    name = "shared_core"
    group = "E"
    label = "Core shared by several customers"
    formula = "addresses that stand on lists of at least 3 accounts, this one included / all addresses"
    threshold = 0.05
    strong = 0.25
    weight = 0.5
    least = 100
    share = True
    decisive = False
    innocent: tuple[str, ...] = ("Customers of one group of companies, or of one agency, have the same people.",)

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        # count of distinct pairs, not nunique: some engines approximate that silently.
        pairs = book.elsewhere.select("person", "account_id").distinct()
        customers = pairs.group_by("person").agg(customers=pairs.count())
        core = customers.filter(customers.customers >= CUSTOMERS)
        found = book.rows.semi_join(core, "person")
        hits = found.group_by("list_id").agg(hits=found.count())
        sizes = book.rows.group_by("list_id").agg(n=book.rows.count())
        joined = sizes.left_join(hits, "list_id").select("list_id", "n", "hits")
        full = joined.mutate(hits=joined.hits.fill_null(0))
        return full.mutate(value=ratio(full.hits, full.n))

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        return (
            f"{percent(figures['value'])} of {number(figures['n'])} addresses ({number(figures['hits'])}) stand on "
            "lists of at least two other customers too."
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`. Counts only."""
        pairs = book.elsewhere.select("person", "account_id").distinct()
        customers = pairs.group_by("person").agg(others=pairs.count() - 1)
        met = book.rows.inner_join(customers, "person")
        label = ibis.least(met.others, MOST_SHOWN).cast("string").lpad(2, "0") + " other customers"
        counted = met.group_by([met.list_id, label.name("label")]).agg(number=met.count())
        return counted.order_by(["list_id", "label"])
