"""A warning: what was wrong, which rule, what comes next time.

Source: requirements R51; a warning needs `probable` or better.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.domain import gates, notices, policy

if TYPE_CHECKING:
    from complaints.domain.facts import Dossier, Gate, Order, PlannedAction

SENTENCE = "We looked into your complaint, found that our rules were broken, and have acted against the sender."


class Warn:
    """See `Outcome`."""

    name = "warn"
    label = "Warn"
    explanation = "A breach is shown at probable or better; the customer is told what to change."
    adverse = True
    needs_second_person = False
    can_pause = False

    def gates(self, dossier: Dossier, order: Order | None) -> tuple[Gate, ...]:
        """See `Outcome.gates`."""
        needs = (
            gates.account_known(dossier),
            gates.contact_known(dossier),
            gates.reviewed(dossier),
            gates.origin_shown(dossier),
            gates.violation_found(dossier),
        )
        if order is None:
            return needs
        return (*needs, gates.rule_cited(dossier, order), gates.reason_given(dossier, order))

    def plan(self, dossier: Dossier, order: Order) -> tuple[PlannedAction, ...]:
        """See `Outcome.plan`."""
        return (
            *notices.customer_mail(dossier, order, "warning", lines=policy.warranting(dossier.incidents)),
            *notices.reporter_mails(dossier, order, SENTENCE),
        )

    def reverse(self, dossier: Dossier, order: Order) -> tuple[PlannedAction, ...]:
        """See `Outcome.reverse`."""
        return notices.correction(dossier, order, self.label)
