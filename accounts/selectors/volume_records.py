"""What the volume rules read of an account: its hours, its lists as they grew, its send log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max, Min, OuterRef, Subquery, Sum
from django.db.models.functions import TruncDay

from accounts.domain.volume import Sender, Traffic
from accounts.domain.volume_span import LONGEST_PAST, Begin, complete_from, full_hour, known_of
from accounts.models import Account, HourlyVolume, SentMessage, Subscription, VolumeAlert, VolumeWatch

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

DAY = timedelta(days=1)
FOUR_WEEKS = timedelta(days=28)
EIGHT_WEEKS = timedelta(days=56)
HOUR = timedelta(hours=1)
MOST_LOOKED_AT = 500
MOST_ADDRESSES = 20
# With no more strangers than this a day's mail went to the account's own people.
MOSTLY_KNOWN = 0.2
MOST_COUNTED = 200_000


@dataclass(frozen=True, slots=True)
class Span:
    """From when on the records are complete, and the last hour that any account has a count for."""

    complete: datetime
    last: datetime


def records_span() -> Span | None:
    """Give what the counts of all accounts say of the records; None before any import.

    Looked up at both ends of each account's rows, for a large platform has too many rows to go through at every step.
    """
    rows = HourlyVolume.objects.filter(account=OuterRef("pk"))
    ends = Account.objects.annotate(
        oldest=Subquery(rows.order_by("hour").values("hour")[:1]),
        newest=Subquery(rows.order_by("-hour").values("hour")[:1]),
    )
    known = list(ends.filter(oldest__isnull=False).order_by().values_list("oldest", "newest", "created_at"))
    complete = complete_from(Begin(oldest, opened) for oldest, _, opened in known)
    return Span(full_hour(complete), full_hour(max(newest for _, newest, _ in known))) if complete else None


def states(account_ids: Iterable[str] | None = None) -> dict[str, dict[str, Any]]:
    """Sum the counts that are there now, by account: oldest_hour, newest_hour, hours, sent."""
    rows = HourlyVolume.objects.order_by()
    rows = rows if account_ids is None else rows.filter(account__in=list(account_ids))
    summed = rows.values("account_id").annotate(
        oldest_hour=Min("hour"), newest_hour=Max("hour"), hours=Count("pk"), total=Sum("sent")
    )
    return {
        row["account_id"]: {
            "oldest_hour": row["oldest_hour"],
            "newest_hour": row["newest_hour"],
            "hours": row["hours"],
            "sent": row["total"],
        }
        for row in summed
    }


def changed_accounts() -> list[str]:
    """Give the accounts that have to be watched anew, in order.

    Those are the ones whose counts, or the hour from which on these are known, are others than when they were watched,
    and those whose surge may be over by now.
    """
    span = records_span()
    if span is None:
        return []
    opened = dict(Account.objects.values_list("pk", "created_at"))
    watched = {row.pk: (row.known_from, row.newest_hour, row.hours, row.sent) for row in VolumeWatch.objects.iterator()}
    changed = {pk for pk, state in states().items() if watched.get(pk) != _watched_as(state, opened[pk], span)}
    going_on = VolumeAlert.objects.filter(superseded_at=None, ended=None).values_list("account_id", flat=True)
    return sorted(changed | set(going_on))


def _watched_as(state: dict[str, Any], opened: datetime | None, span: Span) -> tuple[datetime, datetime, int, int]:
    known_from, _ = known_of(Begin(state["oldest_hour"], opened), state["newest_hour"], span.complete)
    return known_from, state["newest_hour"], state["hours"], state["sent"]


def hourly(account_id: str, newest: datetime) -> list[tuple[datetime, int]]:
    """Read (hour, sent) of an account, oldest first, of the 500 days that end with its newest hour."""
    rows = HourlyVolume.objects.filter(account_id=account_id, hour__gt=newest - LONGEST_PAST)
    return list(rows.order_by("hour").values_list("hour", "sent"))


def dense(rows: list[tuple[datetime, int]], since: datetime, until: datetime) -> list[int]:
    """Give a count for every hour from `since` on; hours without a row are 0.

    Args:
        rows: at least one, oldest first; what lies before `since` is left out.
        since: a full hour.
        until: the last hour of all records: two days after the last row are enough to see a surge end.
    """
    last = max(rows[-1][0], min(until, rows[-1][0] + 2 * DAY))
    counts = [0] * ((last - since) // HOUR + 1)
    for hour, sent in rows:
        if hour >= since:
            counts[(hour - since) // HOUR] += sent
    return counts


def sender_of(account: Account, state: dict[str, Any], span: Span) -> Sender:
    """Describe an account for the rules, by its state as `states` gives it."""
    begin = Begin(state["oldest_hour"], account.created_at)
    known_from, opened_at = known_of(begin, state["newest_hour"], span.complete)
    lists = sizes_over_time(account.pk)
    return Sender(account_id=account.pk, known_from=known_from, opened_at=opened_at, lists=lists)


def sizes_over_time(account_id: str) -> tuple[tuple[datetime, int], ...]:
    """Give (day, active subscriptions on record by then), oldest first; records without a time explain nothing."""
    days = (
        Subscription.objects.filter(
            mailing_list__account_id=account_id, status=Subscription.Status.SUBSCRIBED, subscribed_at__isnull=False
        )
        .order_by()
        .annotate(day=TruncDay("subscribed_at"))
        .values_list("day")
        .annotate(count=Count("pk"))
        .order_by("day")
    )
    known = [(day + DAY, count) for day, count in days]
    return tuple(zip((day for day, _ in known), accumulate(count for _, count in known), strict=True))


def has_log(account_id: str) -> bool:
    """Tell whether any message of the account is in the imported send log."""
    return SentMessage.objects.filter(account_id=account_id).exists()


class LoggedTraffic:
    """See `TrafficLog`: reads the imported send log, at most the 500 newest messages of a day."""

    def __init__(self, account_id: str) -> None:
        self._sent = SentMessage.objects.filter(account_id=account_id)

    def __call__(self, until: datetime) -> Traffic | None:
        """See `TrafficLog`."""
        since = until - DAY
        rows = list(
            self._sent.filter(sent_at__gte=since, sent_at__lt=until)
            .order_by("-sent_at")
            .values_list("recipient", "source_ip")[:MOST_LOOKED_AT]
        )
        # A log that begins later knows nobody: everybody would be a stranger.
        if not rows or not self._sent.filter(sent_at__lt=since - FOUR_WEEKS).exists():
            return None
        recipients = {recipient for recipient, _ in rows}
        known = self._sent.filter(recipient__in=recipients, sent_at__lt=since).values("recipient").distinct().count()
        novel = 1 - known / len(recipients)
        new = self._new_addresses({address for _, address in rows if address}, since)
        from_new = [address for _, address in rows if address in new]
        return Traffic(
            looked_at=len(rows),
            novel=novel,
            reached=self._reached(since) if novel <= MOSTLY_KNOWN else 0,
            new_source=len(from_new) / len(rows) if any(address for _, address in rows) else None,
            source=max(from_new, key=from_new.count, default=""),
        )

    def _reached(self, since: datetime) -> int:
        """Count the people of the eight weeks before, by their newest 200,000 messages."""
        before = self._sent.filter(sent_at__gte=since - EIGHT_WEEKS, sent_at__lt=since).order_by("-sent_at")
        newest = before.values("recipient")[:MOST_COUNTED]
        return int(newest.aggregate(people=Count("recipient", distinct=True))["people"])

    def _new_addresses(self, addresses: set[str], since: datetime) -> set[str]:
        before = self._sent.filter(sent_at__gte=since - FOUR_WEEKS, sent_at__lt=since)
        looked_at = sorted(addresses)[:MOST_ADDRESSES]
        return {address for address in looked_at if not before.filter(source_ip=address).exists()}
