"""Write charges and credits to the ledger, where nothing is ever changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from complaints.models import Charge, Incident

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from complaints.domain.facts import PlannedAction
    from complaints.models import Decision


def post_ledger(decision: Decision, actions: Sequence[PlannedAction], *, now: datetime) -> None:
    """Write the ledger lines among a decision's actions; runs inside the decision's transaction."""
    charged = [action.payload for action in actions if action.kind == "charge"]
    Charge.objects.bulk_create(
        Charge(
            decision=decision,
            incident_id=cast("int", line["incident_id"]),
            account_id=cast("str", decision.case.account_id),
            amount_cents=cast("int", line["amount_cents"]),
            currency=cast("str", line["currency"]),
            at=now,
        )
        for line in charged
    )
    # Whoever picks an e-mail to be charged has judged it: that judgement is kept where the others are.
    Incident.objects.filter(pk__in=[line["incident_id"] for line in charged]).update(substantiated=True)
    credited = [cast("int", action.payload["incident_id"]) for action in actions if action.kind == "credit"]
    _credit(decision, credited, now=now)


def _credit(decision: Decision, incident_ids: Sequence[int], *, now: datetime) -> None:
    charges = decision.charges.filter(incident_id__in=incident_ids, credits__isnull=True, credited_by__isnull=True)
    Charge.objects.bulk_create(
        Charge(
            decision=decision,
            incident_id=charge.incident_id,
            account_id=charge.account_id,
            amount_cents=-charge.amount_cents,
            currency=charge.currency,
            credits=charge,
            at=now,
        )
        for charge in charges
    )
