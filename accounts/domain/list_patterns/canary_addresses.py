"""Seeded addresses that nobody ever subscribed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from accounts.domain.list_patterns._figures import against_all, number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book


class CanaryAddresses:
    """See `Signal`. Never shown. Source: an expert found her own in a list with perfect records (mailop, 2018)."""

    name = "canary_addresses"
    group = "G"
    label = "Canary addresses"
    formula = "1 when a seeded, never subscribed address is on the list, else 0"
    threshold = 0.5
    strong = 1.0
    weight = 0.9
    least = 1
    share = False
    decisive = True
    innocent: tuple[str, ...] = ("Somebody typed the address in by hand: see when, and by which form.",)

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        met = book.rows.inner_join(book.canaries, "person")
        found = met.group_by("list_id").agg(hits=met.count(where=met.kind == "pristine"))
        full = against_all(book.rows, found)
        return full.mutate(value=ibis.ifelse(full.hits > 0, 1, 0).cast("float64"))

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        return (
            f"{number(figures['hits'])} of {number(figures['n'])} addresses were seeded by the operator and never "
            "subscribed to "
            "anything."
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        return None
