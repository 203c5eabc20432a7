"""The end of the account, which two people decide.

Source: policy A, "will be terminated"; policy B, due diligence first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.domain import containment, gates, notices, policy, reviews
from complaints.domain.facts import Gate, PlannedAction

if TYPE_CHECKING:
    from complaints.domain.facts import Dossier, Order

SENTENCE = "We looked into your complaint, found that our rules were broken, and have ended the sender's account."


class Terminate:
    """See `Outcome`."""

    name = "terminate"
    label = "Terminate the account"
    explanation = (
        "Two independent proofs, or one and records of our own that show a severe breach; a second person approves."
    )
    adverse = True
    needs_second_person = True
    can_pause = True

    def gates(self, dossier: Dossier, order: Order | None) -> tuple[Gate, ...]:
        """See `Outcome.gates`."""
        needs = (
            gates.account_known(dossier),
            gates.reviewed(dossier),
            gates.violation_found(dossier),
            _proof(dossier),
        )
        if order is None:
            return needs
        return (
            *needs,
            gates.rule_cited(dossier, order),
            gates.reason_given(dossier, order),
            *((_other_person(dossier),) if dossier.approver else ()),
        )

    def plan(self, dossier: Dossier, order: Order) -> tuple[PlannedAction, ...]:
        """See `Outcome.plan`."""
        end = PlannedAction(
            kind="terminate",
            summary=f"End the account of {dossier.account_name}.",
            payload={"account_id": dossier.account_id},
        )
        lines = policy.warranting(dossier.incidents)
        return (
            *notices.customer_mail(dossier, order, "termination", lines=lines),
            end,
            *notices.reporter_mails(dossier, order, SENTENCE),
        )

    def reverse(self, dossier: Dossier, order: Order) -> tuple[PlannedAction, ...]:
        """See `Outcome.reverse`."""
        return (*containment.restore(dossier, "terminate"), *notices.correction(dossier, order, self.label))


def _proof(dossier: Dossier) -> Gate:
    mailboxes = policy.independent(dossier.incidents)
    severe = [finding.label for finding in reviews.findings(dossier.reviews) if finding.severe]
    if mailboxes >= policy.INDEPENDENT_FOR_TERMINATION:
        return Gate(name="proof", met=True, detail=f"Proven or strong for {mailboxes} independent recipients.")
    if mailboxes and severe:
        return Gate(name="proof", met=True, detail=f"Proven or strong for one recipient, and: {severe[0]}.")
    detail = (
        f"Proven or strong for {mailboxes} recipients: {policy.INDEPENDENT_FOR_TERMINATION} independent ones are "
        "needed, or one and a severe finding."
    )
    return Gate(name="proof", met=False, detail=detail)


def _other_person(dossier: Dossier) -> Gate:
    met = dossier.approver != dossier.staff
    return Gate(name="second_person", met=met, detail="Another person than the proposer approves.")
