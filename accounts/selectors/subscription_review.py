"""All that is recorded of one address at one account: what the subscription review looks at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Min
from django.utils import timezone

from accounts.domain import consent
from accounts.models import SentMessage, Subscription
from accounts.selectors import as_records
from accounts.selectors.directory import MOST_SUBSCRIPTIONS, asked

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from accounts.domain.consent import ConsentJudgement, Profile
    from accounts.domain.records import SentRecord, SubscriptionRecord

LATEST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedSubscription:
    """A record, what it is worth, and what stands beside it.

    Attributes:
        first_sent_at: the first campaign mail of this list to the address, the one complained about included.
        same_ip: other addresses at this account that claim the same opt-in address.
        same_second: other addresses on the list with the very same recorded time.
    """

    record: SubscriptionRecord
    judgement: ConsentJudgement
    first_sent_at: datetime | None
    same_ip: int
    same_second: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionReview:
    """What is known of an address.

    Attributes:
        judged: the records at this account, at most 50; empty when there are none, which `absent` then says.
        sent: how many messages the log has for it from this account; first_sent_at of those; latest: the last five.
        triggered: how many of those were answers to an event, which need no opt-in but their event.
        lists_elsewhere: on how many lists of other accounts it stands; which, staff has no business to see.
    """

    account_id: str
    email: str
    judged: tuple[JudgedSubscription, ...]
    absent: ConsentJudgement | None
    sent: int
    triggered: int
    first_sent_at: datetime | None
    latest: tuple[SentRecord, ...]
    lists_elsewhere: int


def subscription_review(
    account_id: str,
    email: str,
    *,
    message_sent_at: datetime | None = None,
    list_id: str | None = None,
    profile: Profile = "opt_in",
    now: datetime | None = None,
) -> SubscriptionReview:
    """Read and judge everything recorded of one address at one account.

    Args:
        account_id: the sending account.
        email: the recipient, any case.
        message_sent_at: when the message complained about was sent, aware UTC; counts as a first mail too.
        list_id: the list that message went to; None lets it count for every list of the account.
        profile: which policy's records are asked for.
        now: aware UTC; None is the present.
    """
    email, now = email.strip().lower(), now or timezone.now()
    sent = asked(SentMessage.objects.all(), account_id=account_id, recipient=email)
    rows = asked(Subscription.objects.select_related("mailing_list"), email=email, mailing_list__account_id=account_id)
    first_sent = _first_sent(sent)
    judged = []
    for row in rows.order_by("mailing_list_id")[:MOST_SUBSCRIPTIONS]:
        complained = message_sent_at if list_id in {None, row.mailing_list_id} else None
        known = [moment for moment in (complained, first_sent.get(row.mailing_list_id)) if moment is not None]
        judged.append(_judged(row, min(known, default=None), now, profile))
    return SubscriptionReview(
        account_id=account_id,
        email=email,
        judged=tuple(judged),
        absent=None if judged else consent.judge(None, first_sent_at=message_sent_at, now=now, profile=profile),
        sent=sent.count(),
        triggered=sent.filter(kind=SentMessage.Kind.TRIGGERED).count(),
        first_sent_at=sent.aggregate(first=Min("sent_at"))["first"],
        latest=tuple(map(as_records.sending, sent.order_by("-sent_at", "pk")[:LATEST])),
        lists_elsewhere=asked(Subscription.objects.all(), email=email)
        .exclude(mailing_list__account_id=account_id)
        .count(),
    )


def _first_sent(sent: QuerySet[SentMessage]) -> dict[str, datetime]:
    """Give each list's first campaign mail; what was triggered by an event needs no opt-in and proves none."""
    campaigns = sent.filter(kind=SentMessage.Kind.CAMPAIGN).order_by("list_id")
    return dict(campaigns.values_list("list_id").annotate(Min("sent_at")))


def _judged(row: Subscription, first_sent_at: datetime | None, now: datetime, profile: Profile) -> JudgedSubscription:
    record = as_records.subscription(row)
    others = Subscription.objects.exclude(email=row.email)
    account_lists = {"mailing_list__account_id": record.account_id}
    on_list = others.filter(mailing_list_id=row.mailing_list_id)
    return JudgedSubscription(
        record=record,
        judgement=consent.judge(record, first_sent_at=first_sent_at, now=now, profile=profile),
        first_sent_at=first_sent_at,
        same_ip=others.filter(ip=row.ip, **account_lists).values("email").distinct().count() if row.ip else 0,
        same_second=on_list.filter(subscribed_at_recorded=row.subscribed_at_recorded).count()
        if row.subscribed_at_recorded
        else 0,
    )
