"""Times that were filled down a sorted file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from accounts.domain.list_patterns._figures import number, own_domains

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book


class TimeFollowsAlphabet:
    """See `Signal`. Nobody subscribes in the order of the alphabet."""

    name = "time_follows_alphabet"
    group = "C"
    label = "Times follow the alphabet"
    formula = (
        "absolute rank correlation (Spearman) of addresses and recorded times, 0 is chance; left out is one "
        "organisation's own domain that has half of the list and whose records have evidence"
    )
    threshold = 0.3
    strong = 0.6
    weight = 0.6
    least = 100
    share = False
    decisive = True
    innocent: tuple[str, ...] = (
        "Members are numbered as they join, and the number is their address.",
        "A held-back import was released address by address, and its time stored.",
    )

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        rows = book.rows.filter(book.rows.wall_seconds.notnull())
        # Students and staff are numbered as they come.
        rows = rows.anti_join(own_domains(book), ["list_id", "domain"])
        by_time = ibis.window(group_by="list_id", order_by="wall_seconds")
        by_address = ibis.window(group_by="list_id", order_by="email")
        ranked = rows.mutate(
            when=ibis.rank().over(by_time).cast("float64"), which=ibis.rank().over(by_address).cast("float64")
        )
        found = ranked.group_by("list_id").agg(
            n=ranked.count(),
            together=ranked.when.cov(ranked.which, how="pop"),
            spread=ranked.when.std(how="pop"),
            alphabet=ranked.which.std(how="pop"),
        )
        # Not the engines' own correlation: over equal times it is null, no number, or an error.
        apart = (found.spread > 0) & (found.alphabet > 0)
        rho = found.together / ibis.greatest(found.spread * found.alphabet, 1e-9)
        return found.select("list_id", "n", value=ibis.ifelse(apart, ibis.least(rho.abs(), 1.0), 0.0))

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        value = float(str(figures["value"]))
        return f"The order of {number(figures['n'])} recorded times follows that of the alphabet by {value:.2f} of 1."

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        return None
