"""A large increase in sending has an ordinary explanation.

Source: policy A, "we monitor the Services for any large increases"; domain notes 4.6 (no_violation).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.domain import gates
from complaints.domain.facts import Gate

if TYPE_CHECKING:
    from complaints.domain.facts import Dossier, Order, PlannedAction


class ExplainVolume:
    """See `Outcome`."""

    name = "explain_volume"
    label = "Close: the increase is explained"
    explanation = "A new list, a sale, a season: say what explains the increase in the private note."
    adverse = False
    needs_second_person = False
    can_pause = False

    def gates(self, dossier: Dossier, order: Order | None) -> tuple[Gate, ...]:
        """See `Outcome.gates`."""
        about = dossier.kind == "volume"
        needs = (Gate(name="volume", met=about, detail="The case is about a large increase in sending."),)
        if order is None:
            return needs
        told = bool(order.private_note.strip())
        note = Gate(name="private_note", met=told, detail="The private note says what explains the increase.")
        return (*needs, note, gates.rule_cited(dossier, order))

    def plan(self, dossier: Dossier, order: Order) -> tuple[PlannedAction, ...]:
        """See `Outcome.plan`: nobody complained, so nobody waits for an answer."""
        return ()

    def reverse(self, dossier: Dossier, order: Order) -> tuple[PlannedAction, ...]:
        """See `Outcome.reverse`: nothing was done to anybody."""
        return ()
