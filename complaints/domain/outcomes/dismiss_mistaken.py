"""The complaint is a mistake: the recipient forgot, or only wants to be taken off the list.

Source: policy B, "people forget they signed up"; policy A on unsubscribing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.domain import gates, notices

if TYPE_CHECKING:
    from complaints.domain.facts import Dossier, Gate, Order, PlannedAction

FINDINGS = frozenset({"mistaken", "unsubscribe_request", "fabricated"})
SENTENCE = (
    "We looked into your complaint. As far as our records show, this mail was asked for or expected, so we took no "
    "action against its sender. If you no longer want it, the unsubscribe link at its end, or a reply to this mail, "
    "is enough."
)


class DismissMistaken:
    """See `Outcome`."""

    name = "dismiss_mistaken"
    label = "Dismiss: mistaken complaint"
    explanation = "The reporter forgot, confuses senders, or means “unsubscribe me”. The account is not told."
    adverse = False
    needs_second_person = False
    can_pause = False

    def gates(self, dossier: Dossier, order: Order | None) -> tuple[Gate, ...]:
        """See `Outcome.gates`."""
        needs = (
            gates.reviewed(dossier, ("complaint", "subscription")),
            gates.found(dossier, "complaint", FINDINGS),
            gates.not_bought(dossier),
        )
        return needs if order is None else (*needs, gates.rule_cited(dossier, order))

    def plan(self, dossier: Dossier, order: Order) -> tuple[PlannedAction, ...]:
        """See `Outcome.plan`."""
        return notices.reporter_mails(dossier, order, SENTENCE)

    def reverse(self, dossier: Dossier, order: Order) -> tuple[PlannedAction, ...]:
        """See `Outcome.reverse`: nothing was done to anybody."""
        return ()
