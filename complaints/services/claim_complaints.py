"""Take received complaints off the queue of record, for a time, and give them back when they could not be done."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q

from complaints.models import Complaint
from complaints.services.set_aside import set_aside

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

LEASE = timedelta(minutes=5)
ATTEMPTS = 3
FIRST_PAUSE = timedelta(seconds=10)


def claim_complaints(worker: str, *, limit: int, now: datetime, only: Sequence[int] | None = None) -> list[int]:
    """Lease due complaints to a worker, oldest first.

    An attempt counts when it begins: a message that kills its worker has used one up.

    Args:
        worker: unique name of the one who works; every later write compares it.
        limit: how many at most.
        now: aware UTC.
        only: complaint ids to choose from; these are taken even while they should rest.

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
            free = free.filter(pk__in=only)
        rows = free.order_by("pk").select_for_update(skip_locked=True).values_list("pk", "attempts")[:limit]
        claimed = [pk for pk, attempts in rows if attempts < ATTEMPTS]
        spent = [pk for pk, attempts in rows if attempts >= ATTEMPTS]
        Complaint.objects.filter(pk__in=claimed).update(
            lease=worker, leased_until=now + LEASE, attempts=F("attempts") + 1
        )
    for pk in spent:
        set_aside(pk, now=now)
    return claimed


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
