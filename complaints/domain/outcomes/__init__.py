"""The answers that a case can be given, mildest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.domain.errors import UnknownChoiceError
from complaints.domain.outcomes.acknowledge_listing import AcknowledgeListing
from complaints.domain.outcomes.dismiss_joe_job import DismissJoeJob
from complaints.domain.outcomes.dismiss_mistaken import DismissMistaken
from complaints.domain.outcomes.explain_volume import ExplainVolume
from complaints.domain.outcomes.fine import Fine
from complaints.domain.outcomes.insufficient import Insufficient
from complaints.domain.outcomes.not_ours import NotOurs
from complaints.domain.outcomes.remediate import Remediate
from complaints.domain.outcomes.terminate import Terminate
from complaints.domain.outcomes.warn import Warn

if TYPE_CHECKING:
    from complaints.domain.facts import Dossier, Gate, Order
    from complaints.domain.ports import Outcome

OUTCOMES: tuple[Outcome, ...] = (
    AcknowledgeListing(),
    ExplainVolume(),
    NotOurs(),
    Insufficient(),
    DismissMistaken(),
    DismissJoeJob(),
    Remediate(),
    Warn(),
    Fine(),
    Terminate(),
)


def get(name: str) -> Outcome:
    """Give the outcome of that name.

    Raises:
        UnknownChoiceError: when there is none.
    """
    for outcome in OUTCOMES:
        if outcome.name == name:
            return outcome
    raise UnknownChoiceError(name, "outcome")


def closed_gates(outcome: Outcome, dossier: Dossier, order: Order | None) -> tuple[Gate, ...]:
    """Give the gates that are not met; empty when the outcome may be given."""
    return tuple(gate for gate in outcome.gates(dossier, order) if not gate.met)
