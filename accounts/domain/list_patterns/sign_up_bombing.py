"""Somebody subscribed other people at many forms: the customer is a victim."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain.list_patterns._figures import DAY_SECONDS, against_all, number, percent
from accounts.domain.list_patterns._networks import is_special

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book

OTHER_CUSTOMERS = 2


class SignUpBombing:
    """See `Signal`. It weighs nothing and explains others. Source: the attacks of August 2016 (Validity)."""

    name = "sign_up_bombing"
    group = "D"
    label = "Sign-up bombing: the customer is a victim"
    formula = (
        "form opt-ins that the same IP address made for the same person at 2 or more other customers within a day "
        "/ form opt-ins"
    )
    threshold = 0.02
    strong = 0.1
    weight = 0.0
    least = 50
    share = True
    decisive = False
    innocent: tuple[str, ...] = ("The remedy is a check against machines and a confirmation, not a penalty.",)

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        rows = book.rows.filter(
            (book.rows.source == "web_form") & (book.rows.ip != "") & book.rows.utc_seconds.notnull()
        )
        rows = rows.filter(~is_special(rows))
        mine = rows.select("list_id", "account_id", "person", "ip", at="utc_seconds")
        there = book.elsewhere.select(other_account="account_id", who="person", whence="ip", there="utc_seconds")
        met = mine.join(
            there, [mine.person == there.who, mine.ip == there.whence, mine.account_id != there.other_account]
        )
        apart = (met["at"] - met.there).abs()
        # To the very second it would be one record sold with the address.
        met = met.filter((apart > 0) & (apart <= DAY_SECONDS)).select("list_id", "person", "other_account").distinct()
        victims = met.group_by(["list_id", "person"]).agg(customers=met.count())
        victims = victims.filter(victims.customers >= OTHER_CUSTOMERS)
        return against_all(rows, victims.group_by("list_id").agg(hits=victims.count()))

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        return (
            f"{percent(figures['value'])} of {number(figures['n'])} opt-ins by form ({number(figures['hits'])}) were "
            "made by an IP "
            "address that subscribed the same person at two or more other customers within a day."
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        return None
