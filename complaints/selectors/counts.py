"""How much waits where: the numbers in the bar and beside the views of the queue."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from complaints.domain.lifecycle import CaseState, OutboxState
from complaints.models import Case, OutboxRow

UNATTRIBUTED_KINDS = (Case.Kind.UNATTRIBUTED, Case.Kind.UNREADABLE, Case.Kind.NEEDS_ORIGINAL)

OPEN = Q(state=CaseState.OPEN.value) & ~Q(kind__in=(*UNATTRIBUTED_KINDS, Case.Kind.DIRECT))
DIRECT = Q(kind=Case.Kind.DIRECT, state__in=(CaseState.OPEN.value, CaseState.WAITING.value))
UNATTRIBUTED = Q(state=CaseState.OPEN.value, kind__in=UNATTRIBUTED_KINDS)
BLOCKLISTS = Q(kind=Case.Kind.LISTING) & ~Q(state=CaseState.DECIDED.value)
PROPOSED = Q(state=CaseState.PROPOSED.value)
WAITING = Q(state=CaseState.WAITING.value)
NOT_DECIDED = ~Q(state=CaseState.DECIDED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskCounts:
    """Cases by queue, and consequences on their way or stuck."""

    open: int
    mine: int
    unattributed: int
    direct: int
    blocklists: int
    approvals: int
    waiting: int
    outbox: int
    dead: int


def desk_counts(staff_id: int | None) -> DeskCounts:
    """Count what waits: two queries over the undecided cases and the undelivered consequences."""
    cases = Case.objects.filter(NOT_DECIDED).aggregate(
        open=Count("pk", filter=OPEN),
        mine=Count("pk", filter=Q(assignee_id=staff_id)),
        unattributed=Count("pk", filter=UNATTRIBUTED),
        direct=Count("pk", filter=DIRECT),
        blocklists=Count("pk", filter=BLOCKLISTS),
        approvals=Count("pk", filter=PROPOSED),
        waiting=Count("pk", filter=WAITING),
    )
    on_the_way = (OutboxState.PENDING.value, OutboxState.CLAIMED.value)
    rows = OutboxRow.objects.filter(state__in=(*on_the_way, OutboxState.DEAD.value)).aggregate(
        outbox=Count("pk", filter=Q(state__in=on_the_way)), dead=Count("pk", filter=Q(state=OutboxState.DEAD.value))
    )
    return DeskCounts(**cases, **rows)
