"""Take received complaints off the queue of record, for a time, and give them back when they could not be done."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from complaints.models import Complaint
from complaints.services.set_aside import set_aside

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

LEASE = timedelta(seconds=settings.LEASE_SECONDS)
ATTEMPTS = 3
# A worker has this much of raw messages in memory, and one message at least.
BATCH_BYTES = 16 * 1024 * 1024
FIRST_PAUSE = timedelta(seconds=10)
# Waiting for a system of the platform's own, which may be away for days.
SHORTEST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=30)
PATIENCE = timedelta(days=7)


def claim_complaints(worker: str, *, limit: int, now: datetime, only: Sequence[int] | None = None) -> list[int]:
    """Lease due complaints to a worker, oldest first.

    An attempt counts when it begins: a message that kills its worker has used one up. What a dead worker left is
    claimed one by one, so that the message that killed it is found out, and those beside it are done.

    Args:
        worker: unique name of the one who works; every later write compares it.
        limit: how many at most.
        now: aware UTC.
        only: complaint ids to choose from; these are taken even while they should rest, but not while they wait.

    Returns:
        Their ids.
    """
    with transaction.atomic():
        free = Complaint.objects.filter(state=Complaint.State.RECEIVED).filter(
            Q(leased_until__isnull=True) | Q(leased_until__lt=now)
        )
        if only is None:
            free = free.filter(Q(not_before__isnull=True) | Q(not_before__lte=now))
        else:
            free = free.filter(pk__in=only).exclude(waiting(now))
        rows = free.order_by("pk").select_for_update(skip_locked=True, of=("self",))
        batch = _batch(rows.values_list("pk", "attempts", "lease", "raw__size_bytes")[:limit])
        claimed = [pk for pk, attempts in batch if attempts < ATTEMPTS]
        spent = [pk for pk, attempts in batch if attempts >= ATTEMPTS]
        Complaint.objects.filter(pk__in=claimed).update(
            lease=worker, leased_until=now + LEASE, attempts=F("attempts") + 1
        )
    for pk in spent:
        set_aside(pk, now=now)
    return claimed if claimed or not spent else claim_complaints(worker, limit=limit, now=now, only=only)


def _batch(rows: Iterable[tuple[int, int, str, int]]) -> list[tuple[int, int]]:
    """Choose from due rows what one worker takes at once: bounded in bytes, and of a dead worker's only one."""
    batch: list[tuple[int, int]] = []
    size_bytes = 0
    for pk, attempts, lease, raw_bytes in rows:
        size_bytes += raw_bytes
        if batch and (lease or size_bytes > BATCH_BYTES):
            break
        batch.append((pk, attempts))
        if lease:
            break
    return batch


def hold(worker: str, *, now: datetime) -> None:
    """Lease anew what a worker still has of its batch, so that a slow one does not lose the rest to another."""
    Complaint.objects.filter(state=Complaint.State.RECEIVED, lease=worker).update(leased_until=now + LEASE)


def waiting(now: datetime) -> Q:
    """Tell the complaints that were postponed: they rest, and no attempt on them counts."""
    return Q(attempts=0, not_before__isnull=False, not_before__gt=now)


def postpone(complaint_id: int, worker: str, *, error: str, now: datetime) -> None:
    """Return a complaint that could not be done for no fault of its own; its attempts begin anew.

    It rests a quarter of its age, so that the pauses grow, at least 30 seconds and at most 30 minutes. After a week it
    is treated like any failure, so that a person gets to see it. Days in a mailbox, before it came here, do not count.
    """
    mine = Complaint.objects.filter(pk=complaint_id, lease=worker, state=Complaint.State.RECEIVED)
    times = mine.values_list("received_at", "raw__stored_at").first()
    if times is None:
        return
    age = now - max(times)
    if age > PATIENCE:
        give_back(complaint_id, worker, error=error, now=now)
        return
    pause = min(max(age / 4, SHORTEST_WAIT), LONGEST_WAIT)
    mine.update(lease="", leased_until=None, error=error[:2000], not_before=now + pause, attempts=0)


def give_back(complaint_id: int, worker: str, *, error: str, now: datetime) -> None:
    """Return a complaint that could not be done; after the last attempt it becomes a case for a person."""
    mine = Complaint.objects.filter(pk=complaint_id, lease=worker, state=Complaint.State.RECEIVED)
    attempts = mine.values_list("attempts", flat=True).first()
    if attempts is None:
        return
    mine.update(
        lease="", leased_until=None, error=error[:2000], not_before=now + FIRST_PAUSE * 2 ** max(0, attempts - 1)
    )
    if attempts >= ATTEMPTS:
        set_aside(complaint_id, now=now)
