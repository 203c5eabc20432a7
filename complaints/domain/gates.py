"""What outcomes need before they may be given, as answers with a next step. A plug-in picks the gates it wants."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from complaints.domain import policy, reviews
from complaints.domain.facts import WARRANTS_WARNING, Gate, Origin
from complaints.domain.reviews.list_pattern import UNCURED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from complaints.domain.facts import Dossier, Order

SHARED_LOCAL_PARTS = frozenset(
    {"abuse", "admin", "billing", "contact", "hello", "help", "hostmaster", "info", "mail", "marketing", "news"}
    | {"newsletter", "office", "orders", "postmaster", "sales", "security", "service", "spam", "support", "team"}
)
SHORTEST_NAME = 4
WORD = re.compile(r"[\w.+-]+")


def account_known(dossier: Dossier) -> Gate:
    """Ask for an account that a consequence can reach."""
    if dossier.account_id is None:
        return Gate(name="account", met=False, detail="No account of ours is shown to have sent this.")
    ended = dossier.account_status == "terminated"
    detail = "The account is already terminated." if ended else f"The account is {dossier.account_name}."
    return Gate(name="account", met=not ended, detail=detail)


def contact_known(dossier: Dossier) -> Gate:
    """Ask for an address that the customer can be told at."""
    met = bool(dossier.contact_email)
    detail = f"The notice goes to {dossier.contact_email}." if met else "Add a contact address to the account first."
    return Gate(name="contact", met=met, detail=detail)


def reviewed(dossier: Dossier, needed: Iterable[str] | None = None) -> Gate:
    """Ask for recorded reviews: those named, else all four."""
    wanted = set(needed) if needed is not None else {review.name for review in reviews.REVIEWS}
    open_ones = [name for name in reviews.missing(dossier.reviews) if name in wanted]
    if not open_ones:
        return Gate(name="reviews", met=True, detail="The reviews that this needs are recorded.")
    labels = ", ".join(reviews.get(name).label for name in open_ones)
    return Gate(name="reviews", met=False, detail=f"Record these reviews first: {labels}.")


def found(dossier: Dossier, review: str, accepted: frozenset[str]) -> Gate:
    """Ask that a review found one of some findings."""
    met = any(note.review == review and note.finding in accepted for note in dossier.reviews)
    labels = " or ".join(f"“{reviews.finding(review, value).label}”" for value in sorted(accepted))
    return Gate(name=f"finding_{review}", met=met, detail=f"The review “{reviews.get(review).label}” says {labels}.")


def not_bought(dossier: Dossier) -> Gate:
    """Ask that no review found a bought or opt-out list; a complaint that was made up is dismissed all the same."""
    found_of = {note.review: note.finding for note in dossier.reviews}
    listed = found_of.get("list_pattern", "")
    if listed not in UNCURED or found_of.get("complaint") == "fabricated":
        return Gate(name="list", met=True, detail="No review found a bought or opt-out list.")
    label = reviews.finding("list_pattern", listed).label
    return Gate(name="list", met=False, detail=f"A record of consent does not cure the list: “{label}”.")


def violation_found(dossier: Dossier) -> Gate:
    """Ask that at least one review found a breach of the policy."""
    breaches = [finding.label for finding in reviews.findings(dossier.reviews) if finding.violation]
    detail = (
        f"Found: {breaches[0]}."
        if breaches
        else "None of the recorded findings is a breach of the policy; a dismissal fits them."
    )
    return Gate(name="violation", met=bool(breaches), detail=detail)


def origin_shown(dossier: Dossier) -> Gate:
    """Ask for an incident shown at probable or better."""
    count = len(policy.warranting(dossier.incidents))
    detail = f"{count} shown at probable or better." if count else "No incident is shown at probable or better."
    return Gate(name="origin", met=count > 0, detail=detail)


def origin_not_shown(dossier: Dossier) -> Gate:
    """Ask that no incident is shown at probable or better."""
    count = sum(line.origin in WARRANTS_WARNING for line in dossier.incidents)
    detail = f"{count} shown at probable or better." if count else "No incident is shown at probable or better."
    return Gate(name="origin", met=count == 0, detail=detail)


def contradicted(dossier: Dossier) -> Gate:
    """Ask for an incident that the evidence speaks against, with the contradiction named."""
    named = [
        line.contradictions[0]
        for line in dossier.incidents
        if line.origin is Origin.CONTRADICTED and line.contradictions
    ]
    detail = named[0] if named else "No evidence speaks against the account; what could not be verified is not forged."
    return Gate(name="contradiction", met=bool(named), detail=detail)


def rule_cited(dossier: Dossier, order: Order) -> Gate:
    """Ask for a clause of a policy in the version that was in force when the mail was sent."""
    rule = policy.cited(dossier.rules, order.rule)
    detail = (
        f"Cites {rule.clause} {rule.title}." if rule else "Choose a rule of the policy in force when the mail was sent."
    )
    return Gate(name="rule", met=rule is not None, detail=detail)


def reason_given(dossier: Dossier, order: Order) -> Gate:
    """Ask for a reason that the customer may read: written, and naming no complainant."""
    if not order.public_reason.strip():
        return Gate(name="public_reason", met=False, detail="Write the reason that the customer reads.")
    return reason_discreet(dossier, order)


def reason_discreet(dossier: Dossier, order: Order) -> Gate:
    """Ask that the public reason names neither a reporter nor a recipient."""
    name = named_person(dossier, order.public_reason)
    detail = f"The public reason names “{name}”: take it out." if name else "The public reason names no complainant."
    return Gate(name="public_reason", met=name is None, detail=detail)


def named_person(dossier: Dossier, text: str) -> str | None:
    """Give the address or local part of a complainant or recipient that a text contains; None when there is none."""
    people = {line.recipient.lower() for line in dossier.incidents if line.recipient} | set(dossier.reporters)
    lowered = text.lower()
    words = {word.strip(".+-") for word in WORD.findall(lowered)}
    for address in sorted(people):
        local = address.rpartition("@")[0]
        telling = len(local) >= SHORTEST_NAME and local not in SHARED_LOCAL_PARTS
        if address in lowered or (telling and local in words):
            return address
    return None
