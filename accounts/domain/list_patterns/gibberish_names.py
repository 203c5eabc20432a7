"""Local parts that no language would have."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import ibis

from accounts.domain.list_patterns._figures import number, percent, shares

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book

SHORTEST, LONGEST = 6, 24
# A list counts in the model with at most so many names, and it takes a few lists to know what is usual.
PER_LIST = 400
FEWEST_LISTS = 5
LETTER_PAIRS = 26 * 26
QUANTILE = 0.01


def _letters(book: Book, rows: Table, keys: list[str]) -> Table:
    """Keep the letters of the local parts that have enough of them; relays' random names are left out."""
    named = rows.anti_join(book.domains.filter(book.domains.kind == "relay"), "domain")
    lettered = named.mutate(letters=named.local.re_replace("[^a-z]+", "").substr(0, LONGEST))
    long_enough = lettered.filter(lettered.letters.length() >= SHORTEST)
    return long_enough.select(*keys, "position", "letters")


def _usual(book: Book) -> Table:
    """Draw a few names from each list of the sample; a scrambled order stands for chance."""
    sample = book.sample
    sample = sample.mutate(position=ibis.row_number().over(order_by=[sample.list_id, sample.local, sample.domain]))
    rows = _letters(book, sample, ["list_id"])
    order = ibis.window(group_by="list_id", order_by=[rows.position * 7919 % 10_007, rows.position])
    placed = rows.mutate(place=ibis.row_number().over(order))
    return placed.filter(placed.place < PER_LIST).select("list_id", "position", "letters")


def _pairs(rows: Table) -> Table:
    """Give each pair of neighbouring letters a row."""
    spread = rows.select("letters", at=ibis.range(0, rows.letters.length() - 1).unnest())
    # PostgreSQL takes no wider number for a place in a text.
    at = spread["at"].cast("int32")
    return spread.select("letters", first=spread.letters.substr(at, 1), second=spread.letters.substr(at + 1, 1))


def _model(pairs: Table) -> Table:
    """Give the logarithm of how often a letter follows a letter, nothing impossible."""
    counted = pairs.group_by(["first", "second"]).agg(number=pairs.count())
    before = counted.mutate(all=counted.number.sum().over(ibis.window(group_by="first")))
    return before.select("first", "second", log=((before.number + 1) / (before["all"] + LETTER_PAIRS)).ln())


def _likelihood(rows: Table, model: Table) -> Table:
    """Give each row the mean of its pairs; a pair that the model never saw is as rare as any.

    Many people have the same letters round their numbers: each word is looked at once.
    """
    known = _pairs(rows.select("letters").distinct()).left_join(model, ["first", "second"]).select("letters", "log")
    logs = known.mutate(log=known.log.fill_null(math.log(1 / LETTER_PAIRS) - 3))
    return rows.inner_join(logs.group_by("letters").agg(likely=logs.log.mean()), "letters").select("list_id", "likely")


def _limit(rows: Table, model: Table) -> Table:
    """Give what 1 % of a usual list's names are below: the median, for some lists may be odd; no row for few."""
    likely = _likelihood(rows, model)
    by_list = likely.group_by("list_id").agg(low=likely.likely.quantile(QUANTILE))
    limit = by_list.agg(usual_limit=by_list.low.median(), lists=by_list.count())
    return limit.filter(limit.lists >= FEWEST_LISTS).select("usual_limit")


class GibberishNames:
    """See `Signal`. Source: Xiao, Freeman and Hwa, AISec 2015 (n-grams tell fake accounts)."""

    name = "gibberish_names"
    group = "A"
    label = "Gibberish local parts"
    formula = (
        "local parts whose letters follow each other less likely than those of 99 % on a usual list of the "
        "platform / local parts with 6 letters or more, relays left out"
    )
    threshold = 0.03
    strong = 0.2
    weight = 0.4
    least = 200
    share = True
    decisive = False
    innocent: tuple[str, ...] = (
        "Names transliterated from another script look odd to the platform's model.",
        "Some services give random names to protect people; those that are known are left out.",
    )

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        usual = _usual(book)
        model = _model(_pairs(usual))
        likely = _likelihood(_letters(book, book.rows, ["list_id"]), model)
        limit = _limit(usual, model)
        judged = likely.cross_join(limit)
        return shares(judged, judged.likely < judged.usual_limit)

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        return (
            f"{percent(figures['value'])} of {number(figures['n'])} local parts ({number(figures['hits'])}) are less "
            "like a "
            "name than 99 % of those on a usual list of the platform."
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        return None
