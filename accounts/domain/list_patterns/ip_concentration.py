"""One address that subscribed very many people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain.list_patterns._figures import WRITTEN_SOURCES, commonest, number, percent, ratio, top

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book


def _online(book: Book) -> Table:
    rows = book.rows.filter((book.rows.ip != "") & book.rows.source.notin(WRITTEN_SOURCES))
    # With a form's address the visitor's could have been handed on.
    return rows.filter(~((rows.source == "api") & (rows.form == "") & rows.has_evidence))


class IpConcentration:
    """See `Signal`."""

    name = "ip_concentration"
    group = "C"
    label = "Few opt-in addresses"
    formula = (
        "records with the commonest IP address / records with an IP address; sheets, tills and what an "
        "application handed over with evidence, whose address is its server's, are left out"
    )
    threshold = 0.2
    strong = 0.5
    weight = 0.35
    least = 50
    share = True
    decisive = False
    innocent: tuple[str, ...] = (
        "A shop's tablet, an office or an event's network signs many people up.",
        "The form's server was recorded instead of the visitor.",
    )

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        rows = _online(book)
        addresses = rows.group_by(["list_id", "ip"]).agg(records=rows.count())
        found = commonest(addresses, "ip").rename(distinct="kinds")
        return found.mutate(value=ratio(found.hits, found.n))

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        return (
            f"{percent(figures['value'])} of {number(figures['n'])} records with an IP address have the same one, "
            f"{figures['commonest']}; there are {number(figures['distinct'])} different ones."
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        rows = _online(book)
        return top(rows, rows.ip)
