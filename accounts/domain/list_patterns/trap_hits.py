"""Abandoned mailboxes that were turned into traps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain.list_patterns._figures import against_all, number, percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book


class TrapHits:
    """See `Signal`. Source: fewer than 1 in 1,000 recycled traps are tolerated."""

    name = "trap_hits"
    group = "F"
    label = "Recycled traps"
    formula = (
        "recycled addresses among the operator's seeded ones / all addresses; mistyped ones are told and not counted"
    )
    threshold = 0.001
    strong = 0.01
    weight = 0.4
    least = 200
    share = True
    decisive = False
    innocent: tuple[str, ...] = (
        "An old list has people who gave their mailbox up.",
        "The owner of a trap made a mistake, which is rare.",
    )

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        met = book.rows.inner_join(book.canaries, "person")
        found = met.group_by("list_id").agg(
            hits=met.count(where=met.kind == "recycled"), typos=met.count(where=met.kind == "typo")
        )
        return against_all(book.rows, found, "typos")

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        return (
            f"{number(figures['hits'])} of {number(figures['n'])} addresses ({percent(figures['value'])}) are recycled "
            "traps, "
            f"and {number(figures['typos'])} are mistyped ones."
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        return None
