"""What stands beside a subscription record: its history, who shares its address or second, the rest of its list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from accounts.domain.consent_history import late_changes, late_record, should_be_there_from
from accounts.domain.records import RecordChange
from accounts.models import SentMessage, Subscription

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from accounts.domain.consent import Fault
    from accounts.domain.records import SubscriptionRecord

MOST_CHANGES = 50
MOST_NEIGHBOURS = 5
MOST_COUNTED = 1000
OTHERS_LOOKED_AT = 200
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """Who else claims the same.

    Attributes:
        same_ip: other addresses at this account from the same opt-in address, counted up to 1,000; by_ip: five of them.
        same_second: others on the list with the very same recorded time, likewise; by_second: five of them.
    """

    same_ip: int
    by_ip: tuple[str, ...]
    same_second: int
    by_second: tuple[str, ...]


def neighbours_of(row: Subscription, record: SubscriptionRecord) -> Neighbours:
    """Give who else claims the same address or the same second as a record."""
    others = Subscription.objects.exclude(email=row.email)
    by_ip = others.filter(ip=row.ip, mailing_list__account_id=record.account_id) if row.ip else others.none()
    by_second = others.filter(mailing_list_id=row.mailing_list_id, subscribed_at_recorded=row.subscribed_at_recorded)
    same_ip, shown_by_ip = _some(by_ip)
    same_second, shown_by_second = _some(by_second if row.subscribed_at_recorded else others.none())
    return Neighbours(same_ip=same_ip, by_ip=shown_by_ip, same_second=same_second, by_second=shown_by_second)


def _some(rows: QuerySet[Subscription]) -> tuple[int, tuple[str, ...]]:
    found = list(dict.fromkeys(rows.values_list("email", flat=True)[:MOST_COUNTED]))
    return len(found), tuple(sorted(found)[:MOST_NEIGHBOURS])


def changes_of(row: Subscription) -> tuple[RecordChange, ...]:
    """Give how a record changed, oldest first, the last 50 of its changes."""
    kept = row.changes.order_by("-changed_at", "-pk")[:MOST_CHANGES]
    return tuple(
        RecordChange(
            changed_at=change.changed_at,
            values=tuple((name, str(old), str(new)) for name, (old, new) in change.values.items()),
        )
        for change in reversed(kept)
    )


def history_faults(
    row: Subscription, record: SubscriptionRecord, changes: Sequence[RecordChange], complained_at: datetime | None
) -> tuple[Fault, ...]:
    """Find what came into a record only after a complaint; nothing where no complaint is looked at."""
    if complained_at is None:
        return ()
    late = late_record(
        record,
        first_imported_at=row.first_imported_at,
        missed_at=_missed_at(row, record, complained_at),
        asked_at=complained_at,
    )
    return (*late, *late_changes(changes, asked_at=complained_at))


def _missed_at(row: Subscription, record: SubscriptionRecord, complained_at: datetime) -> datetime | None:
    """Give an import of the list before the complaint that should have brought this record and did not."""
    since = should_be_there_from(record)
    if since is None or row.first_imported_at is None or row.first_imported_at <= complained_at:
        return None
    earlier = Subscription.objects.filter(
        mailing_list_id=row.mailing_list_id, first_imported_at__gt=since, first_imported_at__lt=complained_at
    )
    return next(iter(earlier.values_list("first_imported_at", flat=True)[:1]), None)


def addresses_on_list(row: Subscription) -> tuple[str, ...]:
    """Give the addresses of some other records of the list, to be compared with: at most 200."""
    others = Subscription.objects.filter(mailing_list_id=row.mailing_list_id).exclude(ip="").exclude(pk=row.pk)
    return tuple(others.values_list("ip", flat=True)[:OTHERS_LOOKED_AT])


def others_by_event(row: SentMessage) -> int:
    """Count the other recipients for whom the same event is named within a day of this mail, up to 1,000."""
    if not row.trigger:
        return 0
    near = SentMessage.objects.filter(
        account_id=row.account_id,
        sent_at__range=(row.sent_at - ONE_DAY, row.sent_at + ONE_DAY),
        kind=SentMessage.Kind.TRIGGERED,
        trigger=row.trigger,
    )
    return len(set(near.exclude(recipient=row.recipient).values_list("recipient", flat=True)[:MOST_COUNTED]))
