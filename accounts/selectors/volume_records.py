"""What the volume rules read of an account: its hours, its lists as they grew, its send log."""

from __future__ import annotations

from datetime import timedelta
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max, Min, Sum
from django.db.models.functions import TruncDay

from accounts.domain.volume import Sender, Traffic
from accounts.models import Account, HourlyVolume, SentMessage, Subscription, VolumeAlert, VolumeWatch

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

LONGEST_PAST = timedelta(days=400)
DAY = timedelta(days=1)
FOUR_WEEKS = timedelta(days=28)
HOUR = timedelta(hours=1)
MOST_LOOKED_AT = 500
MOST_ADDRESSES = 20


def records_span() -> tuple[datetime, datetime] | None:
    """Give the first and the last hour that any account has a count for; None before any import."""
    ends = HourlyVolume.objects.aggregate(first=Min("hour"), last=Max("hour"))
    return (_full(ends["first"]), _full(ends["last"])) if ends["first"] else None


def states(account_ids: Iterable[str] | None = None) -> dict[str, dict[str, Any]]:
    """Sum the counts that are there now, by account: newest_hour, hours, sent."""
    rows = HourlyVolume.objects.order_by()
    rows = rows if account_ids is None else rows.filter(account__in=list(account_ids))
    summed = rows.values("account_id").annotate(newest_hour=Max("hour"), hours=Count("pk"), total=Sum("sent"))
    return {
        row["account_id"]: {"newest_hour": row["newest_hour"], "hours": row["hours"], "sent": row["total"]}
        for row in summed
    }


def changed_accounts() -> list[str]:
    """Give the accounts whose counts are others than those that were watched, and those whose surge may be over by now.

    Returns:
        Ids in order.
    """
    span = records_span()
    watched = {
        row.pk: {"newest_hour": row.newest_hour, "hours": row.hours, "sent": row.sent}
        for row in VolumeWatch.objects.filter(known_from=span[0] if span else None)
    }
    changed = {account_id for account_id, state in states().items() if watched.get(account_id) != state}
    going_on = VolumeAlert.objects.filter(superseded_at=None, ended=None).values_list("account_id", flat=True)
    return sorted(changed | set(going_on))


def hourly(account_id: str, newest: datetime) -> list[tuple[datetime, int]]:
    """Read (hour, sent) of an account, oldest first, of the 400 days that end with its newest hour."""
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


def sender_of(account: Account, rows: list[tuple[datetime, int]], begin: datetime) -> Sender:
    """Describe an account for the rules.

    One without a recorded opening that begins to send later than others is taken to have been opened then; else it has
    been silent since the records began.

    Args:
        account: with at least one row.
        rows: its counts, oldest first.
        begin: the first hour of all records.
    """
    first, earliest = _full(rows[0][0]), max(begin, _full(rows[-1][0] - LONGEST_PAST) + HOUR)
    opened = account.created_at
    if opened is None and first > earliest + DAY:
        opened = first
    known_from = min(first, max(earliest, _full(opened))) if opened else earliest
    return Sender(account_id=account.pk, known_from=known_from, opened_at=opened, lists=sizes_over_time(account.pk))


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
        new = self._new_addresses({address for _, address in rows if address}, since)
        from_new = [address for _, address in rows if address in new]
        return Traffic(
            looked_at=len(rows),
            novel=1 - known / len(recipients),
            new_source=len(from_new) / len(rows) if any(address for _, address in rows) else None,
            source=max(from_new, key=from_new.count, default=""),
        )

    def _new_addresses(self, addresses: set[str], since: datetime) -> set[str]:
        before = self._sent.filter(sent_at__gte=since - FOUR_WEEKS, sent_at__lt=since)
        looked_at = sorted(addresses)[:MOST_ADDRESSES]
        return {address for address in looked_at if not before.filter(source_ip=address).exists()}


def _full(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)
