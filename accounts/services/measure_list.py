"""Measure the lists that were asked for: outside of any page, with progress that a page can show.

Running twice changes nothing; a killed worker costs its lease.
"""

from __future__ import annotations

import logging
import time
import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.utils import timezone

from accounts.models import ListMeasurement

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

logger = logging.getLogger(__name__)

# Longer than any single step of a list of a hundred million takes; each step renews it.
LEASE = timedelta(minutes=15)
MOST_ATTEMPTS = 3
# How often progress is written down, which renews the lease.
TELL_SECONDS = 2.0
LONGEST_ERROR = 500


def drain_lists(limit: int = 1) -> int:
    """Measure lists that were asked for, the oldest request first; gives how many were taken."""
    taken = 0
    while taken < limit and (list_id := _claim(worker := uuid.uuid4().hex, timezone.now())) is not None:
        taken += 1
        _measure(list_id, worker)
    return taken


def _claim(worker: str, now: datetime) -> str | None:
    """Take the oldest free request by compare-and-set; None when there is none."""
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    waiting = ListMeasurement.objects.filter(free, error="").order_by("asked_at", "pk")
    for list_id in waiting.values_list("pk", flat=True)[:10]:
        mine = ListMeasurement.objects.filter(free, pk=list_id, error="")
        if mine.update(worker=worker, leased_until=now + LEASE, attempts=F("attempts") + 1):
            return list_id
    return None


def _measure(list_id: str, worker: str) -> None:
    from accounts.services.list_patterns import refresh_lists  # noqa: PLC0415 - Ibis takes seconds to import

    mine = ListMeasurement.objects.filter(pk=list_id, worker=worker)
    try:
        refresh_lists({list_id}, _teller(list_id, worker))
    except Exception as error:
        # Whatever a list holds, the queue goes on with the next; a person sees why this one was given up.
        logger.exception("The patterns of list %s could not be measured.", list_id)
        given_up = mine.filter(attempts__gte=MOST_ATTEMPTS)
        given_up.update(error=f"{type(error).__name__}: {error}"[:LONGEST_ERROR])
        mine.update(worker="", leased_until=None)
    else:
        mine.delete()


def _teller(list_id: str, worker: str) -> Callable[[str, int, int], None]:
    """Write progress down now and then, and keep the lease by it."""
    told_at = float("-inf")

    def tell(doing: str, done: int, total: int) -> None:
        nonlocal told_at
        if time.monotonic() - told_at >= TELL_SECONDS:
            told_at = time.monotonic()
            until = timezone.now() + LEASE
            mine = ListMeasurement.objects.filter(pk=list_id, worker=worker)
            mine.update(doing=doing, done=done, total=total, leased_until=until)

    return tell
