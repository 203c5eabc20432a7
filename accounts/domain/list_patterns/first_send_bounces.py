"""Addresses that bounced at their first mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain.list_patterns._figures import number, percent, shares

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book


class FirstSendBounces:
    """See `Signal`. Source: published limits of sending services, 5 % for a review and 10 % for a pause."""

    name = "first_send_bounces"
    group = "F"
    label = "Bounces at the first mail"
    formula = "people whose first mail from the list was the only one, because they bounced / people mailed"
    threshold = 0.05
    strong = 0.1
    weight = 0.3
    least = 100
    share = True
    decisive = False
    innocent: tuple[str, ...] = (
        "One provider's outage was counted as bounces.",
        "The send log reaches back a short time only.",
    )

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        mails = book.mails.select("number", mailed_list="list_id", mailed="person")
        rows = book.rows.select("list_id", "of_list", "person", "status", "domain")
        known = rows.join(mails, [rows.of_list == mails.mailed_list, rows.person == mails.mailed])
        return shares(known, (known.status == "bounced") & (known.number == 1))

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        return (
            f"{percent(figures['value'])} of {number(figures['n'])} people mailed ({number(figures['hits'])}) bounced "
            "at the very "
            "first mail."
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        return None
