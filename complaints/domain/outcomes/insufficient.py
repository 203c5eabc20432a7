"""There is too little to decide on.

Source: requirements R12 (completeness), domain notes 4.6 (insufficient_information).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.domain import gates, notices

if TYPE_CHECKING:
    from complaints.domain.facts import Dossier, Gate, Order, PlannedAction

SENTENCE = (
    "We looked into your complaint, but what we have does not show enough to act on. If you can send us the complete "
    "original message with all its headers, as an attachment, we will look again."
)


class Insufficient:
    """See `Outcome`."""

    name = "insufficient"
    label = "Close: not shown"
    explanation = "The original is missing, cannot be read, or shows no breach of the policy."
    adverse = False
    needs_second_person = False
    can_pause = False

    def gates(self, dossier: Dossier, order: Order | None) -> tuple[Gate, ...]:
        """See `Outcome.gates`."""
        needs = (gates.reviewed(dossier, ("complaint",)),)
        return needs if order is None else (*needs, gates.rule_cited(dossier, order))

    def plan(self, dossier: Dossier, order: Order) -> tuple[PlannedAction, ...]:
        """See `Outcome.plan`."""
        return notices.reporter_mails(dossier, order, SENTENCE)

    def reverse(self, dossier: Dossier, order: Order) -> tuple[PlannedAction, ...]:
        """See `Outcome.reverse`: nothing was done to anybody."""
        return ()
