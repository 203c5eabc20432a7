"""What the desk's mails say, as JSON values, with the complainants left out.

A notice to a customer never carries a recipient's address, a name made from it, or the words of a complaint.

Source: RFC 5965 section 8.5 and RFC 6590 (redaction); DSA article 17 (statement of reasons).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from complaints.domain import policy, reviews
from complaints.domain.facts import PlannedAction
from complaints.domain.statement import explain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from complaints.domain.facts import Dossier, IncidentLine, Order

ADDRESS = re.compile(r"[^\s<>@\"']{1,64}@[^\s<>@\"']{1,255}")
NAME_BREAKS = re.compile(r"[^a-z]+")
SHORTEST_NAME = 3
SUBJECT_CHARACTERS = 120
LINES_AT_MOST = 200


def customer_mail(
    dossier: Dossier,
    order: Order,
    template: str,
    *,
    lines: Iterable[IncidentLine],
    more: dict[str, object] | None = None,
) -> tuple[PlannedAction, ...]:
    """Plan the notice to the customer; nothing when no address of theirs is known."""
    if not dossier.contact_email:
        return ()
    shown = tuple(lines)
    context = statement(dossier, order) | {"incidents": [incident(line) for line in shown[:LINES_AT_MOST]]}
    context["incidents_total"] = len(shown)
    return (
        PlannedAction(
            kind="mail",
            summary=f"Write to the customer at {dossier.contact_email} ({template}).",
            payload={"template": template, "to": dossier.contact_email, "context": context | (more or {})},
        ),
    )


def statement(dossier: Dossier, order: Order) -> dict[str, object]:
    """Give what every statement of reasons has: case, day, reason, clause and what was reviewed."""
    rule = policy.cited(dossier.rules, order.rule)
    return {
        "case": dossier.case_id,
        "account": dossier.account_name or dossier.account_id or "",
        "account_id": dossier.account_id or "",
        "decided_on": f"{dossier.at:%d %B %Y}" if dossier.at else "",
        "public_reason": order.public_reason.strip(),
        "rule": {
            "policy": rule.policy_title,
            "version": rule.version,
            "in_force_from": rule.in_force_from,
            "clause": rule.clause,
            "title": rule.title,
            "text": rule.text,
            "url": rule.url,
        }
        if rule
        else None,
        "reviews": [
            {"label": reviews.get(note.review).label, "finding": reviews.finding(note.review, note.finding).label}
            for note in dossier.reviews
        ],
        "two_people": bool(dossier.approver),
        "paused": order.pause_sending,
    }


def incident(line: IncidentLine) -> dict[str, object]:
    """Give an incident as the customer may see it."""
    return {
        "number": line.incident_id,
        "sent_on": f"{line.sent_at:%Y-%m-%d %H:%M} UTC" if line.sent_at else "date unknown",
        "subject": discreet_subject(line.subject, line.recipient),
        "origin": line.origin.value,
        "origin_sentence": explain(line.origin, line.signals),
    }


def discreet_subject(subject: str, recipient: str | None) -> str:
    """Give a subject on one line, at most 120 characters, without addresses or the recipient's name."""
    text = ADDRESS.sub("(address)", " ".join(subject[:1000].split()))
    local = (recipient or "").rpartition("@")[0].lower()
    names = {name for name in (local, *NAME_BREAKS.split(local)) if len(name) >= SHORTEST_NAME}
    for name in sorted(names, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "(recipient)", text, flags=re.IGNORECASE)
    return text if len(text) <= SUBJECT_CHARACTERS else text[: SUBJECT_CHARACTERS - 1] + "…"


def reporter_mails(dossier: Dossier, order: Order, sentence: str) -> tuple[PlannedAction, ...]:
    """Plan what the complaining persons are told, once per address; never who the customer is."""
    if not order.tell_reporters:
        return ()
    return tuple(
        PlannedAction(
            kind="mail",
            summary=f"Tell {address} what came of the complaint.",
            payload={
                "template": "reporter_outcome",
                "to": address,
                "context": {"case": dossier.case_id, "outcome_sentence": sentence},
            },
        )
        for address in dict.fromkeys(dossier.reporters)
        if address != dossier.contact_email.lower()
    )


def correction(dossier: Dossier, order: Order, label: str) -> tuple[PlannedAction, ...]:
    """Plan the mail that takes a notice back."""
    if not dossier.contact_email:
        return ()
    context = {
        "case": dossier.case_id,
        "account": dossier.account_name or dossier.account_id or "",
        "account_id": dossier.account_id or "",
        "decided_on": f"{dossier.at:%d %B %Y}" if dossier.at else "",
        "undone": label,
        "public_reason": order.public_reason.strip(),
        "credited": [f"incident {number}" for number in sorted(set(order.charged))],
        "standing": dossier.restores_to,
    }
    return (
        PlannedAction(
            kind="mail",
            summary=f"Write to the customer at {dossier.contact_email} that this decision no longer holds.",
            payload={"template": "correction", "to": dossier.contact_email, "context": context},
            at_once=True,
            undoes="mail",
        ),
    )
