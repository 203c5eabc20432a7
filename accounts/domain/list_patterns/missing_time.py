"""Records that do not say when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from accounts.domain.list_patterns._figures import number, percent, shares

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book


class MissingTime:
    """See `Signal`."""

    name = "missing_time"
    group = "C"
    label = "No opt-in time"
    formula = "records without a readable time / all records"
    threshold = 0.2
    strong = 0.8
    weight = 0.3
    least = 30
    share = True
    decisive = False
    innocent: tuple[str, ...] = ("The list was typed in or moved without its history.",)

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        return shares(book.rows, book.rows.wall_seconds.isnull())

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        return f"{percent(figures['value'])} of {number(figures['n'])} records have no readable time of subscription."

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        rows = book.rows
        found = rows.group_by("list_id").agg(
            time=rows.count(where=rows.wall_seconds.isnull()),
            ip=rows.count(where=rows.ip == ""),
            source=rows.count(where=rows.source == ""),
            evidence=rows.count(where=~rows.has_evidence),
        )
        fields = [
            found.select("list_id", label=ibis.literal(f"no {word}"), number=found[name])
            for name, word in (("time", "time"), ("ip", "IP address"), ("source", "source"), ("evidence", "evidence"))
        ]
        return ibis.union(*fields).order_by(["list_id", "label"])
