"""Which outcome to propose. A person decides; the ladder only says what would be consistent with earlier decisions.

Source: requirements R48 (repeat offenders); domain notes 3c and 4.3.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from complaints.domain import gates, outcomes, reviews
from complaints.domain.facts import WARRANTS_WARNING

if TYPE_CHECKING:
    from complaints.domain.facts import Dossier

STEPS = ("warn", "fine", "terminate")
RECORDABLE = frozenset({"reviews"})

# Cases without a complainant's mail, by kind.
OF_OUR_OWN = {
    "listing": ("acknowledge_listing", "The case is about a blocklist's listing."),
    "volume": ("remediate", "Nobody has explained the increase; where it is explained, close the case with that."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An outcome's name and why it fits, most telling sentence first."""

    outcome: str
    reasons: tuple[str, ...]


def propose(dossier: Dossier) -> Proposal:
    """Say which outcome fits the case as it stands."""
    return _closing(dossier) or _step(dossier)


def _closing(dossier: Dossier) -> Proposal | None:
    """Propose an end without blame where nothing is shown, or where the account is a victim."""
    shown = sum(line.origin in WARRANTS_WARNING for line in dossier.incidents)
    found = {note.finding for note in dossier.reviews}
    if dossier.kind in OF_OUR_OWN:
        outcome, reason = OF_OUR_OWN[dossier.kind]
        return Proposal(outcome=outcome, reasons=(reason,))
    if dossier.compromise and shown:
        return Proposal(outcome="remediate", reasons=dossier.compromise[:5])
    if not shown:
        return _not_shown(dossier)
    mistaken = found & {"mistaken", "unsubscribe_request", "fabricated"}
    if mistaken and found & {"record_complete", "not_applicable"} and gates.not_bought(dossier).met:
        return Proposal(
            outcome="dismiss_mistaken", reasons=("The complaint is no complaint about spam, and consent is recorded.",)
        )
    if not reviews.missing(dossier.reviews) and not any(one.violation for one in reviews.findings(dossier.reviews)):
        return Proposal(outcome="insufficient", reasons=("No recorded finding is a breach of the policy.",))
    return None


def _not_shown(dossier: Dossier) -> Proposal:
    named = [line.contradictions[0] for line in dossier.incidents if line.contradictions]
    joe_job = outcomes.get("dismiss_joe_job")
    if all(gate.met or gate.name in RECORDABLE for gate in joe_job.gates(dossier, None)):
        return Proposal(outcome=joe_job.name, reasons=tuple(named[:3]))
    if dossier.account_id is None and dossier.incidents:
        return Proposal(outcome="not_ours", reasons=("Nothing ties the mail to an account of ours.",))
    return Proposal(outcome="insufficient", reasons=("No incident is shown at probable or better.",))


def _step(dossier: Dossier) -> Proposal:
    """Climb by earlier decisions and severe findings, then step down to what the gates allow."""
    level, reasons = _climb(dossier)
    while level and not _possible(dossier, STEPS[level]):
        reasons.append(f"The evidence does not carry “{outcomes.get(STEPS[level]).label}”: one step milder.")
        level -= 1
    return Proposal(outcome=STEPS[level], reasons=tuple(reasons))


def _climb(dossier: Dossier) -> tuple[int, list[str]]:
    earlier = [name for name in dossier.earlier_decisions if name in STEPS]
    severe = [finding.label for finding in reviews.findings(dossier.reviews) if finding.severe]
    level = 0
    reasons = [f"{len(earlier)} adverse decisions in the last 12 months."]
    if earlier:
        level = 1 + max(STEPS.index(name) for name in earlier)
        reasons.append(f"The latest was “{outcomes.get(earlier[0]).label}”.")
    if severe:
        level += 1
        reasons.append(f"Severe: {severe[0]}.")
    return min(level, len(STEPS) - 1), reasons


def _possible(dossier: Dossier, name: str) -> bool:
    gates = outcomes.get(name).gates(dossier, None)
    return all(gate.met or gate.name in {"reviews", "violation"} for gate in gates)
