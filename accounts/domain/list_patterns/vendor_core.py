"""The fingerprint of one list that was sold several times: the same people on lists of the same customers.

Source: domain notes 3b, E2: a subset of 200 or more shared by three or more unrelated customers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from accounts.domain.list_patterns._figures import number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book

CUSTOMERS = 3
# Who is with more customers than that is a monitor or a test; each pair of customers is looked at.
MOST_CUSTOMERS = 12
# So many times more than would meet by chance, if people chose their newsletters without regard to each other.
LIFT = 10
TELLING = 400.0


class VendorCore:
    """See `Signal`. Counts people, not shares: in a long list a bought core is a small part."""

    name = "vendor_core"
    group = "E"
    label = "The same people with the same customers"
    formula = (
        "most people that the list shares with the same two other customers / 400, at most 1; 0 where chance alone "
        "would bring a tenth as many together"
    )
    threshold = 0.5
    strong = 1.0
    weight = 0.55
    least = 200
    share = False
    decisive = False
    innocent: tuple[str, ...] = (
        "Customers of one group of companies, or of one agency, have the same people.",
        "One town's people are with its club, its shop and its paper.",
    )

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        mine = book.rows.select("list_id", "account_id", "person").distinct()
        second, third = self._members(book, "second"), self._members(book, "third")
        met = mine.inner_join(second, "person")
        met = met.filter(met.account_id != met.second)
        met = met.inner_join(third, "person")
        met = met.filter((met.account_id != met.third) & (met.second < met.third))
        hits = met.group_by(["list_id", "second", "third"]).agg(hits=met.count())
        valued = self._beyond_chance(book, mine, hits)
        found = valued.group_by("list_id").agg(together=valued.together.max())
        sizes = mine.group_by("list_id").agg(n=mine.count())
        joined = sizes.left_join(found, "list_id").select("list_id", "n", "together")
        joined = joined.mutate(together=joined.together.fill_null(0.0))
        return joined.mutate(value=ibis.least(joined.together / TELLING, 1.0))

    def _members(self, book: Book, name: str) -> Table:
        """Give the people of several customers, and with whom each is."""
        pairs = book.elsewhere.select("person", "account_id").distinct()
        customers = pairs.group_by("person").agg(customers=pairs.count())
        several = customers.filter(customers.customers.between(CUSTOMERS, MOST_CUSTOMERS))
        return pairs.semi_join(several, "person").rename({name: "account_id"})

    def _beyond_chance(self, book: Book, mine: Table, hits: Table) -> Table:
        """Keep the numbers that are far above what independent choices of as many people would give."""
        owned = book.elsewhere.select("list_id", "account_id").distinct().inner_join(book.lists, "list_id")
        owners = owned.group_by("account_id").agg(people=owned.subscribers.sum())
        own = mine.group_by("list_id").agg(own=mine.count())
        # Who is on several lists is one person: of how many people the platform's lists are made up.
        places = book.elsewhere.group_by("person").agg(lists=book.elsewhere.count())
        whole = book.lists.agg(places=book.lists.subscribers.sum()).cross_join(places.agg(each=places.lists.mean()))
        whole = whole.select(whole=whole.places / whole.each)
        joined = hits.inner_join(own, "list_id")
        joined = joined.inner_join(owners.select(second="account_id", of_second="people"), "second")
        joined = joined.inner_join(owners.select(third="account_id", of_third="people"), "third").cross_join(whole)
        share = (joined.of_second.cast("float64") / joined.whole) * (joined.of_third.cast("float64") / joined.whole)
        many = joined.hits.cast("float64")
        return joined.mutate(together=ibis.ifelse(many >= LIFT * joined.own * share, many, 0.0))

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        if not float(str(figures["together"])):
            return (
                f"None of {number(figures['n'])} people is with the same two other customers more than chance brings."
            )
        return (
            f"{number(figures['together'])} of {number(figures['n'])} people are with the same two other customers too."
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        return None
