"""The same people as on a list of another customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from accounts.domain.list_patterns._figures import number, percent, ratio

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book

# An address on more lists than that is a monitor's or a test's, and would be counted against each of them.
MOST_LISTS = 40


class Overlap:
    """See `Signal`."""

    name = "overlap"
    group = "E"
    label = "Overlap with another customer"
    formula = (
        "addresses shared with one list of another account / addresses of the smaller list; the largest such share"
    )
    threshold = 0.2
    strong = 0.5
    weight = 0.35
    least = 100
    share = True
    decisive = False
    innocent: tuple[str, ...] = (
        "One agency, club or town serves both.",
        "One list is a part of the other's customers by contract.",
    )

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        places = book.elsewhere.group_by("person").agg(lists=book.elsewhere.count())
        usual = places.filter(places.lists.between(2, MOST_LISTS))
        mine = book.rows.select("person", "list_id", "account_id").semi_join(usual, "person")
        others = book.elsewhere.select(other_person="person", other_list="list_id", other_account="account_id")
        met = mine.join(others, [mine.person == others.other_person, mine.account_id != others.other_account])
        shared = met.group_by(["list_id", "other_list"]).agg(hits=met.count())
        own = book.rows.group_by("list_id").agg(size=book.rows.count())
        sizes = book.lists.select(other_list="list_id", other_size="subscribers")
        sized = shared.inner_join(own, "list_id").inner_join(sizes, "other_list")
        sized = sized.mutate(n=ibis.least(sized["size"], sized.other_size))
        sized = sized.filter(sized.n >= self.least)
        valued = sized.mutate(value=ratio(sized.hits, sized.n))
        most = valued.group_by("list_id").agg(value=valued.value.max())
        # Of lists that share as much the largest is named, and not any of them.
        tops = valued.semi_join(most, ["list_id", "value"])
        return tops.group_by("list_id").agg(n=tops.n.max(), hits=tops.hits.max(), value=tops.value.max())

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        return (
            f"{number(figures['hits'])} addresses, {percent(figures['value'])} of the smaller list, stand on one list "
            "of another customer too."
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        return None
