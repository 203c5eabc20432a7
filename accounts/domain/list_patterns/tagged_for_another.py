"""Addresses made for another customer: user+othershop@."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from accounts.domain.list_patterns._figures import against_all, at_domains, number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book

ENOUGH = 3
# A short name may be anybody's first one; a tag says itself that it is one.
LONG_NAME = 7
_TAG = r"^[^+]+\+(.+)$"


class TaggedForAnother:
    """See `Signal`. People tag their address with whom they give it to. Source: tagged addresses (J. Levine)."""

    name = "tagged_for_another"
    group = "A"
    label = "Addresses made for another customer"
    formula = (
        "customers whose name is the tag of addresses on another's list, or their whole local part at a domain of its "
        "own; 1 is a third, 3 are all"
    )
    threshold = 0.5
    strong = 1.0
    weight = 0.6
    least = 1
    share = False
    decisive = True
    innocent: tuple[str, ...] = (
        "Two brands merged, or one serves the other's customers.",
        "A person's habit of tags has another meaning.",
    )

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        rows = at_domains(book)
        rows = rows.mutate(tag=rows.local.re_extract(_TAG, 1))
        own_domain = (rows.kind == "company") & (rows.local.length() >= LONG_NAME)
        word = ibis.ifelse(rows.tag != "", rows.tag, ibis.ifelse(own_domain, rows.local, ""))
        worded = rows.mutate(word=word.re_replace("[^a-z0-9]+", ""))
        others = book.names.rename(other_account="account_id")
        met = worded.filter(worded.word != "").inner_join(others, "word")
        # The customer's own name in the domain is its own mailbox, not somebody's tag.
        strange = met.filter((met.account_id != met.other_account) & ~met.domain.replace("-", "").startswith(met.word))
        found = strange.group_by(["list_id", "other_account"]).agg(addresses=strange.count())
        found = found.group_by("list_id").agg(hits=found.addresses.sum(), names=found.count())
        full = against_all(book.rows, found, "names")
        return full.mutate(value=ibis.least(full.names, ENOUGH).cast("float64") / ENOUGH)

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        return (
            f"{number(figures['hits'])} of {number(figures['n'])} addresses were made for "
            f"{number(figures['names'])} other customers of the platform: their tag is the customer's name."
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        return None
