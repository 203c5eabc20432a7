"""What is due to be forgotten, and what stands in the way of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.conf import settings
from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery

from accounts.models import AccountHold
from complaints.domain.facts import Status
from complaints.domain.lifecycle import CaseState, DecisionState, OutboxState
from complaints.domain.outcomes import OUTCOMES
from complaints.domain.retention import Periods, Rule, rule_of, strictest
from complaints.models import Case, Complaint, Decision, Incident, OutboxRow, RawMessage, ReadingCorrection

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from django.db.models import Model

    Row = TypeVar("Row", bound=Model)

SANCTIONS = frozenset(outcome.name for outcome in OUTCOMES if outcome.adverse)
_UNDER_WAY = (OutboxState.PENDING.value, OutboxState.CLAIMED.value, OutboxState.DEAD.value)
_DONE = (Complaint.State.PROCESSED, Complaint.State.SET_ASIDE)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedCase:
    """A decided case: where it stands in the order of decisions, its rule, and whether it is due by it."""

    case_id: int
    decided_at: datetime
    rule: Rule
    due: bool


def periods() -> Periods:
    """Give how long the operator has things kept."""
    return Periods(
        closed_days=settings.RETENTION_CLOSED_DAYS,
        sanction_days=settings.RETENTION_SANCTION_DAYS,
        unattributed_days=settings.RETENTION_UNATTRIBUTED_DAYS,
    )


def decided_cases(now: datetime) -> QuerySet[Case]:
    """Give the decided cases old enough for the shortest period, in the order of their decisions.

    Left out are those under a legal hold, those that hold nothing any more, and surges, which hold no mail.
    """
    latest = periods().latest(now)
    if latest is None:
        return Case.objects.none()
    rows = Case.objects.filter(
        state=CaseState.DECIDED.value, legal_hold=False, forgotten_at=None, decided_at__lt=latest
    ).exclude(kind=Case.Kind.VOLUME)
    return rows.order_by("decided_at", "pk")


def behind(rows: QuerySet[Row], moment: str, after_at: datetime | None, after_id: int) -> QuerySet[Row]:
    """Leave out what was gone through, of rows in the order of a moment and their numbers."""
    if after_at is None:
        return rows
    later = Q(**{f"{moment}__gt": after_at}) | Q(**{moment: after_at, "pk__gt": after_id})
    return rows.filter(later, **{f"{moment}__gte": after_at})


def judged(cases: QuerySet[Case], now: datetime) -> list[DecidedCase]:
    """Tell of each of these cases by which rule it is kept, and whether it is due: one query."""
    kept_for = periods()
    facts = cases.annotate(
        sanctioned=Exists(
            Decision.objects.filter(case=OuterRef("pk"), state=DecisionState.IN_FORCE.value, outcome__in=SANCTIONS)
        ),
        under_way=Exists(OutboxRow.objects.filter(case=OuterRef("pk"), state__in=_UNDER_WAY)),
        on_hold=Exists(
            AccountHold.objects.filter(account=OuterRef("account"), released_at=None).filter(
                Q(expires_at__gt=now) | Q(confirmed_at__isnull=False)
            )
        ),
    )
    names = ("pk", "kind", "account_id", "decided_at", "last_incident_at", "sanctioned", "under_way", "on_hold")
    found: list[DecidedCase] = []
    for number, kind, account_id, decided_at, last_at, sanctioned, under_way, on_hold in facts.values_list(*names):
        rule = rule_of(kind, account_id, sanctioned=sanctioned)
        limit = kept_for.limit(rule, now)
        old = limit is not None and max(decided_at, last_at or decided_at) < limit
        found.append(
            DecidedCase(case_id=number, decided_at=decided_at, rule=rule, due=old and not under_way and not on_hold)
        )
    return found


def complaints_in(cases: Collection[int], *, after: int, limit: int) -> list[int]:
    """Give the numbers of kept complaints that hang on these cases, themselves or by an incident, in their order."""
    own = Complaint.objects.filter(case__in=cases, forgotten_at=None, pk__gt=after)
    by_incident = Incident.objects.filter(case__in=cases, forgotten_at=None, complaint__gt=after)
    numbers = set(own.order_by("pk").values_list("pk", flat=True)[:limit])
    numbers |= set(by_incident.order_by("complaint").values_list("complaint", flat=True).distinct()[:limit])
    return sorted(numbers)[:limit]


def no_complaints(now: datetime) -> QuerySet[Complaint]:
    """Give the mail that is no complaint and in no case, old enough to be forgotten, oldest first."""
    limit = periods().limit(Rule.UNATTRIBUTED, now)
    if limit is None:
        return Complaint.objects.none()
    rows = Complaint.objects.filter(status=Status.NOT_A_COMPLAINT, forgotten_at=None, processed_at__lt=limit, case=None)
    return rows.order_by("processed_at", "pk")


def forgettable(numbers: Collection[int], now: datetime) -> dict[int, Rule]:
    """Say which of these complaints may be forgotten, and by which rule: four queries, however many they are.

    One may be when each case that it is in is due, nothing is under way to its reporter, and neither the very same mail
    nor a correction of how it is read came within the period.
    """
    cases = _cases_of(numbers)
    in_any = {number for numbers in cases.values() for number in numbers}
    due = {one.case_id: one for one in judged(decided_cases(now).filter(pk__in=in_any), now) if one.due}
    found: dict[int, Rule] = {}
    for number, status, last_at in _undisturbed(numbers):
        own = cases.get(number, set())
        if not own <= due.keys() or not (own or status == Status.NOT_A_COMPLAINT):
            continue
        rule = strictest({due[case_id].rule for case_id in own})
        limit = periods().limit(rule, now)
        if limit is not None and last_at < limit:
            found[number] = rule
    return found


def _cases_of(numbers: Collection[int]) -> dict[int, set[int]]:
    cases: dict[int, set[int]] = {}
    own = Complaint.objects.filter(pk__in=numbers, case__isnull=False).values_list("pk", "case_id")
    by_incident = Incident.objects.filter(complaint__in=numbers, case__isnull=False)
    for number, case_id in (*own, *by_incident.values_list("complaint_id", "case_id").distinct()):
        if case_id is not None:
            cases.setdefault(number, set()).add(case_id)
    return cases


def cases_beside(numbers: Collection[int]) -> set[int]:
    """Give the numbers of all cases that these complaints are in."""
    return {case_id for cases in _cases_of(numbers).values() for case_id in cases}


def _undisturbed(numbers: Collection[int]) -> Iterable[tuple[int, str, datetime]]:
    """Give the complaints of which nothing is under way or held, with their status and when something last happened."""
    corrected = ReadingCorrection.objects.filter(complaint=OuterRef("pk"))
    rows = Complaint.objects.filter(pk__in=numbers, forgotten_at=None, state__in=_DONE, processed_at__isnull=False)
    rows = rows.exclude(Exists(corrected.filter(case__legal_hold=True)))
    rows = rows.exclude(Exists(OutboxRow.objects.filter(complaint=OuterRef("pk"), state__in=_UNDER_WAY)))
    dated = rows.annotate(repeated_at=Max("duplicates__processed_at"), corrected_at=_last(corrected))
    for number, status, *times in dated.values_list("pk", "status", "processed_at", "repeated_at", "corrected_at"):
        yield number, status, max(time for time in times if time is not None)


def _last(corrections: QuerySet[ReadingCorrection]) -> Subquery:
    return Subquery(corrections.order_by("-at").values("at")[:1])


def unreferenced(keys: Collection[str]) -> QuerySet[RawMessage]:
    """Give those of these raw messages that nothing refers to which is kept."""
    rows = RawMessage.objects.filter(pk__in=keys, forgotten_at=None)
    rows = rows.exclude(Exists(Complaint.objects.filter(raw=OuterRef("pk"), forgotten_at=None)))
    return rows.exclude(Exists(Incident.objects.filter(original=OuterRef("pk"), forgotten_at=None)))


def emptied(cases: Collection[int], now: datetime) -> dict[int, Rule]:
    """Give those of these cases that are due and hold no complaint any more that is kept, with their rules."""
    rows = decided_cases(now).filter(pk__in=cases)
    rows = rows.exclude(Exists(Complaint.objects.filter(case=OuterRef("pk"), forgotten_at=None)))
    rows = rows.exclude(Exists(Incident.objects.filter(case=OuterRef("pk"), forgotten_at=None)))
    return {one.case_id: one.rule for one in judged(rows, now) if one.due}
