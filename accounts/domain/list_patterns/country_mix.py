"""Another country than the customer's other lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain.list_patterns._figures import at_domains, divergence, number, ratio, top

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book

FEWEST_ADDRESSES = 200


def _usual(book: Book) -> Table:
    """Give each list the countries of its account's other lists, where they have enough addresses."""
    sample = book.sample.inner_join(book.domains, "domain")
    placed = sample.filter(sample.country != "")
    counted = placed.group_by(["account_id", "list_id", "country"]).agg(number=placed.count())
    others = counted.rename(other_list="list_id", label="country")
    lists = book.rows.select("list_id", "of_list", "account_id").distinct()
    met = lists.join(others, [lists.account_id == others.account_id, lists.of_list != others.other_list])
    summed = met.group_by(["list_id", "label"]).agg(number=met.number.sum())
    whole = summed.group_by("list_id").agg(whole=summed.number.sum())
    held = summed.inner_join(whole.filter(whole.whole >= FEWEST_ADDRESSES), "list_id")
    return held.select("list_id", "label", share=ratio(held.number, held.whole))


class CountryMix:
    """See `Signal`. Source: Jensen-Shannon divergence over the countries of domains."""

    name = "country_mix"
    group = "B"
    label = "Unusual mix of countries"
    formula = (
        "Jensen-Shannon divergence (nats) of the country suffixes from those of the account's other lists, "
        "generic suffixes left out"
    )
    threshold = 0.2
    strong = 0.5
    weight = 0.1
    least = 200
    share = False
    decisive = False
    innocent: tuple[str, ...] = ("The list is for another market, or for travellers.",)

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        rows = at_domains(book)
        placed = rows.filter(rows.country != "")
        own = placed.group_by(["list_id", "country"]).agg(number=placed.count()).rename(label="country")
        return divergence(own, _usual(book))

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        value = float(str(figures["value"]))
        return (
            f"The countries of {number(figures['n'])} addresses under national suffixes diverge by {value:.2f} from "
            "those of the "
            "customer's other lists; 0 would be alike and 0.69 nothing in common."
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        rows = at_domains(book)
        placed = rows.filter(rows.country != "")
        return top(placed, placed.country)
