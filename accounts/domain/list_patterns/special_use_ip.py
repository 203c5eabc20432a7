"""Opt-in addresses that nobody on the Internet has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from accounts.domain.list_patterns._figures import number, percent, shares, top
from accounts.domain.list_patterns._networks import is_special

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book

# Where nearly all are alike a proxy's own address was recorded; random numbers give 14 % special ones.
PROXY_SHARE = 0.9


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
        found = shares(rows, is_special(rows)).rename(observed="value")
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
        rows = book.rows.filter(is_special(book.rows))
        return top(rows, rows.ip)
