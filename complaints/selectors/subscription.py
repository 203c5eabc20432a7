"""What is recorded of the recipient of a mail that was complained about, by the policies in force when it was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.apps import apps

from accounts.domain.consent import permits
from accounts.selectors.subscription_review import Mail, SubscriptionReview, Terms, subscription_review
from complaints.domain import reviews
from complaints.domain.reviews.subscription import SUGGESTED
from complaints.selectors.rules import consent_profiles

if TYPE_CHECKING:
    from accounts.domain.consent import ConsentJudgement
    from accounts.domain.ports import Connected
    from complaints.domain.facts import Finding
    from complaints.models import Incident


def subscription_of(incident: Incident) -> SubscriptionReview:
    """Read and judge the records of an incident's recipient; its account and recipient are known."""
    received_at = incident.complaint.received_at
    profiles = consent_profiles(incident.sent_at or received_at)
    facts = cast("Connected", apps.get_app_config("accounts")).ip_facts
    mail = Mail(
        message_id=incident.message_id,
        sent_at=incident.sent_at,
        list_id=incident.list_id or None,
        complained_at=received_at,
    )
    terms = Terms(profiles=profiles, facts=facts) if profiles else Terms(facts=facts)
    return subscription_review(incident.account_id or "", incident.recipient, mail=mail, terms=terms)


def suggested_finding(review: SubscriptionReview, list_id: str) -> Finding | None:
    """Give the finding that the records suggest; None where several lists leave it open.

    None too where the fault is the list's and not the record's: an opt-out list, or one of another sender.

    Args:
        review: the records of the recipient.
        list_id: the list that the mail went to, "" when it is not known.
    """
    judgement = _telling(review, list_id)
    return None if judgement is None else reviews.finding("subscription", SUGGESTED[judgement.grade])


def _telling(review: SubscriptionReview, list_id: str) -> ConsentJudgement | None:
    whole = review.event or review.absent
    if whole is not None:
        return whole
    chosen = [one for one in review.judged if one.record.list_id == list_id] or list(review.judged)
    return chosen[0].judgement if len(chosen) == 1 and permits(chosen[0].record) else None
