"""Decide a case: the decision, its ledger lines, its consequences and its history in one transaction."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from django.db import transaction

from complaints.domain import containment, outcomes, policy
from complaints.domain.errors import GateClosedError
from complaints.domain.facts import Order
from complaints.domain.lifecycle import CaseState, DecisionState
from complaints.models import Decision
from complaints.selectors.dossier import dossier
from complaints.services.move_case import move_case
from complaints.services.post_ledger import post_ledger
from complaints.services.queue_actions import queue_actions

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import Staff
    from complaints.domain.facts import Dossier
    from complaints.domain.ports import Outcome


@transaction.atomic
def decide(case_id: int, order: Order, by: Staff, now: datetime, version: int) -> Decision:
    """Give an outcome: in force at once, or proposed where a second person has to approve.

    Args:
        case_id: key of the case.
        order: what is asked for; without a rule, an outcome that blames nobody cites the one it usually rests on.
        by: who decides.
        now: aware UTC.
        version: of the case, as the deciding person saw it.

    Raises:
        Case.DoesNotExist: there is no such case.
        UnknownChoiceError: there is no such outcome.
        StaleChangeError: the case was changed meanwhile, for instance by the same form sent twice.
        ForbiddenMoveError: the case is decided or waits for approval.
        GateClosedError: the outcome's needs are not met; nothing was written.
    """
    outcome = outcomes.get(order.outcome)
    then = CaseState.PROPOSED if outcome.needs_second_person else CaseState.DECIDED
    move_case(case_id, version, then, now=now)
    papers = dossier(case_id, by, at=now)
    order = with_rule(order, papers, outcome)
    require_open(outcome, papers, order)
    decision = _write(papers, order, by, now)
    if outcome.needs_second_person:
        _propose(decision, papers, order, outcome)
    else:
        put_in_force(decision, papers, order, now=now)
    return decision


def with_rule(order: Order, papers: Dossier, outcome: Outcome) -> Order:
    """Fill in the rule that an outcome without blame usually rests on, so that every decision cites one."""
    if order.rule or outcome.adverse:
        return order
    return replace(order, rule=policy.usual_rule(papers, outcome.name))


def require_open(outcome: Outcome, papers: Dossier, order: Order) -> None:
    """Stop unless every gate is met.

    Raises:
        GateClosedError: with what to do next, gate by gate.
    """
    closed = outcomes.closed_gates(outcome, papers, order)
    if closed:
        raise GateClosedError(tuple(gate.detail for gate in closed))


def put_in_force(decision: Decision, papers: Dossier, order: Order, *, now: datetime) -> None:
    """Write what follows from a decision; runs inside the caller's transaction."""
    outcome = outcomes.get(order.outcome)
    actions = outcome.plan(papers, order)
    post_ledger(decision, actions, now=now)
    queue_actions(decision, actions, now=now)
    decision.case.events.create(
        kind="decided",
        sentence=f"Decided: {outcome.label}, by {order.rule}.",
        by=decision.approved_by or decision.proposed_by,
        at=now,
        facts={"decision": decision.pk, "outcome": outcome.name, "consequences": [one.summary for one in actions]},
    )


def order_of(decision: Decision) -> Order:
    """Read back what was ordered."""
    return Order(**{**decision.order, "charged": tuple(decision.order["charged"])})


def _write(papers: Dossier, order: Order, by: Staff, now: datetime) -> Decision:
    proposed = outcomes.get(order.outcome).needs_second_person
    earlier = Decision.objects.filter(
        case_id=papers.case_id, state=DecisionState.SUPERSEDED.value, superseded_by__isnull=True
    )
    return Decision.objects.create(
        case_id=papers.case_id,
        outcome=order.outcome,
        state=(DecisionState.PROPOSED if proposed else DecisionState.IN_FORCE).value,
        rule=order.rule,
        public_reason=order.public_reason.strip(),
        private_note=order.private_note.strip(),
        order=asdict(order),
        reviews=[{**asdict(note), "at": note.at.isoformat()} for note in papers.reviews],
        tell_reporters=order.tell_reporters,
        proposed_by=by,
        proposed_at=now,
        settled_at=None if proposed else now,
        supersedes=earlier.order_by("-pk").first(),
    )


def _propose(decision: Decision, papers: Dossier, order: Order, outcome: Outcome) -> None:
    pauses = containment.pause(papers, order)
    queue_actions(decision, pauses, now=decision.proposed_at, step="pause")
    paused = " Sending is paused at once." if pauses else ""
    decision.case.events.create(
        kind="proposed",
        sentence=f"Proposed: {outcome.label}, by {order.rule}. A second person has to approve.{paused}",
        by=decision.proposed_by,
        at=decision.proposed_at,
        facts={"decision": decision.pk, "outcome": outcome.name},
    )
