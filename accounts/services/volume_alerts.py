"""Watch accounts for large increases and keep what was found, so that no page ever computes.

Watching again changes nothing unless the records changed; results that no longer hold are superseded, never deleted.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from accounts.domain.volume_watch import watch
from accounts.models import Account, MailingList, VolumeAlert, VolumeWatch
from accounts.selectors.volume_records import (
    LoggedTraffic,
    Span,
    dense,
    has_log,
    hourly,
    records_span,
    sender_of,
    states,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from accounts.domain.volume import Alert, Sender

# Locked together: short enough for others to write in between.
BATCH = 10
# What is older was judged by a past that is out of sight now: its results stand, once there are some.
SETTLED = timedelta(days=100)
# These become known as a surge goes on; anything else that differs is another result.
GROWING = ("ended", "peak")


def _silent(_name: str, _done: int, _total: int) -> None:
    """Tell nobody."""


def watch_all(*, now: datetime, progress: Callable[[str, int, int], None] = _silent) -> int:
    """Watch every account that has counts; gives how many."""
    return watch_accounts(states().keys(), now=now, progress=progress)


def watch_accounts(
    account_ids: Collection[str], *, now: datetime, progress: Callable[[str, int, int], None] = _silent
) -> int:
    """Watch some accounts, a few at a time.

    Args:
        account_ids: those without counts are left alone.
        now: aware UTC, the time of the results.
        progress: takes what is done, how far it is, and of how much.

    Returns:
        How many accounts were watched.
    """
    ordered, span = sorted(account_ids), records_span()
    if span is None:
        return 0
    for first in range(0, len(ordered), BATCH):
        _watch_some(ordered[first : first + BATCH], span, now)
        progress("watching volumes", min(first + BATCH, len(ordered)), len(ordered))
    return len(ordered)


def owners_with_alerts(list_ids: Collection[str]) -> set[str]:
    """Give the accounts of these lists that have alerts, for a list that grew may explain them."""
    alerting = MailingList.objects.filter(account__volume_alerts__superseded_at=None, account__volume_alerts__gt=0)
    return {owner for pk, owner in alerting.values_list("pk", "account_id").distinct() if pk in list_ids}


@transaction.atomic
def _watch_some(account_ids: list[str], span: Span, now: datetime) -> None:
    accounts = Account.objects.in_bulk(account_ids)
    VolumeWatch.objects.bulk_create((VolumeWatch(account_id=pk) for pk in accounts), ignore_conflicts=True)
    # Whoever holds these rows reads the newest counts and writes alone; in one order, so that nobody waits in a ring.
    watched = list(VolumeWatch.objects.select_for_update().filter(pk__in=accounts).order_by("pk"))
    summed = states(account_ids)
    for row in watched:
        state = summed.get(row.pk)
        if state is not None:
            sender = sender_of(accounts[row.pk], state, span)
            since = state["newest_hour"] - SETTLED if row.computed_at else sender.known_from
            _keep(row.pk, _alerts_of(sender, state["newest_hour"], span), since, now)
            row.known_from = sender.known_from
            row.newest_hour, row.hours, row.sent = state["newest_hour"], state["hours"], state["sent"]
        row.computed_at = now
    VolumeWatch.objects.bulk_update(watched, ("known_from", "newest_hour", "hours", "sent", "computed_at"))


def _alerts_of(sender: Sender, newest: datetime, span: Span) -> list[Alert]:
    rows = hourly(sender.account_id, newest)
    traffic = LoggedTraffic(sender.account_id) if has_log(sender.account_id) else None
    return watch(sender, dense(rows, sender.known_from, span.last), traffic)


def _keep(account_id: str, alerts: list[Alert], since: datetime, now: datetime) -> None:
    """Write what is new, supersede what is not found any more or reads otherwise."""
    current = VolumeAlert.objects.filter(account_id=account_id, superseded_at=None, hour__gte=since)
    found = {alert.hour: asdict(alert) | {"remarks": [asdict(one) for one in alert.remarks]} for alert in alerts}
    for row in current:
        columns = found.get(row.hour)
        if columns is None or not _same(row, columns):
            VolumeAlert.objects.filter(pk=row.pk).update(superseded_at=now, handed_on_at=None)
            continue
        del found[row.hour]
        if any(getattr(row, name) != columns[name] for name in GROWING):
            VolumeAlert.objects.filter(pk=row.pk).update(**{name: columns[name] for name in GROWING})
    VolumeAlert.objects.bulk_create(
        VolumeAlert(account_id=account_id, computed_at=now, **columns)
        for hour, columns in found.items()
        if hour >= since
    )


def _same(row: VolumeAlert, columns: dict[str, Any]) -> bool:
    return all(getattr(row, name) == value for name, value in columns.items() if name not in GROWING)
