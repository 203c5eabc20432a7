"""The queue: cases of a view, a page at a time, with what a person needs to choose the next one.

Pages are cut by key, not by number, so that page 1,000 costs what page 1 costs. A page takes a fixed number of queries.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, Min, OuterRef, Q, Subquery
from django.db.models.functions import Substr

from complaints.domain.facts import Origin
from complaints.models import Case, Complaint, Incident
from complaints.selectors.counts import NOT_DECIDED

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from complaints.selectors.queue_views import QueueView

PAGE_SIZE = 50
TOP_REASONS = 2
MAX_WORDS = 300
_MAX_DIGITS = 18
_STRENGTH = {origin.value: rank for rank, origin in enumerate(Origin)}


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """A case as the queue shows it.

    Attributes:
        incidents: without duplicates. people: distinct reporters.
        origin: the best of its incidents, "" without any.
        reasons: sentences of the best shown incident, strongest first.
        sender, words: of a case of direct spam, so that it can be judged from its row; else "".
    """

    case_id: int
    version: int
    title: str
    kind: str
    kind_label: str
    state: str
    account_id: str | None
    account_name: str
    account_status: str
    priority: int
    addends: tuple[str, ...]
    incidents: int
    people: int
    origin: str
    reasons: tuple[str, ...]
    sender: str
    words: str
    assignee: str
    opened_at: datetime
    last_incident_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """A page of the queue. `after` continues it, "" on the last page."""

    view: QueueView
    rows: tuple[QueueRow, ...]
    after: str


def queue_page(view: QueueView, *, staff_id: int | None, words: str = "", after: str = "") -> QueuePage:
    """Give a page of cases.

    Args:
        view: one of VIEWS.
        staff_id: who looks, for "mine".
        words: case number, account, subject, reporter or Message-ID; "" asks for all.
        after: the `after` of the page before; what cannot be read starts at the front.
    """
    condition = view.condition if view.condition is not None else Q(assignee_id=staff_id) & NOT_DECIDED
    cases = Case.objects.filter(condition).select_related("account", "assignee")
    for word in words.split()[:5]:
        cases = cases.filter(_matches(word))
    cases = _continue(cases, newest_first=view.newest_first, after=after)
    page = list(cases[: PAGE_SIZE + 1])
    more = len(page) > PAGE_SIZE
    page = page[:PAGE_SIZE]
    return QueuePage(view=view, rows=_rows(page), after=_key(page[-1], view.newest_first) if more else "")


def _continue(cases: QuerySet[Case], *, newest_first: bool, after: str) -> QuerySet[Case]:
    numbers = [int(part) for part in after.split("_") if part.isascii() and part.lstrip("-").isdigit()]
    if newest_first:
        cases = cases.order_by("-pk")
        return cases.filter(pk__lt=numbers[0]) if len(numbers) == 1 else cases
    cases = cases.order_by("-priority", "pk")
    if len(numbers) != 2:  # noqa: PLR2004 - priority and case number
        return cases
    priority, pk = numbers
    return cases.filter(Q(priority__lt=priority) | Q(priority=priority, pk__gt=pk))


def _key(case: Case, newest_first: bool) -> str:  # noqa: FBT001 - private
    return str(case.pk) if newest_first else f"{case.priority}_{case.pk}"


def _matches(word: str) -> Q:
    incident = Incident.objects.filter(case=OuterRef("pk")).filter(
        Q(subject__icontains=word)
        | Q(recipient__icontains=word)
        | Q(from_address__icontains=word)
        | Q(message_id__in=(word, f"<{word}>"))
        | Q(complaint__reporter_address__icontains=word)
    )
    complaint = Complaint.objects.filter(case=OuterRef("pk")).filter(
        Q(reporter_address__icontains=word) | Q(subject__icontains=word) | Q(message_id__in=(word, f"<{word}>"))
    )
    found = Q(account__account_id__icontains=word) | Q(account__name__icontains=word) | Q(title__icontains=word)
    number = word.removeprefix("#")
    if number.isascii() and number.isdigit() and len(number) <= _MAX_DIGITS:
        found |= Q(pk=int(number))
    return found | Exists(incident) | Exists(complaint)


def _rows(cases: list[Case]) -> tuple[QueueRow, ...]:
    numbers = [case.pk for case in cases]
    incidents = _incident_counts(numbers)
    complaints = _complaint_counts(numbers)
    origins = _best_origins(numbers)
    reasons = _top_reasons(numbers)
    letters = _letters([case.pk for case in cases if case.kind == Case.Kind.DIRECT])
    return tuple(
        _row(
            case,
            counted=incidents.get(case.pk) or complaints.get(case.pk, (0, 0)),
            origin=origins.get(case.pk, ""),
            reasons=reasons.get(case.pk, ()),
            letter=letters.get(case.pk, ("", "")),
        )
        for case in cases
    )


def _row(
    case: Case, *, counted: tuple[int, int], origin: str, reasons: tuple[str, ...], letter: tuple[str, str]
) -> QueueRow:
    account = case.account
    return QueueRow(
        case_id=case.pk,
        version=case.version,
        title=case.title,
        kind=case.kind,
        kind_label=case.get_kind_display(),
        state=case.state,
        account_id=case.account_id,
        account_name=account.name if account else "",
        account_status=account.status if account else "",
        priority=case.priority,
        addends=addend_sentences(case.priority_addends),
        incidents=counted[0],
        people=counted[1],
        origin=origin,
        reasons=reasons,
        sender=letter[0],
        words=letter[1],
        assignee=case.assignee.get_username() if case.assignee else "",
        opened_at=case.opened_at,
        last_incident_at=case.last_incident_at,
    )


def addend_sentences(addends: list[dict[str, object]]) -> tuple[str, ...]:
    """Write the addends of a priority as "+30 The best shown incident is proven."."""
    return tuple(f"{addend.get('points', 0):+d} {addend.get('detail', '')}" for addend in addends)


def _incident_counts(cases: Iterable[int]) -> dict[int, tuple[int, int]]:
    rows = (
        Incident.objects.filter(case_id__in=cases)
        .values_list("case_id")
        .annotate(
            incidents=Count("pk", filter=Q(duplicate_of=None)),
            people=Count("complaint__reporter_address", distinct=True),
        )
    )
    return {case: (incidents, people) for case, incidents, people in rows if case is not None}


def _complaint_counts(cases: Iterable[int]) -> dict[int, tuple[int, int]]:
    rows = (
        Complaint.objects.filter(case_id__in=cases)
        .order_by()
        .values_list("case_id")
        .annotate(complaints=Count("pk"), people=Count("reporter_address", distinct=True))
    )
    return {case: (complaints, people) for case, complaints, people in rows if case is not None}


def _letters(cases: list[int]) -> dict[int, tuple[str, str]]:
    if not cases:
        return {}
    rows = Complaint.objects.filter(case_id__in=cases).order_by().values_list("case_id")
    read = rows.annotate(sender=Min("reporter_address"), words=Min(Substr("comment", 1, MAX_WORDS)))
    return {case: (sender, " ".join(words.split())) for case, sender, words in read if case is not None}


def _best_origins(cases: Iterable[int]) -> dict[int, str]:
    best: dict[int, str] = {}
    for case, origin in Incident.objects.filter(case_id__in=cases).values_list("case_id", "origin").distinct():
        if case is not None and _STRENGTH[origin] < _STRENGTH.get(best.get(case, ""), len(_STRENGTH)):
            best[case] = origin
    return best


def _top_reasons(cases: list[int]) -> dict[int, tuple[str, ...]]:
    best = Incident.objects.filter(case=OuterRef("pk"), duplicate_of=None).order_by("-confidence", "pk")
    chosen = Case.objects.filter(pk__in=cases).values_list(Subquery(best.values("pk")[:1]), flat=True)
    rows = Incident.objects.filter(pk__in=[pk for pk in chosen if pk]).values_list("case_id", "reasons")
    return {
        case: tuple(str(reason.get("detail", "")) for reason in reasons[:TOP_REASONS])
        for case, reasons in rows
        if case is not None
    }
