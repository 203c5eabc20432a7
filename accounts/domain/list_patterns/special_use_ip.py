"""Opt-in addresses that nobody on the Internet has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from accounts.domain.list_patterns._figures import number, percent, ratio, shares, top
from accounts.domain.list_patterns._networks import is_special

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book

# Where nearly all are alike a proxy's own address was recorded; random numbers give 14 % special ones.
PROXY_SHARE = 0.9
# This network, loopback, multicast and reserved: no proxy or office has one, a random generator many.
NOBODYS = r"^(0|127|22[4-9]|23[0-9]|24[0-9]|25[0-5])\.[0-9.]+$"


class SpecialUseIp:
    """See `Signal`. Addresses drawn at random are special ones in 14 % of cases, since so much of IPv4 is."""

    name = "special_use_ip"
    group = "C"
    label = "Impossible opt-in addresses"
    formula = (
        "private, reserved, multicast and documentation addresses / IP addresses, those that no proxy has either "
        "counting twice; 0 from 90 % on (a proxy's own)"
    )
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
        found = shares(rows, is_special(rows)).rename(observed="value")
        nobodys = rows.group_by("list_id").agg(nobodys=rows.count(where=rows.ip.re_search(NOBODYS)))
        counted = found.inner_join(nobodys, "list_id").select("list_id", "n", "hits", "observed", "nobodys")
        invented = ibis.least(counted.observed + ratio(counted.nobodys, counted.n), 1.0)
        return counted.mutate(value=ibis.ifelse(counted.observed < PROXY_SHARE, invented, 0.0))

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        proxied = float(str(figures["observed"])) >= PROXY_SHARE
        return (
            f"{percent(figures['observed'])} of {number(figures['n'])} IP addresses ({number(figures['hits'])}) cannot "
            "be a visitor's; " + ("nearly all: a proxy was recorded." if proxied else "invented ones would be 14 %.")
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        rows = book.rows.filter(is_special(book.rows))
        return top(rows, rows.ip)
