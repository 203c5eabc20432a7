"""Companies of which only the address on their web site is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain.list_patterns._figures import at_domains, number, percent, shares, top

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book

_WORDS = """
admin buero contact contacto contato email enquiries hello hostmaster info informacion inquiries kontakt mail marketing
    office postmaster sales secretariat service support team vertrieb webmaster whois
"""
CONTACTS = tuple(_WORDS.split())


class SiteContacts:
    """See `Signal`."""

    name = "site_contacts"
    group = "B"
    label = "Contacts from web sites"
    formula = (
        "company domains whose only address on the list is info, sales, contact, webmaster or the like / company "
        "domains"
    )
    threshold = 0.2
    strong = 0.6
    weight = 0.3
    least = 50
    share = True
    decisive = False
    innocent: tuple[str, ...] = (
        "A trade association, or a supplier of shops, writes to its members' general addresses.",
    )

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        rows = at_domains(book)
        companies = rows.filter(rows.kind == "company")
        domains = companies.group_by(["list_id", "domain"]).agg(
            addresses=companies.count(), contacts=companies.count(where=companies.local.isin(CONTACTS))
        )
        return shares(domains, (domains.addresses == 1) & (domains.contacts == 1))

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        return (
            f"Of {percent(figures['value'])} of {number(figures['n'])} company domains ({number(figures['hits'])}) the "
            "list has "
            "nothing but the address that stands on a web site."
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        rows = at_domains(book)
        contacts = rows.filter((rows.kind == "company") & rows.local.isin(CONTACTS))
        return top(contacts, contacts.local)
