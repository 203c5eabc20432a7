"""Somebody else sent it and framed the account.

Source: policy B, "joe-job"; closed only on a named contradiction, never because something could not be verified.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.domain import gates, notices

if TYPE_CHECKING:
    from complaints.domain.facts import Dossier, Gate, Order, PlannedAction

SENTENCE = (
    "We looked into your complaint. The mail was made to look as if it had come through our service, but the evidence "
    "shows that it did not. Its real source is the network that the topmost Received lines name."
)


class DismissJoeJob:
    """See `Outcome`."""

    name = "dismiss_joe_job"
    label = "Dismiss: joe-job"
    explanation = "The evidence contradicts that the account sent it. The account is not told and loses nothing."
    adverse = False
    needs_second_person = False
    can_pause = False

    def gates(self, dossier: Dossier, order: Order | None) -> tuple[Gate, ...]:
        """See `Outcome.gates`."""
        needs = (gates.contradicted(dossier), gates.origin_not_shown(dossier), gates.reviewed(dossier, ("complaint",)))
        return needs if order is None else (*needs, gates.rule_cited(dossier, order))

    def plan(self, dossier: Dossier, order: Order) -> tuple[PlannedAction, ...]:
        """See `Outcome.plan`."""
        return notices.reporter_mails(dossier, order, SENTENCE)

    def reverse(self, dossier: Dossier, order: Order) -> tuple[PlannedAction, ...]:
        """See `Outcome.reverse`: nothing was done to anybody."""
        return ()
