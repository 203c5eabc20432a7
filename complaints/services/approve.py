"""The second person: approve a proposed decision, or send it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from complaints.domain import containment, outcomes
from complaints.domain.errors import MissingPermissionError, SamePersonError, StaleChangeError, TextLengthError
from complaints.domain.lifecycle import CaseState, DecisionState, move
from complaints.models import Decision
from complaints.selectors.dossier import dossier
from complaints.services.decide import order_of, put_in_force, require_open
from complaints.services.move_case import move_case, reopen_case
from complaints.services.queue_actions import queue_actions, withdraw_actions

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import Staff

PERMISSION = "complaints.approve_decision"
DOING = "approve decisions"
WHAT = "a reason"
LONGEST_ANSWER = 10_000


@transaction.atomic
def approve(decision_id: int, by: Staff, now: datetime, answer: str = "") -> Decision:
    """Put a proposed decision into force; its gates are asked again.

    Raises:
        Decision.DoesNotExist: there is no such decision.
        SamePersonError, MissingPermissionError: this person may not be the second one.
        ForbiddenMoveError, StaleChangeError: it is not proposed any more.
        GateClosedError: what it needs is no longer met.
    """
    decision = Decision.objects.select_related("case", "proposed_by").get(pk=decision_id)
    if decision.proposed_by_id == by.pk:
        raise SamePersonError
    require_permission(by)
    settle(decision, DecisionState.IN_FORCE, by=by, now=now, answer=answer)
    move_case(decision.case_id, decision.case.version, CaseState.DECIDED, now=now)
    papers = dossier(decision.case_id, decision.proposed_by, approver=by, at=now)
    order = order_of(decision)
    require_open(outcomes.get(decision.outcome), papers, order)
    decision.case.events.create(
        kind="approved", sentence=f"Approved. {answer.strip()}".strip(), by=by, at=now, facts={"decision": decision.pk}
    )
    put_in_force(decision, papers, order, now=now)
    return decision


@transaction.atomic
def send_back(decision_id: int, by: Staff, now: datetime, answer: str) -> Decision:
    """Refuse a proposed decision and open its case again; the proposer may take it back in the same way.

    Raises:
        Decision.DoesNotExist: there is no such decision.
        TextLengthError: no reason is given.
        MissingPermissionError: the person may not approve, and did not propose it.
        ForbiddenMoveError, StaleChangeError: it is not proposed any more.
    """
    decision = Decision.objects.select_related("case", "proposed_by").get(pk=decision_id)
    if not 0 < len(answer.strip()) <= LONGEST_ANSWER:
        raise TextLengthError(WHAT, LONGEST_ANSWER)
    if decision.proposed_by_id != by.pk:
        require_permission(by)
    papers = dossier(decision.case_id, decision.proposed_by, approver=by, at=now)
    settle(decision, DecisionState.SENT_BACK, by=by, now=now, answer=answer)
    if "suspend" in withdraw_actions(decision):
        queue_actions(decision, containment.restore(papers, "suspend"), now=now, step="undo")
    reopen_case(decision.case_id, decision.case.version, now=now)
    decision.case.events.create(
        kind="sent_back",
        sentence=f"Sent back: {answer.strip()}",
        by=by,
        at=now,
        facts={"decision": decision.pk},
    )
    return decision


def settle(decision: Decision, then: DecisionState, *, by: Staff, now: datetime, answer: str) -> None:
    """Move a proposed decision by compare-and-set, and keep who answered what."""
    move(DecisionState(decision.state), then)
    changed = Decision.objects.filter(pk=decision.pk, state=decision.state).update(
        state=then.value, approved_by=by, settled_at=now, answer=answer.strip()
    )
    if not changed:
        raise StaleChangeError(str(decision))
    decision.refresh_from_db()


def require_permission(by: Staff) -> None:
    """Stop whoever may not be the second person.

    Raises:
        MissingPermissionError: they may not approve decisions.
    """
    if not by.has_perm(PERMISSION):
        raise MissingPermissionError(DOING)
