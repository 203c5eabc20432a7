"""Addresses that came in alphabetical order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from accounts.domain.list_patterns._figures import number, percent, ratio

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book


class FileOrder:
    """See `Signal`. People subscribe in no order: of two neighbours one half of the time the second is greater."""

    name = "file_order"
    group = "B"
    label = "Alphabetical order"
    formula = "neighbours in the order of the records whose addresses ascend / all neighbours; 50 % is chance"
    threshold = 0.75
    strong = 0.95
    weight = 0.12
    least = 60
    share = True
    decisive = False
    innocent: tuple[str, ...] = ("An export sorted by address looks the same, whatever the list.",)

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        order = ibis.window(group_by="list_id", order_by="position")
        rows = book.rows.mutate(before=book.rows.email.lag().over(order))
        pairs = rows.filter(rows.before.notnull())
        found = pairs.group_by("list_id").agg(n=pairs.count(), hits=pairs.count(where=pairs.before < pairs.email))
        return found.mutate(value=ratio(found.hits, found.n))

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        return (
            f"{percent(figures['value'])} of {number(figures['n'])} neighbouring records ascend alphabetically; "
            "50 % would be chance."
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`. Per cent that ascend in each tenth of the records."""
        whole = ibis.window(group_by="list_id", order_by="position")
        rows = book.rows.mutate(tenth=ibis.ntile(10).over(whole), before=book.rows.email.lag().over(whole))
        pairs = rows.filter(rows.before.notnull())
        found = pairs.group_by(["list_id", "tenth"]).agg(
            n=pairs.count(), hits=pairs.count(where=pairs.before < pairs.email)
        )
        label = "tenth " + (found.tenth + 1).cast("string").lpad(2, "0")
        drawn = found.mutate(
            label=label, number=(ratio(found.hits, found.n) * 100).round(1), usual=ibis.literal(50, "int64")
        )
        return drawn.order_by(["list_id", "label"]).select("list_id", "label", "number", "usual")
