"""State is a table: what may follow what. Services move states by compare-and-set and never skip this page."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from complaints.domain.errors import ForbiddenMoveError


class CaseState(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    WAITING = "waiting"
    PROPOSED = "proposed"
    DECIDED = "decided"


class DecisionState(StrEnum):
    """Where a decision stands. Only one per case is proposed or in force."""

    PROPOSED = "proposed"
    IN_FORCE = "in_force"
    SENT_BACK = "sent_back"
    SUPERSEDED = "superseded"


class OutboxState(StrEnum):
    """Where a consequence stands. `dead` waits for a person."""

    PENDING = "pending"
    CLAIMED = "claimed"
    DELIVERED = "delivered"
    DEAD = "dead"
    CANCELLED = "cancelled"


State = TypeVar("State", CaseState, DecisionState, OutboxState)

# A table for each kind of state: "proposed" of a case and of a decision are equal as texts, and as keys.
MOVES: dict[type[StrEnum], dict[StrEnum, frozenset[StrEnum]]] = {
    CaseState: {
        CaseState.OPEN: frozenset({CaseState.WAITING, CaseState.PROPOSED, CaseState.DECIDED}),
        CaseState.WAITING: frozenset({CaseState.OPEN, CaseState.PROPOSED, CaseState.DECIDED}),
        CaseState.PROPOSED: frozenset({CaseState.OPEN, CaseState.DECIDED}),
        CaseState.DECIDED: frozenset({CaseState.OPEN}),
    },
    DecisionState: {
        DecisionState.PROPOSED: frozenset({DecisionState.IN_FORCE, DecisionState.SENT_BACK}),
        DecisionState.IN_FORCE: frozenset({DecisionState.SUPERSEDED}),
        DecisionState.SENT_BACK: frozenset(),
        DecisionState.SUPERSEDED: frozenset(),
    },
    OutboxState: {
        OutboxState.PENDING: frozenset({OutboxState.CLAIMED, OutboxState.CANCELLED}),
        OutboxState.CLAIMED: frozenset(
            {OutboxState.PENDING, OutboxState.DELIVERED, OutboxState.DEAD, OutboxState.CANCELLED}
        ),
        OutboxState.DEAD: frozenset({OutboxState.PENDING, OutboxState.CANCELLED}),
        OutboxState.DELIVERED: frozenset(),
        OutboxState.CANCELLED: frozenset(),
    },
}


def move(now: State, then: State) -> State:
    """Give the next state.

    Raises:
        ForbiddenMoveError: when the table has no such step.
    """
    if then not in MOVES[type(now)][now]:
        raise ForbiddenMoveError(now.value, then.value)
    return then
