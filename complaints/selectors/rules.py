"""The clauses that may be cited for mail of a certain time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.domain.facts import CitedRule
from complaints.domain.policy import in_force
from complaints.models import Policy

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.domain.consent import Profile
    from complaints.models import PolicyRule


OPT_IN: Profile = "opt_in"
CONFIRMED: Profile = "confirmed_opt_in"


def rules_in_force(sent_at: datetime) -> tuple[CitedRule, ...]:
    """Give the clauses of all active policies, each in the version in force then, in the policies' order."""
    policies = Policy.objects.filter(active=True).prefetch_related("rules")
    return tuple(_cited(policy, rule) for policy in in_force(policies, sent_at) for rule in policy.rules.all())


def consent_profiles(sent_at: datetime) -> dict[str, Profile]:
    """Give the titles of the active policies in force then and what each asks of records; {} without any."""
    policies = in_force(Policy.objects.filter(active=True), sent_at)
    return {policy.title: CONFIRMED if policy.consent == CONFIRMED else OPT_IN for policy in policies}


def _cited(policy: Policy, rule: PolicyRule) -> CitedRule:
    return CitedRule(
        reference=f"{policy.code}/{policy.version}/{rule.clause}",
        policy_title=policy.title,
        version=policy.version,
        in_force_from=policy.in_force_from.isoformat(),
        clause=rule.clause,
        title=rule.title,
        text=rule.text,
        url=policy.url,
        fits=tuple(rule.fits),
    )
