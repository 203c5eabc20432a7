"""What a decision would do, before anybody gives it. Writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from complaints.domain import containment, outcomes
from complaints.domain.delivery import DeliveryError
from complaints.enforcement import mail
from complaints.selectors.dossier import dossier
from complaints.services.decide import with_rule

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import Staff
    from complaints.domain.facts import Gate, Order, PlannedAction
    from complaints.enforcement.mail import Letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What would happen.

    Attributes:
        gates: all that the outcome needs, met or not.
        at_once: what happens on confirming, a pause before approval included.
        actions: what follows, after approval where that is needed.
        letters: the mails word for word; one that cannot be written is missing, and its action will say why.
    """

    gates: tuple[Gate, ...]
    at_once: tuple[PlannedAction, ...]
    actions: tuple[PlannedAction, ...]
    letters: tuple[Letter, ...]

    @property
    def possible(self) -> bool:
        """Tell whether every gate is met."""
        return all(gate.met for gate in self.gates)


def preview(case_id: int, order: Order, by: Staff, now: datetime) -> Preview:
    """Say what an order would do.

    Raises:
        Case.DoesNotExist: there is no such case.
        UnknownChoiceError: there is no such outcome.
    """
    outcome = outcomes.get(order.outcome)
    papers = dossier(case_id, by, at=now)
    order = with_rule(order, papers, outcome)
    actions = outcome.plan(papers, order)
    pauses = containment.pause(papers, order) if outcome.needs_second_person else ()
    return Preview(
        gates=outcome.gates(papers, order),
        at_once=pauses,
        actions=actions,
        letters=tuple(letter for action in actions if (letter := _letter(action)) is not None),
    )


def _letter(action: PlannedAction) -> Letter | None:
    if action.kind != "mail":
        return None
    try:
        return mail.compose(action.payload)
    except DeliveryError:
        return None
