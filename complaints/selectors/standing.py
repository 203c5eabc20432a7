"""What standing an account would have without one case's consequences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.domain.lifecycle import DecisionState, OutboxState
from complaints.models import OutboxRow

if TYPE_CHECKING:
    from accounts.models import Account
    from complaints.models import Case

STANDING_OF = {"suspend": "suspended", "terminate": "terminated"}
SEVERITY = ("active", "suspended", "terminated")


def standing_at_first(account: Account) -> str:
    """Give the standing from before all our consequences that still hold."""
    first = _holding(account.pk)[:1]
    return str(first[0].payload.get("was", account.status)) if first else account.status


def standing_without(case: Case) -> str:
    """Give the standing that a case's account falls back to when this case's decision is undone.

    Another case's suspension or termination still holds then, and so does one that the platform itself ordered.
    """
    if case.account is None:
        return SEVERITY[0]
    others = [STANDING_OF[row.kind] for row in _holding(case.account.pk) if row.case_id != case.pk]
    return max([standing_at_first(case.account), *others], key=SEVERITY.index)


def _holding(account_id: str) -> list[OutboxRow]:
    return list(
        OutboxRow.objects.filter(
            kind__in=STANDING_OF,
            case__account_id=account_id,
            decision__state__in=(DecisionState.PROPOSED.value, DecisionState.IN_FORCE.value),
        )
        .exclude(state=OutboxState.CANCELLED.value)
        .order_by("pk")
    )
