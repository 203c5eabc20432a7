"""Opt-ins from data centres."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain.list_patterns._figures import against_all, number, percent, top

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book


class HostingIps:
    """See `Signal`. Source: a file of networks that the operator supplies."""

    name = "hosting_ips"
    group = "C"
    label = "Opt-ins from data centres"
    formula = "records whose IP address belongs to a hosting or VPN network / records with an IP address"
    threshold = 0.15
    strong = 0.5
    weight = 0.3
    least = 200
    share = True
    decisive = False
    innocent: tuple[str, ...] = (
        "People behind a VPN or a company's proxy.",
        "The form's server was recorded instead of the visitor.",
    )

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        rows = book.rows.filter(book.rows.ip != "")
        hosted = rows.semi_join(book.hosting_ips, "ip")
        found = hosted.group_by("list_id").agg(hits=hosted.count())
        return against_all(rows, found).cross_join(book.review.select(as_of="networks_as_of"))

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        if not figures["as_of"]:
            return f"Not connected: whose networks the {number(figures['n'])} IP addresses belong to is not known here."
        return (
            f"{percent(figures['value'])} of {number(figures['n'])} records with an IP address "
            f"({number(figures['hits'])}) "
            f"came from hosting or VPN networks, by the file of {figures['as_of']}."
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        hosted = book.rows.semi_join(book.hosting_ips, "ip")
        return top(hosted, hosted.ip)
