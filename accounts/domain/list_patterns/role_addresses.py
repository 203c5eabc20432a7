"""Addresses of roles instead of people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain.list_patterns._figures import number, percent, shares, top

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book

# What mailing services block at import, and the commonest of other languages.
_WORDS = """
abuse admin administrator anon anonymous billing bounce buero complaints compliance contact contacto devnull dns
    dnsadmin domainadmin domains enquiries feedback ftp games guest hello help hostmaster hr info informacion informatie
    inoc inquiries ispfeedback ispsupport jobs kontakt list list-request listserv listserver mail maildaemon
    mailer-daemon mailerdaemon mailhost marketing media news no-reply nobody noc noreply nospam notification notify
    office operations ops orders phish phishing postmaster press privacy reception registrar root sales secretariat
    security service spam spamtrap subscribe support sys sysadmin team tech undisclosed-recipients unsubscribe usenet
    uucp vertrieb webmaster welcome whois www
"""
ROLES = tuple(_WORDS.split())


class RoleAddresses:
    """See `Signal`. Source: the role names that mailing services refuse in imports."""

    name = "role_addresses"
    group = "A"
    label = "Role addresses"
    formula = "addresses whose local part names a role (info, sales, webmaster, …) / all addresses"
    threshold = 0.05
    strong = 0.15
    weight = 0.35
    least = 30
    share = True
    decisive = False
    innocent: tuple[str, ...] = (
        "A list for businesses, clubs or municipalities has such addresses.",
        "People do subscribe the address of their small company by form.",
    )

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        return shares(book.rows, book.rows.local.isin(ROLES))

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        return (
            f"{percent(figures['value'])} of {number(figures['n'])} addresses ({number(figures['hits'])}) "
            "belong to a role and not to a person."
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        roles = book.rows.filter(book.rows.local.isin(ROLES))
        return top(roles, roles.local)
