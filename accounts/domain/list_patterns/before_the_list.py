"""Form opt-ins older than the list that they are for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain.list_patterns._figures import CLOCK_SLACK_SECONDS, number, percent, shares

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import Table

    from accounts.domain.ports import Book


class BeforeTheList:
    """See `Signal`. Clocks and zones explain up to 26 hours."""

    name = "before_the_list"
    group = "C"
    label = "Opt-ins before the list existed"
    formula = (
        "web form opt-ins more than 26 hours before the list was made / web form opt-ins with a time, on lists "
        "whose day is known; those whose evidence names a former system are left out"
    )
    threshold = 0.3
    strong = 0.8
    weight = 0.3
    least = 50
    share = True
    decisive = False
    innocent: tuple[str, ...] = ("The form and its list are older than their move to this platform.",)

    def measure(self, book: Book) -> Table:
        """See `Signal`."""
        made = book.lists.filter(book.lists.created_seconds.notnull()).select("created_seconds", of_list="list_id")
        rows = book.rows.filter(book.rows.wall_seconds.notnull() & (book.rows.source == "web_form"))
        rows = rows.filter(~rows.moved)
        rows = rows.inner_join(made, "of_list")
        moment = rows.utc_seconds.fill_null(rows.wall_seconds)
        return shares(rows, moment < rows.created_seconds - CLOCK_SLACK_SECONDS)

    def tell(self, figures: Mapping[str, object]) -> str:
        """See `Signal`."""
        return (
            f"{percent(figures['value'])} of {number(figures['n'])} opt-ins by form ({number(figures['hits'])}) are "
            "older than the "
            "list itself."
        )

    def series(self, book: Book) -> Table | None:
        """See `Signal`."""
        return None
