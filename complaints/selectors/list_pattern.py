"""The patterns of the list that a mail went to, laid out for the review."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef

from accounts.models import EarlierListPattern, ListMeasurement, MailingList
from complaints.models import Case, Incident
from complaints.selectors.list_panels import ListPanel, panels_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import ListPattern

MAX_LISTS = 50
MAX_EARLIER = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """A list with its patterns.

    Attributes:
        pattern: None before the first computation.
        panels: the nine panels, those without a signal left out; () before the first computation.
        earlier: what the list looked like before, newest first.
        measurement: that a worker is to measure it again, and how far it is; None when nobody asked.
    """

    mailing_list: MailingList
    subscribers: int
    concerned: bool
    pattern: ListPattern | None
    panels: tuple[ListPanel, ...]
    earlier: tuple[EarlierListPattern, ...]
    measurement: ListMeasurement | None

    @property
    def telling(self) -> tuple[ListPanel, ...]:
        """Give the panels with a signal past its threshold."""
        return tuple(panel for panel in self.panels if panel.telling)

    @property
    def ordinary(self) -> tuple[ListPanel, ...]:
        """Give the panels that say nothing against the list."""
        return tuple(panel for panel in self.panels if not panel.telling)

    @property
    def last_grade(self) -> EarlierListPattern | None:
        """Give the latest earlier result with another grade than today's."""
        grade = self.pattern.grade if self.pattern else ""
        return next((old for old in self.earlier if old.grade != grade), None)


def lists_of(account_id: str, list_id: str) -> tuple[ListPage, ...]:
    """Give the list that a mail went to; where that is not known, all lists of the account, at most 50.

    Args:
        account_id: who sent the mail.
        list_id: "" when it is not known; one that was never imported counts as not known.
    """
    rows = MailingList.objects.filter(account_id=account_id).select_related("pattern", "measurement")
    found = list(rows.filter(pk=list_id)) if list_id else []
    chosen = found or list(rows[:MAX_LISTS])
    ids = [row.pk for row in chosen]
    sizes = MailingList.objects.filter(pk__in=ids).values_list("pk").annotate(Count("subscriptions"))
    counted, earlier = dict(sizes), _earlier(ids)
    return tuple(
        _page(row, counted[row.pk], tuple(earlier.get(row.pk, ())), concerned=row.pk == list_id) for row in chosen
    )


def list_of_case(case_id: int, list_id: str) -> QuerySet[MailingList]:
    """Give the list if it belongs to an account that the case's mail came from; else nothing."""
    mine = Incident.objects.filter(case_id=case_id, account_id=OuterRef("account_id"))
    of_case = Case.objects.filter(pk=case_id, account_id=OuterRef("account_id"))
    safe = list_id if "\0" not in list_id else ""
    return MailingList.objects.filter(Exists(mine) | Exists(of_case), pk=safe)


def _earlier(ids: list[str]) -> dict[str, list[EarlierListPattern]]:
    """Give what the lists looked like before, newest first: none has many, for only changes are kept."""
    found: dict[str, list[EarlierListPattern]] = {}
    for old in EarlierListPattern.objects.filter(mailing_list_id__in=ids)[: MAX_EARLIER * len(ids)]:
        found.setdefault(old.mailing_list_id, []).append(old)
    return found


def _page(row: Any, subscribers: int, earlier: tuple[EarlierListPattern, ...], *, concerned: bool) -> ListPage:
    pattern: ListPattern | None = getattr(row, "pattern", None)
    return ListPage(
        mailing_list=row,
        subscribers=subscribers,
        concerned=concerned,
        pattern=pattern,
        panels=panels_of(row.pk, pattern.signals) if pattern else (),
        earlier=earlier,
        measurement=getattr(row, "measurement", None),
    )
