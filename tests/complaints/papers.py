"""Dossiers and orders for tests of rules: an account that sent one proven spam, fully reviewed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from complaints.domain.facts import CitedRule, Dossier, IncidentLine, Order, Origin, ReviewNote

if TYPE_CHECKING:
    from complaints.domain.facts import Gate
    from complaints.domain.ports import Outcome

SENT = datetime(2026, 11, 5, 15, 14, tzinfo=UTC)
DECIDED = datetime(2026, 11, 9, 10, 0, tzinfo=UTC)
BREACH = {"content": "unsolicited_commercial", "list_pattern": "no_signs", "complaint": "credible"} | {
    "subscription": "no_record"
}
INNOCENT = {"content": "ordinary_newsletter", "list_pattern": "no_signs", "complaint": "credible"} | {
    "subscription": "record_complete"
}
RULE = CitedRule(
    reference="anti-spam/2012/4.2",
    policy_title="Anti-spam policy",
    version="2012",
    in_force_from="2012-11-02",
    clause="4.2",
    title="Charge",
    text="Each e-mail may incur a charge of $100.",
    fits=("fine", "dismiss_joe_job"),
)


def line(incident_id: int = 1, origin: Origin = Origin.PROVEN, **changes: Any) -> IncidentLine:
    """Give an incident that could be charged."""
    incident = IncidentLine(
        incident_id=incident_id,
        origin=origin,
        recipient=f"reader{incident_id}@isp.example",
        subject="Cheap watches",
        sent_at=SENT,
        confidence=0.99,
        recipient_matches=True,
    )
    return replace(incident, **changes)


def notes(findings: dict[str, str]) -> tuple[ReviewNote, ...]:
    """Give recorded reviews."""
    return tuple(
        ReviewNote(review=review, finding=finding, note="", by="agent", at=DECIDED)
        for review, finding in findings.items()
    )


def papers(*lines: IncidentLine, findings: dict[str, str] | None = None, **changes: Any) -> Dossier:
    """Give a dossier with these incidents, or with one proven."""
    dossier = Dossier(
        case_id=7,
        kind="spam",
        account_id="acme",
        account_name="Acme Watches",
        account_status="active",
        contact_email="owner@acme.example",
        incidents=lines or (line(),),
        reviews=notes(BREACH if findings is None else findings),
        reporters=("reader1@isp.example",),
        staff="agent",
        rules=(RULE,),
        at=DECIDED,
    )
    return replace(dossier, **changes)


def order(outcome: str, **changes: Any) -> Order:
    """Give an order with all that a form asks for."""
    asked = Order(outcome=outcome, rule=RULE.reference, public_reason="The recipients did not ask for this mail.")
    return replace(asked, **changes)


def closed(outcome: Outcome, dossier: Dossier, asked: Order | None) -> set[str]:
    """Give the names of the gates that are not met."""
    return {gate.name for gate in outcome.gates(dossier, asked) if not gate.met}


def gate(outcome: Outcome, dossier: Dossier, asked: Order | None, name: str) -> Gate:
    """Give one gate."""
    return next(one for one in outcome.gates(dossier, asked) if one.name == name)
