"""The customer's site or log-in was broken into: contain, fix, verify, release. No blame and no charge.

Source: policy B, "we work with a customer whose site inadvertently contained abusable code".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.domain import containment, gates, notices, policy

if TYPE_CHECKING:
    from complaints.domain.facts import Dossier, Gate, Order, PlannedAction

STEPS = (
    "Take the abused script, form or page off the site, or close the log-in that was misused.",
    "Change the passwords and keys of the site, of its mail accounts and of everybody who can log in.",
    "Bring the site's software, themes and plug-ins up to date, and remove what nobody uses.",
    "Look for files, scheduled jobs and users that you did not make, and remove them.",
    "Reply to this mail with what you found and what you changed; we check it and release what was paused.",
)
SENTENCE = (
    "We looked into your complaint. The mail left through a site or log-in that somebody had broken into. We are "
    "working with its owner to close the hole."
)


class Remediate:
    """See `Outcome`."""

    name = "remediate"
    label = "Remediate: broken into"
    explanation = "The customer is a victim too: they get a plan of steps, and sending can be paused meanwhile."
    adverse = False
    needs_second_person = False
    can_pause = True

    def gates(self, dossier: Dossier, order: Order | None) -> tuple[Gate, ...]:
        """See `Outcome.gates`."""
        needs = (
            gates.account_known(dossier),
            gates.contact_known(dossier),
            # A surge is seen in our own counts: there is no complaint to review.
            gates.reviewed(dossier, () if dossier.kind == "volume" else ("content", "complaint")),
        )
        if order is None:
            return needs
        return (*needs, gates.rule_cited(dossier, order), gates.reason_given(dossier, order))

    def plan(self, dossier: Dossier, order: Order) -> tuple[PlannedAction, ...]:
        """See `Outcome.plan`."""
        lines = policy.warranting(dossier.incidents) or dossier.incidents
        return (
            *notices.customer_mail(dossier, order, "remediation", lines=lines, more={"steps": list(STEPS)}),
            *containment.pause(dossier, order),
            *notices.reporter_mails(dossier, order, SENTENCE),
        )

    def reverse(self, dossier: Dossier, order: Order) -> tuple[PlannedAction, ...]:
        """See `Outcome.reverse`."""
        return (*containment.restore(dossier, "suspend"), *notices.correction(dossier, order, self.label))
