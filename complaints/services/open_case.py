"""Find the open case that something belongs to, or open one; keep its priority true."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.db.models import Max, Q

from complaints.domain.facts import Origin
from complaints.domain.lifecycle import DecisionState
from complaints.domain.outcomes import OUTCOMES
from complaints.domain.priority import ORIGIN_POINTS, CaseSummary, addends
from complaints.models import Case, Complaint, Decision

if TYPE_CHECKING:
    from datetime import datetime

ADVERSE = frozenset(outcome.name for outcome in OUTCOMES if outcome.adverse)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpening:
    """What a case is opened with."""

    kind: str
    grouping: str
    title: str
    channel: str = ""
    account_id: str | None = None
    campaign_id: str = ""


def find_or_open(opening: CaseOpening, *, now: datetime) -> Case:
    """Give the case that takes this, locked until the transaction ends.

    A case takes new incidents until it is decided; then the next one follows it. The unique `open_key` lets two workers
    open the same case only once.
    """
    while True:
        known = Case.objects.select_for_update().filter(open_key=opening.grouping).first()
        if known is not None:
            return known
        case, created = Case.objects.get_or_create(
            open_key=opening.grouping,
            defaults={
                "kind": opening.kind,
                "grouping": opening.grouping,
                "title": opening.title[:300],
                "channel": opening.channel,
                "account_id": opening.account_id,
                "campaign_id": opening.campaign_id,
                "opened_at": now,
            },
        )
        locked = Case.objects.select_for_update().filter(pk=case.pk, open_key=opening.grouping).first()
        if locked is None:
            continue  # It was decided between the two queries: open the one that follows.
        if created:
            _begin(locked, now=now)
        return locked


def _begin(case: Case, *, now: datetime) -> None:
    case.follows = Case.objects.filter(grouping=case.grouping).exclude(pk=case.pk).order_by("-pk").first()
    if case.follows:
        case.save(update_fields=["follows"])
    after = f", after case {case.follows.pk}, which is decided" if case.follows else ""
    case.events.create(kind="opened", at=now, sentence=f"Opened: {case.get_kind_display()}{after}.")


def refresh_priority(case: Case, *, now: datetime) -> None:
    """Add up the priority of a case that something came into; what was forgotten of it before stays so."""
    case.last_incident_at = now
    case.forgotten_at = None
    case.save(update_fields=["last_incident_at", "forgotten_at"])
    add_up_priority(case)


def add_up_priority(case: Case) -> None:
    """Add up the priority of a case anew and keep its addends."""
    parts = addends(summary(case))
    case.priority = sum(part.points for part in parts)
    case.priority_addends = [asdict(part) for part in parts]
    case.save(update_fields=["priority", "priority_addends"])


def summary(case: Case) -> CaseSummary:
    """Read what the priority depends on: five queries at most, whatever the size of the case."""
    origins = {Origin(word) for word in case.incidents.values_list("origin", flat=True).distinct()}
    reporters = (
        Complaint.objects.filter(Q(case=case) | Q(incidents__case=case))
        .exclude(reporter_address="")
        .values("reporter_address")
        .distinct()
        .count()
    )
    earlier = (
        Decision.objects.filter(
            case__account_id=case.account_id, state=DecisionState.IN_FORCE.value, outcome__in=ADVERSE
        ).count()
        if case.account_id
        else 0
    )
    return CaseSummary(
        kind=case.kind,
        channel=case.channel,
        origin=max(origins, key=ORIGIN_POINTS.__getitem__, default=None),
        reporters=reporters,
        earlier_adverse=earlier,
        signs=case.incidents.filter(compromise_signs=True).count(),
        surge=_surge(case),
    )


def _surge(case: Case) -> float:
    if case.kind != Case.Kind.VOLUME:
        return 0.0
    holding = case.filed_alerts.filter(alert__superseded_at=None)
    return holding.aggregate(score=Max("alert__score"))["score"] or 0.0
