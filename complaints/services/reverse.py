"""Undo a decision in force: what has not left is cancelled, what has left is put right."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction

from complaints.domain import gates, outcomes
from complaints.domain.errors import GateClosedError, StaleChangeError
from complaints.domain.lifecycle import DecisionState, move
from complaints.models import Decision
from complaints.selectors.dossier import dossier
from complaints.services.approve import require_permission
from complaints.services.decide import decide, order_of
from complaints.services.move_case import reopen_case
from complaints.services.post_ledger import post_ledger
from complaints.services.queue_actions import queue_actions, withdraw_actions

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import Staff
    from complaints.domain.facts import Order

DECIDED_ANEW = "The case was looked at again and decided anew."


@transaction.atomic
def reverse(decision_id: int, by: Staff, now: datetime, reason: str) -> Decision:
    """Take a decision out of force and open its case again.

    Charges are credited, standings restored and the customer told, as far as anything left the house; within the
    notice delay its rows are only cancelled. The next decision on the case supersedes this one.

    Args:
        decision_id: key of a decision in force.
        by: who undoes it.
        now: aware UTC.
        reason: what the customer reads in the correction.

    Raises:
        Decision.DoesNotExist: there is no such decision.
        MissingPermissionError: two people decided, and this person could not have been the second.
        GateClosedError: the reason is missing or names a complainant.
        ForbiddenMoveError, StaleChangeError: the decision is not in force any more.
    """
    decision = Decision.objects.select_related("case__account").get(pk=decision_id)
    papers = dossier(decision.case_id, by, at=now)
    order = replace(order_of(decision), public_reason=reason)
    told = gates.reason_given(papers, order)
    if outcomes.get(decision.outcome).needs_second_person:
        require_permission(by)
    if not told.met:
        raise GateClosedError((told.detail,))
    _supersede_row(decision)
    left = withdraw_actions(decision)
    actions = tuple(one for one in outcomes.get(decision.outcome).reverse(papers, order) if one.undoes in left)
    post_ledger(decision, actions, now=now)
    queue_actions(decision, actions, now=now, step="undo")
    reopen_case(decision.case_id, decision.case.version, now=now)
    decision.case.events.create(
        kind="reversed",
        sentence=f"Reversed: {outcomes.get(decision.outcome).label}. {reason.strip()}",
        by=by,
        at=now,
        facts={"decision": decision.pk, "consequences": [one.summary for one in actions]},
    )
    return decision


@transaction.atomic
def supersede(decision_id: int, order: Order, by: Staff, now: datetime, version: int) -> Decision:
    """Replace a decision in force by another, in one step.

    Raises:
        As `reverse` and `decide`.
    """
    before = Decision.objects.select_related("case").get(pk=decision_id)
    if before.case.version != version:
        raise StaleChangeError(str(before.case))
    reverse(decision_id, by, now, order.public_reason.strip() or DECIDED_ANEW)
    return decide(before.case_id, order, by, now, version + 1)


def _supersede_row(decision: Decision) -> None:
    then = move(DecisionState(decision.state), DecisionState.SUPERSEDED)
    if not Decision.objects.filter(pk=decision.pk, state=decision.state).update(state=then.value):
        raise StaleChangeError(str(decision))
    decision.refresh_from_db()
