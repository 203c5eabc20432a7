"""People who have not heard from the list for very long."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from accounts.domain.list_patterns._figures import DAY_SECONDS, number, percent, shares

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book

LONGEST_SILENCE_SECONDS = 365 * DAY_SECONDS
LONGEST_WAIT_SECONDS = 730 * DAY_SECONDS


class StaleAddresses:
    """See `Signal`. Source: a quarter of all addresses changes hands or dies in a year."""

    name = "stale_addresses"
    group = "D"
    label = "Long unused addresses"
    formula = (
        "people who waited over 24 months for the list's first mail, counted from the opt-in or from the list's first "
        "mail to anybody, whichever is later, or had its last over 12 months ago / people mailed"
    )
    threshold = 0.3
    strong = 0.8
    weight = 0.12
    least = 100
    share = True
    decisive = False
    innocent: tuple[str, ...] = (
        "A yearly event writes once a year.",
        "The list moved here with people whom another provider wrote to.",
    )

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        rows = book.rows.select("list_id", "of_list", "person", "utc_seconds")
        mails = book.mails.select("first_seconds", "last_seconds", mailed_list="list_id", mailed="person")
        known = rows.join(mails, [rows.of_list == mails.mailed_list, rows.person == mails.mailed])
        # What was mailed before the log begins is unknown: nobody is said to have waited then.
        begins = known.group_by("list_id").agg(begin=known.first_seconds.min())
        known = known.inner_join(begins, "list_id").cross_join(book.review)
        waited = known.first_seconds - ibis.greatest(known.utc_seconds, known.begin) > LONGEST_WAIT_SECONDS
        return shares(known, waited | (known.now_seconds - known.last_seconds > LONGEST_SILENCE_SECONDS))

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        return (
            f"{percent(figures['value'])} of {number(figures['n'])} people mailed ({number(figures['hits'])}) waited "
            "over 24 months "
            "for their first mail, or had their last over 12 months ago."
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        return None
