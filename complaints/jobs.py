"""The drains that workers run. The database says what is to be done; a job only says that somebody should look."""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import sys
import time
import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone
from structlog.contextvars import bound_contextvars

from accounts.services.measure_list import drain_lists
from accounts.services.volume_run import step_on
from complaints.domain.errors import SendLogAwayError
from complaints.services.claim_complaints import LEASE, claim_complaints, give_back, hold, postpone
from complaints.services.deliver import drain_outbox
from complaints.services.file_alerts import file_alerts
from complaints.services.outage import is_outage
from complaints.services.process_complaint import process_complaint

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

logger = logging.getLogger(__name__)

BATCH = 10


def drain(limit: int = 1000, seconds: float = 240) -> int:
    """Work off complaints, the outbox, the watch on volumes and lists to measure, until nothing is due or time is up.

    Complaints go first: a list is measured when no complaint and no consequence waits. A complaint that takes far too
    long ends the whole process, for nothing else stops a library that will not return; the next worker takes over.

    Returns:
        How many complaints, outbox rows, accounts, alerts and lists were worked off.
    """
    until = time.monotonic() + seconds
    done = 0
    while done < limit and time.monotonic() < until:
        step = (
            drain_inbox(patience_seconds=settings.COMPLAINT_SECONDS) + drain_outbox(limit=BATCH) + drain_volumes()
            or drain_lists()
        )
        if not step:
            break
        done += step
    return done


def drain_inbox(only: Sequence[int] | None = None, *, patience_seconds: float | None = None) -> int:
    """Claim some complaints and process them.

    Args:
        only: complaint ids to choose from; None for all that are due.
        patience_seconds: what one complaint may take before the process is ended; None for ever.

    Returns:
        How many were claimed.
    """
    worker = uuid.uuid4().hex
    held_at = timezone.now()
    claimed = claim_complaints(worker, limit=BATCH, now=held_at, only=only)
    for complaint_id in claimed:
        if timezone.now() - held_at > LEASE / 2:
            held_at = timezone.now()
            hold(worker, now=held_at)
        with _ending_after(patience_seconds), bound_contextvars(complaint=complaint_id, worker=worker[:8]):
            process_one(complaint_id, worker)
    return len(claimed)


@contextlib.contextmanager
def _ending_after(seconds: float | None) -> Iterator[None]:
    """End the process, with a traceback, when the block takes longer: an exception would not reach into C."""
    if seconds is None:
        yield
        return
    faulthandler.dump_traceback_later(seconds, exit=True, file=sys.__stderr__ or 2)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


def drain_volumes() -> int:
    """Go a step on with the hourly watch on volumes, and hand its alerts to the desk; gives how much was done."""
    return step_on(now=timezone.now()) + file_alerts(now=timezone.now(), limit=BATCH)


def process_one(complaint_id: int, worker: str) -> None:
    """Process a claimed complaint; a failure gives it back, and the last one sets it aside for a person.

    A send log, a database or a raw store that is away is no failure of the complaint: it waits.
    """
    try:
        process_complaint(complaint_id, worker, now=timezone.now())
    except SendLogAwayError as error:
        logger.warning("It waits: %s", error)
        postpone(complaint_id, worker, error=str(error), now=timezone.now())
    except Exception as error:
        # A plug-in may fail on mail that nobody has seen yet: the mail is kept, and the drain goes on with the next.
        logger.exception("It could not be processed.")
        put_back = postpone if is_outage(error) else give_back
        put_back(complaint_id, worker, error=f"{type(error).__name__}: {error}", now=timezone.now())
