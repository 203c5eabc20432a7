"""The numbers of the policy, which version of it counts, and what a charge is.

Source: requirements R8 (the version in force when the mail was sent) and R46 ($100 per substantiated e-mail).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from complaints.domain.facts import CHARGEABLE, WARRANTS_WARNING, CitedRule, Dossier, IncidentLine, PlannedAction

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

INDEPENDENT_FOR_TERMINATION = 2
LOOK_BACK_DAYS = 365


class Version(Protocol):
    """A version of a policy, from a file or a row."""

    @property
    def code(self) -> str:
        """The policy that this is a version of."""
        ...

    @property
    def in_force_from(self) -> date:
        """First day of the version."""
        ...


V = TypeVar("V", bound=Version)


def version_for(versions: Iterable[V], sent_at: datetime) -> V | None:
    """Give the version of one policy that was in force at a moment; None when none was yet."""
    begun = [version for version in versions if version.in_force_from <= sent_at.date()]
    return max(begun, key=lambda version: version.in_force_from, default=None)


def in_force(versions: Iterable[V], sent_at: datetime) -> tuple[V, ...]:
    """Give for every policy the version in force at a moment, ordered by code."""
    by_code: dict[str, list[V]] = {}
    for version in versions:
        by_code.setdefault(version.code, []).append(version)
    chosen = (version_for(by_code[code], sent_at) for code in sorted(by_code))
    return tuple(version for version in chosen if version is not None)


def cited(rules: Iterable[CitedRule], reference: str) -> CitedRule | None:
    """Give the clause of that reference, or None."""
    return next((rule for rule in rules if rule.reference == reference), None)


def ranked(dossier: Dossier, outcome: str) -> tuple[CitedRule, ...]:
    """Order the clauses by how well they fit an outcome and what the reviews found, best first."""
    found = {note.finding for note in dossier.reviews}

    def misfit(rule: CitedRule) -> tuple[int, int]:
        return (-len(found & set(rule.fits)), 0 if outcome in rule.fits else 1)

    return tuple(sorted(dossier.rules, key=misfit))


def usual_rule(dossier: Dossier, outcome: str) -> str:
    """Give the reference of the clause that an outcome is usually based on; "" when no policy says."""
    return next((rule.reference for rule in dossier.rules if outcome in rule.fits), "")


def chargeable(incidents: Iterable[IncidentLine]) -> tuple[IncidentLine, ...]:
    """Give the incidents that a fine may charge: each one in its own right."""
    return tuple(line for line in incidents if why_not_charged(line) is None)


def why_not_charged(line: IncidentLine) -> str | None:
    """Say why an incident may not be charged, or None when it may."""
    if line.origin not in CHARGEABLE:
        return f"its origin is only {line.origin.value}"
    if not line.recipient_matches:
        return "the send log does not have it for this recipient, or only an unauthenticated report names one"
    if line.charged_at is not None:
        return f"it was charged on {line.charged_at:%Y-%m-%d}"
    if line.substantiated is False:
        return "a person judged it not substantiated"
    return None


def warranting(incidents: Iterable[IncidentLine]) -> tuple[IncidentLine, ...]:
    """Give the incidents that are shown well enough for a warning."""
    return tuple(line for line in incidents if line.origin in WARRANTS_WARNING and line.substantiated is not False)


def independent(incidents: Iterable[IncidentLine]) -> int:
    """Count the mailboxes in which mail is proven or strong; unknown recipients count as one together."""
    return len({line.recipient for line in incidents if line.origin in CHARGEABLE and line.substantiated is not False})


def charge_lines(dossier: Dossier, charged: Iterable[int]) -> tuple[PlannedAction, ...]:
    """Give a ledger line for every distinct charged incident."""
    price = money(dossier.charge_cents, dossier.currency)
    return tuple(
        PlannedAction(
            kind="charge",
            summary=f"Charge {price} for incident {incident_id}.",
            payload={"incident_id": incident_id, "amount_cents": dossier.charge_cents, "currency": dossier.currency},
            at_once=True,
        )
        for incident_id in sorted(set(charged))
    )


def credit_lines(charged: Iterable[int]) -> tuple[PlannedAction, ...]:
    """Give a ledger line that undoes the charge of every distinct incident."""
    return tuple(
        PlannedAction(
            kind="credit",
            summary=f"Credit what was charged for incident {incident_id}.",
            payload={"incident_id": incident_id},
            at_once=True,
            undoes="charge",
        )
        for incident_id in sorted(set(charged))
    )


def money(cents: int, currency: str) -> str:
    """Write an amount for people, such as "$100.00" or "-25.50 EUR"."""
    sign = "-" if cents < 0 else ""
    number = f"{abs(cents) // 100}.{abs(cents) % 100:02d}"
    return f"{sign}${number}" if currency == "USD" else f"{sign}{number} {currency}"
