"""Opt-in addresses that nobody on the Internet has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from accounts.domain.list_patterns._figures import number, percent, shares, top

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import BooleanValue, Table

    from accounts.domain.ports import Book

# RFC 6890 and its registry, over canonical text: quicker than numbers, and the same on every engine.
SPECIAL = (
    r"^(0|10|127|22[4-9]|23[0-9]|24[0-9]|25[0-5])\.[0-9.]+$|^169\.254\.[0-9.]+$|^172\.(1[6-9]|2[0-9]|3[01])\.[0-9.]+$"
    r"|^192\.168\.[0-9.]+$|^100\.(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])\.[0-9.]+$|^198\.1[89]\.[0-9.]+$"
    r"|^192\.0\.[02]\.[0-9]+$|^198\.51\.100\.[0-9]+$|^203\.0\.113\.[0-9]+$"
    r"|^::1?$|^f[cdf][0-9a-f]{2}:|^fe[89ab][0-9a-f]:|^2001:db8:"
)
# Where nearly all are alike a proxy's own address was recorded; random numbers give 14 % special ones.
PROXY_SHARE = 0.9


def _is_special(rows: Table) -> BooleanValue:
    return rows.ip.re_search(SPECIAL)


class SpecialUseIp:
    """See `Signal`. Addresses drawn at random are special ones in 14 % of cases, since so much of IPv4 is."""

    name = "special_use_ip"
    group = "C"
    label = "Impossible opt-in addresses"
    formula = "private, reserved, multicast and documentation addresses / IP addresses; 0 from 90 % on (a proxy's own)"
    threshold = 0.005
    strong = 0.05
    weight = 0.6
    least = 50
    share = True
    decisive = True
    innocent: tuple[str, ...] = ("A proxy's or an office's private address was recorded instead of the visitor's.",)

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        rows = book.rows.filter(book.rows.ip != "")
        found = shares(rows, _is_special(rows)).rename(observed="value")
        return found.mutate(value=ibis.ifelse(found.observed < PROXY_SHARE, found.observed, 0.0))

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        proxied = float(str(figures["observed"])) >= PROXY_SHARE
        return (
            f"{percent(figures['observed'])} of {number(figures['n'])} IP addresses ({number(figures['hits'])}) cannot "
            "be a visitor's; " + ("nearly all: a proxy was recorded." if proxied else "invented ones would be 14 %.")
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        rows = book.rows.filter(_is_special(book.rows))
        return top(rows, rows.ip)
