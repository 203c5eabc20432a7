"""More people who are with other customers too than the platform's lists usually have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain.list_patterns._figures import against_all, number, percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book


class KnownElsewhere:
    """See `Signal`. A sold list stands with whoever bought it, in parts that no pair of customers shows.

    Its threshold is at least twice what is usual on the platform, where people have other newsletters as well.
    """

    name = "known_elsewhere"
    group = "E"
    label = "People of other customers"
    formula = "addresses that stand on a list of any other customer / all addresses"
    threshold = 0.12
    strong = 0.35
    weight = 0.4
    least = 200
    share = True
    decisive = False
    innocent: tuple[str, ...] = (
        "One town's people are with its club, its shop and its paper.",
        "Readers of one trade have all of its newsletters.",
    )

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        mine = book.rows.select("list_id", "account_id", "person")
        theirs = book.elsewhere.select("person", other_account="account_id").distinct()
        met = mine.inner_join(theirs, "person")
        met = met.filter(met.account_id != met.other_account).select("list_id", "person").distinct()
        return against_all(book.rows, met.group_by("list_id").agg(hits=met.count()))

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        return (
            f"{percent(figures['value'])} of {number(figures['n'])} addresses ({number(figures['hits'])}) stand on a "
            "list of another customer too."
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        return None
