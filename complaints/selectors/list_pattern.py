"""The patterns of the list that a mail went to, laid out for the review."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.utils.text import slugify

from accounts.models import MailingList
from complaints.selectors.chart import Chart, Point, bar_chart

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import ListPattern

MAX_LISTS = 50
MAX_POINTS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalPanel:
    """One signal: the kept JSON of `ListPattern.signals`, and its series as a chart where it has one."""

    signal: dict[str, Any]
    chart: Chart | None
    number: int
    chart_id: str

    @property
    def strong(self) -> bool:
        """Tell whether the value is past its threshold."""
        return bool((self.signal.get("strength") or 0) > 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """A list with its patterns. `pattern` is None before the first computation."""

    mailing_list: MailingList
    subscribers: int
    concerned: bool
    pattern: ListPattern | None
    panels: tuple[SignalPanel, ...]

    @property
    def telling(self) -> tuple[SignalPanel, ...]:
        """Give the signals past their threshold."""
        return tuple(panel for panel in self.panels if panel.strong)

    @property
    def ordinary(self) -> tuple[SignalPanel, ...]:
        """Give the signals that say nothing against the list."""
        return tuple(panel for panel in self.panels if not panel.strong)


def lists_of(account_id: str, list_id: str) -> tuple[ListPage, ...]:
    """Give the list that a mail went to; where that is not known, all lists of the account, at most 50.

    Args:
        account_id: who sent the mail.
        list_id: "" when it is not known; one that was never imported counts as not known.
    """
    rows = MailingList.objects.filter(account_id=account_id).select_related("pattern")
    rows = rows.annotate(subscribers=Count("subscriptions"))
    found = list(rows.filter(pk=list_id)) if list_id else []
    return tuple(_page(row, concerned=row.pk == list_id) for row in found or rows[:MAX_LISTS])


def _page(row: Any, *, concerned: bool) -> ListPage:
    pattern: ListPattern | None = getattr(row, "pattern", None)
    return ListPage(
        mailing_list=row,
        subscribers=row.subscribers,
        concerned=concerned,
        pattern=pattern,
        panels=tuple(_panels(row.pk, pattern.signals)) if pattern else (),
    )


def _panels(list_id: str, signals: Iterable[dict[str, Any]]) -> list[SignalPanel]:
    return [
        SignalPanel(signal=signal, chart=_chart(signal), number=number, chart_id=f"{slugify(list_id)}-{number}")
        for number, signal in enumerate(signals, start=1)
    ]


def _chart(signal: dict[str, Any]) -> Chart | None:
    series = [point for point in signal.get("series") or () if isinstance(point, list | tuple) and len(point) >= 2]  # noqa: PLR2004 - label and number
    points = [Point(label=str(label), value=float(value)) for label, value, *_ in series[:MAX_POINTS]]
    return bar_chart(str(signal.get("label") or signal.get("name")), points, unit="addresses") if points else None
