"""What is recorded of a recipient's consent at one account, judged record by record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.domain.consent import ConsentJudgement, judge
from accounts.selectors.directory import directory

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.domain.records import SentRecord, SubscriptionRecord

MAX_SENDS_SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedRecord:
    """A subscription with what it is worth. `list_concerned` tells whether the mail complained about went to it."""

    record: SubscriptionRecord
    judgement: ConsentJudgement
    list_concerned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionPage:
    """The recipient's records at the account, the concerned list's first, and what the account sent to them.

    Attributes:
        absent: the judgement when there is no record at all, else None.
        sends: newest first, at most 50 of `sends_total` (which stops counting at 200).
    """

    recipient: str
    records: tuple[JudgedRecord, ...]
    absent: ConsentJudgement | None
    sends: tuple[SentRecord, ...]
    sends_total: int


def subscription_page(account_id: str, recipient: str, list_id: str, *, now: datetime) -> SubscriptionPage:
    """Gather and judge what shows that a recipient agreed.

    Args:
        account_id: who sent the mail.
        recipient: to whom.
        list_id: the list it went to, "" when that is not known.
        now: aware UTC.
    """
    records = directory()
    sends = records.sent_for(account_id, recipient)
    judged = [
        JudgedRecord(
            record=record,
            judgement=judge(record, first_sent_at=_first_sent(sends, record.list_id), now=now),
            list_concerned=record.list_id == list_id,
        )
        for record in records.subscriptions(account_id, recipient)
    ]
    judged.sort(key=lambda one: not one.list_concerned)
    return SubscriptionPage(
        recipient=recipient,
        records=tuple(judged),
        absent=None if judged else judge(None, first_sent_at=None, now=now),
        sends=sends[:MAX_SENDS_SHOWN],
        sends_total=len(sends),
    )


def _first_sent(sends: tuple[SentRecord, ...], list_id: str) -> datetime | None:
    return min((send.sent_at for send in sends if send.list_id == list_id), default=None)
