"""The hourly watch on volumes, in small steps, so that complaints need not wait for it.

Many machines may ask at any time: the row of an hour is made once, and its lease lets one work at a time. A step is
idempotent; a worker that dies costs a lease.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from accounts.models import HourlyVolume, VolumeRun
from accounts.selectors.volume_records import changed_accounts
from accounts.services.volume_alerts import watch_accounts

if TYPE_CHECKING:
    from datetime import datetime

LEASE = timedelta(minutes=5)
ACCOUNTS_A_STEP = 50
KEPT = timedelta(days=30)


def step_on(*, now: datetime) -> int:
    """Watch some accounts of the run that is due, or begin one.

    Args:
        now: aware UTC; decides which hour's run is due.

    Returns:
        How many accounts were watched; 0 when nothing is due or another worker is at it.
    """
    run = _due(now)
    if run is None:
        return 0
    lease = secrets.token_hex(8)
    ours = VolumeRun.objects.filter(pk=run.pk, finished_at=None, leased_until__lte=now)
    if not ours.update(lease=lease, leased_until=now + LEASE):
        return 0
    run.refresh_from_db()
    return _step(run, lease, now)


def _due(now: datetime) -> VolumeRun | None:
    """Give the oldest unfinished run that nobody works on; where the hour has none, make it.

    Looked at first without writing: an idle worker must not take SQLite's one write lock at every turn.
    """
    unfinished = VolumeRun.objects.filter(finished_at=None).order_by("hour").first()
    if unfinished is not None:
        return unfinished if unfinished.leased_until <= now else None
    hour = now.replace(minute=0, second=0, microsecond=0)
    if VolumeRun.objects.filter(hour=hour).exists() or not HourlyVolume.objects.exists():
        return None
    VolumeRun.objects.bulk_create([VolumeRun(hour=hour, leased_until=now)], ignore_conflicts=True)
    VolumeRun.objects.filter(hour__lt=now - KEPT).delete()
    return VolumeRun.objects.filter(hour=hour, finished_at=None).first()


def _step(run: VolumeRun, lease: str, now: datetime) -> int:
    waiting = changed_accounts() if run.waiting is None else run.waiting
    watched = watch_accounts(waiting[:ACCOUNTS_A_STEP], now=now)
    rest = waiting[ACCOUNTS_A_STEP:]
    changes = {"waiting": rest, "total": run.total or len(waiting), "done": run.done + watched, "leased_until": now}
    if not rest:
        changes["finished_at"] = now
    VolumeRun.objects.filter(pk=run.pk, lease=lease).update(**changes)
    return watched
