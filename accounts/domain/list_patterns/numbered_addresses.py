"""Local parts that count: user17, user18, user19."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from accounts.domain.list_patterns._figures import number, own_domains, percent, ratio

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book

RUN = 5
# Longer ones are no numbers of mailboxes.
MOST_DIGITS = 9


class NumberedAddresses:
    """See `Signal`."""

    name = "numbered_addresses"
    group = "A"
    label = "Numbered addresses"
    formula = (
        "addresses in runs of at least 5 with the same words, the same domain and numbers that go up by 1 / all; "
        "left out is one organisation's own domain that has half of the list and whose records have evidence"
    )
    threshold = 0.03
    strong = 0.12
    weight = 0.45
    least = 50
    share = True
    decisive = False
    innocent: tuple[str, ...] = (
        "A school or company may number its mailboxes.",
        "Years of birth behind common first names fall into runs on very large lists.",
    )

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        tailed = book.rows.mutate(digits=book.rows.local.re_extract("[0-9]+$", 0).fill_null(""))
        length = tailed.digits.length()
        # Null where there is no number, so that no engine tries to read one.
        figure = ibis.ifelse(length.between(1, MOST_DIGITS), tailed.digits, ibis.null("string")).cast("int64")
        rows = tailed.mutate(stem=tailed.local.substr(0, tailed.local.length() - length), figure=figure)
        numbered = rows.filter(rows.figure.notnull()).select("list_id", "domain", "stem", "figure")
        whole = ibis.window(group_by=["list_id", "domain", "stem"])
        order = ibis.window(group_by=["list_id", "domain", "stem"], order_by="figure")
        # One figure may be written twice, as in 7 and 07: it has one place.
        placed = numbered.mutate(place=ibis.dense_rank().over(order), alike=numbered.count().over(whole))
        placed = placed.filter(placed.alike >= RUN)
        # Within a run the number and its place go up together, so that their difference stays.
        placed = placed.mutate(island=placed.figure - placed.place)
        placed = placed.anti_join(own_domains(book), ["list_id", "domain"])
        runs = placed.group_by(["list_id", "domain", "stem", "island"]).agg(
            length=placed.figure.max() - placed.figure.min() + 1
        )
        long_runs = runs.filter(runs.length >= RUN)
        found = long_runs.group_by("list_id").agg(hits=long_runs.length.sum(), longest=long_runs.length.max())
        sizes = book.rows.group_by("list_id").agg(n=book.rows.count())
        joined = sizes.left_join(found, "list_id").select("list_id", "n", "hits", "longest")
        full = joined.mutate(hits=joined.hits.fill_null(0), longest=joined.longest.fill_null(0))
        return full.mutate(value=ratio(full.hits, full.n))

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        return (
            f"{percent(figures['value'])} of {number(figures['n'])} addresses stand in runs that count up by one; "
            f"the longest has {number(figures['longest'])}."
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        return None
