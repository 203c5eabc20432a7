"""Other providers than people elsewhere have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain.list_patterns._figures import at_domains, divergence, number, ratio, top

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book

# With that many addresses a divergence of 0.1 has p < 1e-6 by the chi-square of 24 classes: `least`.
FEWEST_LISTS = 5


def _usual(book: Book) -> Table:
    """Give each list the mean mix of other customers' lists of the same consent, each list counting once."""
    sample = book.sample.inner_join(book.domains, "domain")
    counted = sample.group_by(["list_id", "account_id", "consent", "label"]).agg(number=sample.count())
    sizes = counted.group_by("list_id").agg(whole=counted.number.sum())
    mixes = counted.inner_join(sizes, "list_id")
    mixes = mixes.mutate(share=ratio(mixes.number, mixes.whole))
    everyone = mixes.group_by(["consent", "label"]).agg(shares=mixes.share.sum())
    own = mixes.group_by(["account_id", "consent", "label"]).agg(own_shares=mixes.share.sum())
    target = _with_counts(book, sample).inner_join(everyone, "consent")
    held = target.left_join(own, ["account_id", "consent", "label"]).select(*target.columns, "own_shares")
    rest = held.shares - held.own_shares.fill_null(0.0)
    return held.select("list_id", "label", share=rest / held.others.cast("float64"))


def _with_counts(book: Book, sample: Table) -> Table:
    """Give list_id, account_id, consent and the number of other customers' lists of the same consent, if enough."""
    lists = sample.select("list_id", "account_id", "consent").distinct()
    everyone = lists.group_by("consent").agg(all_lists=lists.count())
    own = lists.group_by(["account_id", "consent"]).agg(own_lists=lists.count())
    consents = book.lists.select(of_list="list_id", consent="consent")
    target = book.rows.select("list_id", "of_list", "account_id").distinct().inner_join(consents, "of_list")
    target = target.inner_join(everyone, "consent")
    held = target.left_join(own, ["account_id", "consent"]).select(*target.columns, "own_lists")
    held = held.mutate(others=held.all_lists - held.own_lists.fill_null(0))
    return held.filter(held.others >= FEWEST_LISTS).select("list_id", "account_id", "consent", "others")


class DomainMix:
    """See `Signal`. Source: Jensen-Shannon divergence over classes of domains."""

    name = "domain_mix"
    group = "B"
    label = "Unusual mix of domains"
    formula = (
        "Jensen-Shannon divergence (nats) of the mix of providers, companies, schools and offices from the mean "
        "of the platform's lists with the same declared consent"
    )
    threshold = 0.1
    strong = 0.35
    weight = 0.08
    least = 500
    share = False
    decisive = False
    innocent: tuple[str, ...] = (
        "The audience is regional, or of one trade.",
        "A list for businesses has few providers.",
    )

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        rows = at_domains(book)
        own = rows.group_by(["list_id", "label"]).agg(number=rows.count())
        return divergence(own, _usual(book))

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        value = float(str(figures["value"]))
        return (
            f"The providers, companies and offices of {number(figures['n'])} addresses diverge by {value:.2f} from "
            "those of "
            "other customers' lists with the same declared consent; 0 would be alike and 0.69 nothing in common."
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        rows = at_domains(book)
        drawn = top(rows, rows.label)
        sizes = rows.group_by("list_id").agg(n=rows.count())
        sized = drawn.inner_join(sizes, "list_id")
        usual = _usual(book)
        met = sized.left_join(usual, ["list_id", "label"]).select("list_id", "label", "number", "n", "share")
        met = met.mutate(usual=(met.share.fill_null(0.0) * met.n).round())
        return met.order_by(["list_id", met.number.desc(), "label"]).select("list_id", "label", "number", "usual")
