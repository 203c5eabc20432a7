"""First names down a dictionary: anna@, bernd@, carla@ at one domain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain.list_patterns._figures import against_all, number, percent, top
from accounts.domain.list_patterns._first_names import FIRST_NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book

FEWEST_NAMES = 20


class DictionaryNames:
    """See `Signal`. Source: dictionary attacks, as mail servers see them."""

    name = "dictionary_names"
    group = "A"
    label = "Names from a dictionary"
    formula = (
        "addresses that are a bare first name, at a domain with at least 20 such addresses on the list / all addresses"
    )
    threshold = 0.03
    strong = 0.15
    weight = 0.45
    least = 100
    share = True
    decisive = False
    innocent: tuple[str, ...] = ("The staff of one organisation that names mailboxes by first names.",)

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        named = book.rows.filter(book.rows.local.isin(FIRST_NAMES)).select("list_id", "domain", "local").distinct()
        runs = named.group_by(["list_id", "domain"]).agg(names=named.count())
        long_runs = runs.filter(runs.names >= FEWEST_NAMES)
        found = long_runs.group_by("list_id").agg(hits=long_runs.names.sum(), domains=long_runs.count())
        return against_all(book.rows, found, "domains")

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        return (
            f"{percent(figures['value'])} of {number(figures['n'])} addresses ({number(figures['hits'])}) are bare "
            "first names "
            f"at {number(figures['domains'])} domains that have 20 or more of them here."
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        rows = book.rows.filter(book.rows.local.isin(FIRST_NAMES))
        return top(rows, rows.domain)
