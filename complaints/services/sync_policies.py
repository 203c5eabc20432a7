"""Bring the shipped policies into the database."""

from __future__ import annotations

from django.db import transaction

from complaints.models import Policy, PolicyRule
from complaints.policies import shipped


@transaction.atomic
def sync_policies() -> int:
    """Add the versions that the database does not have; one that it has is the house's own and stays untouched.

    Returns:
        How many versions were added.
    """
    added = 0
    for text in shipped():
        policy, created = Policy.objects.get_or_create(
            code=text.code,
            version=text.version,
            defaults={
                "title": text.title,
                "url": text.url,
                "in_force_from": text.in_force_from,
                "consent": text.consent,
            },
        )
        if created:
            added += 1
            PolicyRule.objects.bulk_create(
                PolicyRule(
                    policy=policy,
                    clause=clause.clause,
                    title=clause.title,
                    text=clause.text,
                    fits=list(clause.fits),
                    position=position,
                )
                for position, clause in enumerate(text.clauses)
            )
    return added
