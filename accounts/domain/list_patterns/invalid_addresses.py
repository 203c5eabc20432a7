"""Addresses that no mail can reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain.list_patterns._figures import at_domains, number, percent, shares, top

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book

# Dot-separated atoms, letters of any script among them, or a quoted string.
_ATOM = r"[^\x00-\x20\x7f\"(),.:;<>@\[\]\\]+"
_LOCAL = rf"^(?:{_ATOM}(?:\.{_ATOM})*|\"[^\"\\]+\")$"
LONGEST_LOCAL = 64


class InvalidAddresses:
    """See `Signal`. Whoever subscribes by form, or confirms, has a mailbox. Source: RFC 5321 section 4.1.2."""

    name = "invalid_addresses"
    group = "A"
    label = "Invalid addresses"
    formula = "addresses whose local part is malformed or whose domain has no suffix that exists / all addresses"
    threshold = 0.01
    strong = 0.05
    weight = 0.2
    least = 200
    share = True
    decisive = False
    innocent: tuple[str, ...] = (
        "Typing mistakes at a till or from paper.",
        "A legacy system never checked what was typed.",
    )

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        rows = at_domains(book)
        return shares(rows, ~rows.known | ~rows.local.re_search(_LOCAL) | (rows.local.length() > LONGEST_LOCAL))

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        return (
            f"{percent(figures['value'])} of {number(figures['n'])} addresses ({number(figures['hits'])}) cannot "
            "exist: a "
            "malformed local part, or a domain under a suffix that there is not."
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        rows = at_domains(book)
        return top(rows.filter(~rows.known), rows.domain)
