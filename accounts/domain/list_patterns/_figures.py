"""What several signals need: shares, most frequent values, numbers in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, NumericValue, Table, Value

    from accounts.domain.ports import Book

SERIES_LENGTH = 12
DAY_SECONDS = 86_400
# Clocks and zones differ by less than that, whatever went wrong with them.
CLOCK_SLACK_SECONDS = 26 * 3600
# A school's list is of its own people; a guesser tries one provider or many companies.
OWN_SHARE = 0.5
WRITTEN_SOURCES = ("paper", "point_of_sale")


def shares(rows: Table, hit: BooleanValue) -> Table:
    """Count rows and hits of each list: list_id, n, hits, value."""
    counted = rows.group_by("list_id").agg(n=rows.count(), hits=rows.count(where=surely(hit)))
    return counted.mutate(value=ratio(counted.hits, counted.n))


def surely(condition: BooleanValue) -> BooleanValue:
    """Take the unknown for false: where all of a list's conditions are unknown, some engines count null, not 0."""
    return condition.fill_null(ibis.literal(value=False))


def against_all(rows: Table, found: Table, *columns: str) -> Table:
    """Hold hits against the records of each list: list_id, n, hits, value and further columns, 0 where none was found.

    Args:
        rows: what counts as a record.
        found: list_id, hits and the further columns, of the lists that have any.
        columns: names of the further columns, whole numbers.
    """
    sizes = rows.group_by("list_id").agg(n=rows.count())
    joined = sizes.left_join(found, "list_id").select("list_id", "n", "hits", *columns)
    full = joined.mutate(**{name: joined[name].fill_null(0) for name in ("hits", *columns)})
    return full.mutate(value=ratio(full.hits, full.n))


def at_domains(book: Book) -> Table:
    """Give the records with what their domains are; see `Book.domains`."""
    return book.rows.inner_join(book.domains, "domain")


def own_domains(book: Book) -> Table:
    """Find the organisation that a list is of: list_id and domain, at most two a list."""
    rows = at_domains(book)
    named = rows.filter(rows.kind.notin(("provider", "relay")))
    domains = named.group_by(["list_id", "domain"]).agg(
        addresses=named.count(), evidenced=named.count(where=named.has_evidence)
    )
    sizes = book.rows.group_by("list_id").agg(n=book.rows.count())
    sized = domains.inner_join(sizes, "list_id")
    own = (sized.addresses >= sized.n * OWN_SHARE) & (sized.evidenced >= sized.addresses * OWN_SHARE)
    return sized.filter(own).select("list_id", "domain")


def divergence(own: Table, usual: Table) -> Table:
    """Compare mixes by Jensen and Shannon, in nats: list_id, n, value (0 alike, 0.69 nothing in common).

    What chance alone makes of a small list is taken off (k classes diverge by about k/2n).

    Args:
        own: list_id, label and number.
        usual: list_id, label and share: what the list is held against.
    """
    n = own.group_by("list_id").agg(n=own.number.sum())
    mine = own.inner_join(n, "list_id").select("list_id", "label", share=ratio(own.number, n.n))
    labels = mine.select("list_id", "label").union(usual.select("list_id", "label"), distinct=True)
    both = labels.left_join(mine, ["list_id", "label"]).select("list_id", "label", p="share")
    both = both.left_join(usual, ["list_id", "label"]).select("list_id", "label", "p", q="share")
    both = both.mutate(p=both.p.fill_null(0.0), q=both.q.fill_null(0.0))
    both = both.mutate(middle=(both.p + both.q) / 2)
    parts = both.mutate(part=(_entropy_part(both.p, both.middle) + _entropy_part(both.q, both.middle)) / 2)
    summed = parts.group_by("list_id").agg(divergence=parts.part.sum(), classes=parts.count())
    counted = summed.semi_join(usual, "list_id").inner_join(n, "list_id")
    chance = counted.classes.cast("float64") / (2 * counted.n.cast("float64"))
    return counted.select("list_id", "n", "classes", value=ibis.greatest(counted.divergence - chance, 0.0))


def _entropy_part(share: NumericValue, middle: NumericValue) -> NumericValue:
    return ibis.ifelse(share > 0, share * (ibis.greatest(share, 1e-12) / ibis.greatest(middle, 1e-12)).ln(), 0.0)


def ratio(part: NumericValue, whole: NumericValue) -> NumericValue:
    """Divide as floats, on every engine; 0 for an empty whole."""
    return ibis.ifelse(whole > 0, part.cast("float64") / ibis.greatest(whole, 1).cast("float64"), 0.0)


def top(rows: Table, label: Value, length: int = SERIES_LENGTH) -> Table:
    """Count each list's commonest labels: list_id, label, number, most first."""
    counted = rows.group_by([rows.list_id, label.name("label")]).agg(number=rows.count())
    order = ibis.window(group_by="list_id", order_by=[counted.number.desc(), counted.label])
    ranked = counted.mutate(place=ibis.row_number().over(order))
    return ranked.filter(ranked.place < length).order_by(["list_id", "place"]).select("list_id", "label", "number")


def commonest(groups: Table, label: str) -> Table:
    """Find each list's commonest label: list_id, n (rows), hits (of the commonest), kinds (labels), commonest.

    Of labels as common the first one is named: engines take any of them where they are asked for the largest's label.

    Args:
        groups: list_id, records (rows of the label), and the label, once a list.
        label: its column.
    """
    found = groups.group_by("list_id").agg(n=groups.records.sum(), hits=groups.records.max(), kinds=groups.count())
    most = found.select("list_id", "hits").rename(records="hits")
    tops = groups.semi_join(most, ["list_id", "records"])
    names = tops.group_by("list_id").agg(commonest=tops[label].min())
    return found.inner_join(names, "list_id").select("list_id", "n", "hits", "kinds", "commonest")


def percent(value: object) -> str:
    """Spell a share for people."""
    share = float(str(value)) * 100
    return f"{share:.1f} %" if share < 10 else f"{share:.0f} %"  # noqa: PLR2004 - below ten the first decimal matters


def number(value: object) -> str:
    """Spell a count for people."""
    return f"{int(float(str(value))):,}"
