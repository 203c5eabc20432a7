"""People who left at their first mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain.list_patterns._figures import number, percent, shares

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book


class FirstSendLeavers:
    """See `Signal`. Who asked for a newsletter reads one before leaving. Source: sending services' limit of 5 %."""

    name = "first_send_leavers"
    group = "F"
    label = "Left at the first mail"
    formula = "people whose first mail from the list was the only one, because they unsubscribed / people mailed"
    threshold = 0.04
    strong = 0.1
    weight = 0.3
    least = 200
    share = True
    decisive = False
    innocent: tuple[str, ...] = (
        "A competition's entrants leave once it is decided.",
        "The send log reaches back a short time only.",
    )

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        mails = book.mails.select("number", mailed_list="list_id", mailed="person")
        rows = book.rows.select("list_id", "of_list", "person", "status")
        known = rows.join(mails, [rows.of_list == mails.mailed_list, rows.person == mails.mailed])
        return shares(known, (known.status == "unsubscribed") & (known.number == 1))

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        return (
            f"{percent(figures['value'])} of {number(figures['n'])} people mailed ({number(figures['hits'])}) "
            "unsubscribed at the very first mail."
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        return None
