"""Write planned actions to the outbox, and take back what has not left the house."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q

from complaints.domain.lifecycle import OutboxState
from complaints.models import OutboxRow
from complaints.selectors.standing import STANDING_OF, standing_at_first

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from complaints.domain.facts import PlannedAction
    from complaints.models import Decision

LEDGER_KINDS = frozenset({"charge", "credit"})
TO_REPORTERS = "reporter_outcome"
WITHDRAWABLE = (OutboxState.PENDING.value, OutboxState.DEAD.value)


def queue_actions(decision: Decision, actions: Sequence[PlannedAction], *, now: datetime, step: str = "") -> None:
    """Write a decision's actions as rows for the workers; runs inside the decision's transaction.

    Args:
        decision: whose consequences they are.
        actions: ledger lines among them are left to `post_ledger`.
        now: aware UTC; what can still be undone waits for NOTICE_DELAY_SECONDS.
        step: "" for the plan, else "pause" or "undo", so that keys stay unique.
    """
    later = now + timedelta(seconds=settings.NOTICE_DELAY_SECONDS)
    prefix = f"decision:{decision.pk}:{step}:" if step else f"decision:{decision.pk}:"
    OutboxRow.objects.bulk_create(
        OutboxRow(
            idempotency_key=f"{prefix}{number}",
            kind=action.kind,
            case_id=decision.case_id,
            decision=decision,
            summary=action.summary,
            payload=_payload(decision, action),
            not_before=now if action.at_once else later,
            created_at=now,
        )
        for number, action in enumerate(actions)
        if action.kind not in LEDGER_KINDS
    )


def _payload(decision: Decision, action: PlannedAction) -> dict[str, object]:
    account = decision.case.account
    if action.kind in STANDING_OF and account is not None:
        return {**action.payload, "was": standing_at_first(account)}
    return dict(action.payload)


def withdraw_actions(decision: Decision) -> frozenset[str]:
    """Cancel a decision's rows that have not left the house; runs inside the caller's transaction.

    Returns:
        The kinds that did leave and now need undoing; a mail counts when it went to the customer.
    """
    decision.outbox.filter(state__in=WITHDRAWABLE).update(state=OutboxState.CANCELLED.value)
    left = decision.outbox.filter(state__in=(OutboxState.DELIVERED.value, OutboxState.CLAIMED.value))
    left = left.exclude(Q(kind="mail") & Q(payload__template=TO_REPORTERS))
    kinds = set(left.values_list("kind", flat=True))
    return frozenset(kinds | {"charge"} if decision.charges.exists() else kinds)
