"""A list that by its owner's own word nobody asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from accounts.domain.list_patterns._figures import number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book


class DeclaredOptOut:
    """See `Signal`. No pattern but a fact: mail goes out until somebody objects, which the policy does not permit."""

    name = "declared_opt_out"
    group = "C"
    label = "Declared as opt-out"
    formula = "1 where the customer declares the list's consent as opt-out, else 0"
    threshold = 0.5
    strong = 1.0
    weight = 0.6
    least = 1
    share = False
    decisive = True
    innocent: tuple[str, ...] = ("The customer chose the wrong word: ask how people came onto the list.",)

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        sizes = book.rows.group_by(["list_id", "of_list"]).agg(n=book.rows.count())
        declared = book.lists.select("consent", of_list="list_id")
        joined = sizes.inner_join(declared, "of_list")
        value = ibis.ifelse(joined.consent == "opt_out", 1, 0)
        return joined.select("list_id", "n", "consent", value=value.cast("float64"))

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        consent = str(figures["consent"]).replace("_", " ")
        return f"The customer declares the consent of these {number(figures['n'])} people as: {consent}."

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        return None
