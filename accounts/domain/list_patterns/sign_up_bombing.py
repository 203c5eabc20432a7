"""Somebody subscribed other people at many forms: the customer is a victim."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain.list_patterns._bombing import form_opt_ins
from accounts.domain.list_patterns._figures import number, percent, ratio

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book


class SignUpBombing:
    """See `Signal`. It weighs nothing: what the attack left is not measured. Source: the attacks of August 2016."""

    name = "sign_up_bombing"
    group = "D"
    label = "Sign-up bombing: the customer is a victim"
    formula = (
        "unconfirmed form opt-ins from IP addresses that subscribed 2 or more people who were subscribed at 2 or more "
        "other customers within a day / form opt-ins"
    )
    threshold = 0.02
    strong = 0.1
    weight = 0.0
    least = 50
    share = True
    decisive = False
    innocent: tuple[str, ...] = ("The remedy is a check against machines and a confirmation, not a penalty.",)

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        forms = form_opt_ins(book.rows)
        sizes = forms.group_by("list_id").agg(spared=forms.count())
        # A bombed list has others too, or it would not be taken for a victim.
        joined = sizes.left_join(book.bombed, "list_id").select("list_id", "spared", "hits")
        full = joined.mutate(hits=joined.hits.fill_null(0))
        full = full.mutate(n=full.spared + full.hits)
        return full.select("list_id", "n", "hits", value=ratio(full.hits, full.n))

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        return (
            f"{percent(figures['value'])} of {number(figures['n'])} opt-ins by form ({number(figures['hits'])}) were "
            "made by machines that bombed people with sign-ups at several customers within a day; the list is "
            "measured without them."
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        return None
