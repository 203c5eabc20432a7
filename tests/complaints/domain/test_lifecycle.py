from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from complaints.domain.errors import ForbiddenMoveError
from complaints.domain.lifecycle import MOVES, CaseState, DecisionState, OutboxState, move

if TYPE_CHECKING:
    from enum import StrEnum


@pytest.mark.parametrize("states", [CaseState, DecisionState, OutboxState])
def test_every_state_has_its_row(states: type[StrEnum]) -> None:
    assert set(MOVES[states]) == set(states)


def test_a_proposed_case_can_be_decided() -> None:
    assert move(CaseState.PROPOSED, CaseState.DECIDED) is CaseState.DECIDED


def test_a_proposed_decision_can_come_into_force() -> None:
    assert move(DecisionState.PROPOSED, DecisionState.IN_FORCE) is DecisionState.IN_FORCE


def test_what_is_over_stays_over() -> None:
    with pytest.raises(ForbiddenMoveError, match="superseded cannot become in_force"):
        move(DecisionState.SUPERSEDED, DecisionState.IN_FORCE)
