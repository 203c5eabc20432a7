"""Dates passed off as times."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from accounts.domain.list_patterns._figures import DAY_SECONDS, WRITTEN_SOURCES, number, percent, shares

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book

DATES_ONLY = 0.95


class Midnights:
    """See `Signal`."""

    name = "midnights"
    group = "C"
    label = "Midnights among times"
    formula = (
        "records at exactly midnight / records with a readable time; 0 from 95 % on (a system that keeps dates only)"
    )
    threshold = 0.2
    strong = 0.6
    weight = 0.1
    least = 200
    share = True
    decisive = False
    innocent: tuple[str, ...] = ("Two systems were joined, one of which kept dates only.",)

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        rows = book.rows.filter(book.rows.wall_seconds.notnull() & book.rows.source.notin(WRITTEN_SOURCES))
        found = shares(rows, rows.wall_seconds % DAY_SECONDS == 0).rename(observed="value")
        return found.mutate(value=ibis.ifelse(found.observed < DATES_ONLY, found.observed, 0.0))

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        dates = float(str(figures["observed"])) >= DATES_ONLY
        return f"{percent(figures['observed'])} of {number(figures['n'])} recorded times are midnight" + (
            ": the system kept dates only." if dates else ", to the second, among others that are real times."
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        return None
