"""The decision panel: which outcomes are open, what closes the others, which rules fit, what can be charged."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from complaints.domain import ladder, outcomes, policy, reviews

if TYPE_CHECKING:
    from complaints.domain.facts import CitedRule, Dossier, Gate, IncidentLine
    from complaints.domain.ports import Outcome

MAX_CHARGEABLE_SHOWN = 500
MAX_SUGGESTED_RULES = 3
KEYS = {
    "acknowledge_listing": "l",
    "explain_volume": "x",
    "not_ours": "n",
    "insufficient": "i",
    "dismiss_mistaken": "d",
    "dismiss_joe_job": "b",
    "remediate": "r",
    "warn": "w",
    "fine": "f",
    "terminate": "t",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeChoice:
    """An outcome as the panel offers it. `closed` holds the gates that stop it, each with its next step."""

    name: str
    label: str
    explanation: str
    key: str
    adverse: bool
    needs_second_person: bool
    can_pause: bool
    closed: tuple[Gate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeChoice:
    """An incident as a fine offers it; `why_not` is "" when it may be charged."""

    line: IncidentLine
    why_not: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionPanel:
    """Everything that the panel offers.

    Attributes:
        suggested: rules that fit what was found, best first.
        rules: (policy and version, its clauses), in the policies' order.
        missing: labels of the reviews that nobody recorded.
    """

    dossier: Dossier
    choices: tuple[OutcomeChoice, ...]
    charges: tuple[ChargeChoice, ...]
    charges_more: int
    suggested: tuple[CitedRule, ...]
    rules: tuple[tuple[str, tuple[CitedRule, ...]], ...]
    proposal: ladder.Proposal
    proposal_label: str
    missing: tuple[str, ...]


def decision_panel(dossier: Dossier, outcome: str = "") -> DecisionPanel:
    """Prepare the panel from a dossier; `outcome` is what was chosen already, so that its rules come first."""
    proposal = ladder.propose(dossier)
    offered = [ChargeChoice(line=line, why_not=policy.why_not_charged(line) or "") for line in dossier.incidents]
    offered.sort(key=lambda choice: bool(choice.why_not))
    return DecisionPanel(
        dossier=dossier,
        choices=tuple(_choice(each, dossier) for each in outcomes.OUTCOMES),
        charges=tuple(offered[:MAX_CHARGEABLE_SHOWN]),
        charges_more=max(0, len(offered) - MAX_CHARGEABLE_SHOWN),
        suggested=policy.ranked(dossier, outcome or proposal.outcome)[:MAX_SUGGESTED_RULES],
        rules=_by_policy(dossier),
        proposal=proposal,
        proposal_label=outcomes.get(proposal.outcome).label,
        missing=tuple(reviews.get(name).label for name in reviews.missing(dossier.reviews)),
    )


def _choice(outcome: Outcome, dossier: Dossier) -> OutcomeChoice:
    return OutcomeChoice(
        name=outcome.name,
        label=outcome.label,
        explanation=outcome.explanation,
        key=KEYS.get(outcome.name, ""),
        adverse=outcome.adverse,
        needs_second_person=outcome.needs_second_person,
        can_pause=outcome.can_pause,
        closed=outcomes.closed_gates(outcome, dossier, None),
    )


def _by_policy(dossier: Dossier) -> tuple[tuple[str, tuple[CitedRule, ...]], ...]:
    def heading(rule: CitedRule) -> str:
        return f"{rule.policy_title}, version {rule.version}"

    return tuple((title, tuple(rules)) for title, rules in groupby(dossier.rules, key=heading))
