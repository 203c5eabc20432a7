"""Nothing shows that this platform sent it.

Source: requirements R51 (misdirected), R1 (a recorded end for every complaint).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.domain import gates, notices

if TYPE_CHECKING:
    from complaints.domain.facts import Dossier, Gate, Order, PlannedAction

SENTENCE = (
    "We looked into your complaint and found nothing that shows this mail to have come through our service. Please "
    "send it to the network that the topmost Received lines name."
)


class NotOurs:
    """See `Outcome`."""

    name = "not_ours"
    label = "Close: not our mail"
    explanation = "Nothing ties the mail to this platform; its reporter can be told where to turn."
    adverse = False
    needs_second_person = False
    can_pause = False

    def gates(self, dossier: Dossier, order: Order | None) -> tuple[Gate, ...]:
        """See `Outcome.gates`."""
        needs = (gates.origin_not_shown(dossier),)
        return needs if order is None else (*needs, gates.rule_cited(dossier, order))

    def plan(self, dossier: Dossier, order: Order) -> tuple[PlannedAction, ...]:
        """See `Outcome.plan`."""
        return notices.reporter_mails(dossier, order, SENTENCE)

    def reverse(self, dossier: Dossier, order: Order) -> tuple[PlannedAction, ...]:
        """See `Outcome.reverse`: nothing was done to anybody."""
        return ()
