"""One opt-in that several customers show as theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from accounts.domain.list_patterns._figures import against_all, number
from accounts.domain.list_patterns._networks import is_special

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book

OTHER_CUSTOMERS = 2
# So many people with two other customers, or with one, are as loud as can be.
ENOUGH, ENOUGH_OF_ONE = 20, 200
# Two customers alone may be one that has not said so.
MOST_OF_ONE = 0.9
# Whoever is with more customers than that is a monitor or a test.
MOST_CUSTOMERS = 12


class CopiedOptIns:
    """See `Signal`. Nobody opts in twice in one second: the record was sold, or consent to one sender passed on.

    Source: domain notes 3b, E2, and LashBack's observation of opt-in data re-used across customers.
    """

    name = "copied_opt_ins"
    group = "E"
    label = "The same opt-ins at other customers"
    formula = (
        "people whose opt-in has the same second and the same IP address at 2 or more unrelated customers / 20, or at "
        "one / 200 and at most 0.9; at most 1"
    )
    threshold = 0.1
    strong = 1.0
    weight = 0.6
    least = 50
    share = False
    decisive = True
    innocent: tuple[str, ...] = (
        "One form signed up for several customers of one group that has not named itself as the sender.",
    )

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        rows = book.rows.filter((book.rows.ip != "") & book.rows.utc_seconds.notnull())
        mine = rows.filter(~is_special(rows)).select("list_id", "account_id", "person", "ip", "utc_seconds")
        theirs = book.elsewhere.select("person", "ip", "utc_seconds", other_account="account_id")
        met = mine.inner_join(theirs, ["person", "ip", "utc_seconds"])
        met = met.filter(met.account_id != met.other_account).select("list_id", "person", "other_account").distinct()
        people = met.group_by(["list_id", "person"]).agg(customers=met.count())
        people = people.filter(people.customers < MOST_CUSTOMERS)
        found = people.group_by("list_id").agg(
            hits=people.count(), several=people.count(where=people.customers >= OTHER_CUSTOMERS)
        )
        full = against_all(book.rows, found, "several")
        of_one = ibis.least(full.hits.cast("float64") / ENOUGH_OF_ONE, MOST_OF_ONE)
        return full.mutate(value=ibis.greatest(ibis.least(full.several.cast("float64") / ENOUGH, 1.0), of_one))

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        return (
            f"{number(figures['hits'])} of {number(figures['n'])} opt-ins, to the second and with the same IP address, "
            f"are those of another customer too, {number(figures['several'])} of two others or more."
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        return None
