"""All that is recorded of one address at one account: what the subscription review looks at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Min
from django.utils import timezone

from accounts.domain import consent, consent_list
from accounts.domain.consent_event import judge_event
from accounts.domain.consent_history import told
from accounts.domain.consent_place import Place, place_of
from accounts.models import SentMessage, Subscription
from accounts.selectors import as_records
from accounts.selectors.directory import MOST_SUBSCRIPTIONS, asked
from accounts.selectors.subscription_beside import (
    Neighbours,
    addresses_on_list,
    changes_of,
    history_faults,
    neighbours_of,
    others_by_event,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    from accounts.domain.consent import ConsentJudgement, Profile
    from accounts.domain.ports import IpFacts
    from accounts.domain.records import SentRecord, SubscriptionRecord

LATEST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """The mail complained about, as far as it is known.

    Attributes:
        message_id: as in the header, with angle brackets; "" when it is not known.
        sent_at: counts as a first mail too.
        list_id: the list that it went to; None lets it count for every list of the account.
        complained_at: when the complaint came in; what a record says since is held apart.
    """

    message_id: str = ""
    sent_at: datetime | None = None
    list_id: str | None = None
    complained_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the records are held against.

    Attributes:
        profiles: the policies' names and what each asks for, the one that counts first; at least one.
        facts: files about addresses; None without any.
        now: aware UTC; None is the present.
    """

    profiles: Mapping[str, Profile] = field(default_factory=lambda: {"opt-in": "opt_in"})
    facts: IpFacts | None = None
    now: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedSubscription:
    """A record, what it is worth, and what stands beside it.

    Attributes:
        judgement: by the policy that counts first. others: by each other policy that comes to another grade.
        uncured: what no record can put right, such as a bought list.
        history: how the record changed, a sentence for each field.
        first_sent_at: the first campaign mail of this list to the address, the one complained about included.
    """

    record: SubscriptionRecord
    judgement: ConsentJudgement
    others: tuple[tuple[str, ConsentJudgement], ...]
    uncured: tuple[str, ...]
    history: tuple[str, ...]
    place: Place
    first_sent_at: datetime | None
    neighbours: Neighbours

    @property
    def sentences(self) -> tuple[str, ...]:
        """Give all that can be cited."""
        stricter = (reason for _, judgement in self.others for reason in judgement.reasons)
        found = (*self.judgement.reasons, *stricter, *self.uncured, *self.place.remarks, *self.history)
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionReview:
    """What is known of an address.

    Attributes:
        judged: the records at this account, at most 50; empty when there are none, which `absent` then says.
        event: what the event is worth that caused the mail complained about; None when that was no triggered mail.
        sent: how many messages the log has for it from this account; first_sent_at of those; latest: the last five.
        triggered: how many of those were answers to an event, which need no opt-in but their event.
        lists_elsewhere: on how many lists of other accounts it stands; which, staff has no business to see.
    """

    account_id: str
    email: str
    judged: tuple[JudgedSubscription, ...]
    absent: ConsentJudgement | None
    event: ConsentJudgement | None
    sent: int
    triggered: int
    first_sent_at: datetime | None
    latest: tuple[SentRecord, ...]
    lists_elsewhere: int

    @property
    def uncured(self) -> bool:
        """Tell whether a list has what none of its records can put right."""
        return any(one.uncured for one in self.judged)

    @property
    def sentences(self) -> tuple[str, ...]:
        """Give all that can be cited."""
        whole = [reason for one in (self.absent, self.event) if one for reason in one.reasons]
        return tuple(dict.fromkeys((*whole, *(sentence for one in self.judged for sentence in one.sentences))))


def subscription_review(
    account_id: str, email: str, *, mail: Mail | None = None, terms: Terms | None = None
) -> SubscriptionReview:
    """Read and judge everything recorded of one address at one account.

    Args:
        account_id: the sending account.
        email: the recipient, any case.
        mail: the one complained about; None when the address is only looked up.
        terms: what the records are held against; None is opt-in, without files about addresses.
    """
    email, mail, terms = email.strip().lower(), mail or Mail(), terms or Terms()
    now = terms.now or timezone.now()
    sent = asked(SentMessage.objects.all(), account_id=account_id, recipient=email)
    rows = asked(Subscription.objects.select_related("mailing_list__pattern"), email=email)
    rows = asked(rows, mailing_list__account_id=account_id)
    first_sent = _first_sent(sent)
    judged = []
    for row in rows.order_by("mailing_list_id")[:MOST_SUBSCRIPTIONS]:
        complained = mail.sent_at if mail.list_id in {None, row.mailing_list_id} else None
        known = [moment for moment in (complained, first_sent.get(row.mailing_list_id)) if moment is not None]
        judged.append(_judged(row, min(known, default=None), mail, terms, now))
    event = _event(sent, mail)
    return SubscriptionReview(
        account_id=account_id,
        email=email,
        judged=tuple(judged),
        absent=None if judged or event else consent.judge(None, first_sent_at=mail.sent_at, now=now),
        event=event,
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


def _event(sent: QuerySet[SentMessage], mail: Mail) -> ConsentJudgement | None:
    if not mail.message_id:
        return None
    row = asked(sent, message_id=mail.message_id).filter(kind=SentMessage.Kind.TRIGGERED).first()
    return None if row is None else judge_event(as_records.sending(row), others=others_by_event(row))


def _judged(
    row: Subscription, first_sent_at: datetime | None, mail: Mail, terms: Terms, now: datetime
) -> JudgedSubscription:
    record, changes = as_records.subscription(row), changes_of(row)
    found = history_faults(row, record, changes, mail.complained_at)
    judged = {
        policy: consent.judge(record, first_sent_at=first_sent_at, now=now, profile=profile, found=found)
        for policy, profile in terms.profiles.items()
    }
    counts, *rest = judged.items()
    pattern = getattr(row.mailing_list, "pattern", None)
    uncured = consent_list.uncured(
        record, pattern_grade=pattern.grade if pattern else "", score=pattern.score if pattern else 0.0
    )
    return JudgedSubscription(
        record=record,
        judgement=counts[1],
        others=tuple((policy, judgement) for policy, judgement in rest if judgement.grade != counts[1].grade),
        uncured=tuple(uncured),
        history=told(changes),
        place=place_of(record, terms.facts, addresses_on_list(row) if terms.facts else ()),
        first_sent_at=first_sent_at,
        neighbours=neighbours_of(row, record),
    )
