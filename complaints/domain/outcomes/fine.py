"""A charge for every substantiated e-mail, listed one by one.

Source: policy A, "$100 (US) charge per substantiated incident (i.e. per email)".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.domain import gates, notices, policy
from complaints.domain.facts import Gate

if TYPE_CHECKING:
    from complaints.domain.facts import Dossier, Order, PlannedAction

SENTENCE = "We looked into your complaint, found that our rules were broken, and have acted against the sender."


class Fine:
    """See `Outcome`."""

    name = "fine"
    label = "Fine"
    explanation = "Every charged e-mail is proven or strong, for a recipient that the send log confirms."
    adverse = True
    needs_second_person = False
    can_pause = False

    def gates(self, dossier: Dossier, order: Order | None) -> tuple[Gate, ...]:
        """See `Outcome.gates`."""
        possible = len(policy.chargeable(dossier.incidents))
        detail = (
            f"{possible} can be charged." if possible else "No incident is proven or strong, matching and uncharged."
        )
        needs = (
            gates.account_known(dossier),
            gates.contact_known(dossier),
            gates.reviewed(dossier),
            gates.violation_found(dossier),
            Gate(name="chargeable", met=possible > 0, detail=detail),
        )
        if order is None:
            return needs
        return (*needs, _charged(dossier, order), gates.rule_cited(dossier, order), gates.reason_given(dossier, order))

    def plan(self, dossier: Dossier, order: Order) -> tuple[PlannedAction, ...]:
        """See `Outcome.plan`."""
        lines = tuple(line for line in dossier.incidents if line.incident_id in order.charged)
        ledger = policy.charge_lines(dossier, (line.incident_id for line in lines))
        more: dict[str, object] = {
            "price": policy.money(dossier.charge_cents, dossier.currency),
            "count": len(ledger),
            "total": policy.money(dossier.charge_cents * len(ledger), dossier.currency),
        }
        return (
            *notices.customer_mail(dossier, order, "fine", lines=lines, more=more),
            *ledger,
            *notices.reporter_mails(dossier, order, SENTENCE),
        )

    def reverse(self, dossier: Dossier, order: Order) -> tuple[PlannedAction, ...]:
        """See `Outcome.reverse`."""
        return (*policy.credit_lines(order.charged), *notices.correction(dossier, order, self.label))


def _charged(dossier: Dossier, order: Order) -> Gate:
    if not order.charged:
        return Gate(name="charged", met=False, detail="Select the incidents to charge.")
    lines = {line.incident_id: line for line in dossier.incidents}
    for number in sorted(set(order.charged)):
        line = lines.get(number)
        why = policy.why_not_charged(line) if line else "it is not of this case"
        if why:
            return Gate(name="charged", met=False, detail=f"Incident {number} cannot be charged: {why}.")
    total = policy.money(dossier.charge_cents * len(set(order.charged)), dossier.currency)
    return Gate(name="charged", met=True, detail=f"{len(set(order.charged))} charged, {total} in all.")
