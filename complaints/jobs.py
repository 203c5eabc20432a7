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
from complaints.domain.errors import SendLogAwayError, StaleChangeError
from complaints.services.claim_complaints import LEASE, claim_complaints, give_back, hold, postpone
from complaints.services.deliver import drain_outbox
from complaints.services.file_alerts import file_alerts
from complaints.services.outage import is_outage
from complaints.services.process_batch import process_batch
from complaints.services.retention_run import step_on as step_on_forgetting

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

logger = logging.getLogger(__name__)

# Complaints of a batch are written in one transaction and share what was looked up for them.
BATCH = 40
OUTBOX_BATCH = 10


def drain(limit: int = 1000, seconds: float = 240) -> int:
    """Work off complaints, the outbox, volumes, lists and what is to be forgotten, until nothing is due or time is up.

    Complaints go first: a list is measured when no complaint and no consequence waits, and things are forgotten when
    there is nothing else to do. A complaint that takes far too long ends the whole process, for nothing else stops a
    library that will not return; the next worker takes over.

    Returns:
        How many complaints, outbox rows, accounts, alerts and lists were worked off, and rows looked at.
    """
    until = time.monotonic() + seconds
    done = 0
    while done < limit and time.monotonic() < until:
        step = (
            drain_inbox(patience_seconds=settings.COMPLAINT_SECONDS)
            + drain_outbox(limit=OUTBOX_BATCH)
            + drain_volumes()
            or drain_lists()
            or drain_retention()
        )
        if not step:
            break
        done += step
    return done


def drain_inbox(only: Sequence[int] | None = None, *, patience_seconds: float | None = None) -> int:
    """Claim some complaints and process them; a failure gives one back, and the last one sets it aside for a person.

    A send log, a database or a raw store that is away is no failure of the complaint: it waits.

    Args:
        only: complaint ids to choose from; None for all that are due.
        patience_seconds: what one complaint may take before the process is ended; None for ever.

    Returns:
        How many were claimed.
    """
    worker = uuid.uuid4().hex
    claimed = claim_complaints(worker, limit=BATCH, now=timezone.now(), only=only)
    if not claimed:
        return 0
    holding = _Holding(worker)

    @contextlib.contextmanager
    def guarded(_complaint_id: int) -> Iterator[None]:
        holding.on()
        with _ending_after(patience_seconds):
            yield

    with bound_contextvars(worker=worker[:8]):
        failed = process_batch(claimed, worker, now=timezone.now(), guarded=guarded)
        for complaint_id, error in failed.items():
            _put_back(complaint_id, worker, error)
    return len(claimed)


class _Holding:
    """Holds on to a worker's batch while it works: a slow batch must not go to another worker half done."""

    def __init__(self, worker: str) -> None:
        self._worker = worker
        self._since = timezone.now()

    def on(self) -> None:
        if timezone.now() - self._since > LEASE / 2:
            self._since = timezone.now()
            hold(self._worker, now=self._since)


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
    return step_on(now=timezone.now()) + file_alerts(now=timezone.now(), limit=OUTBOX_BATCH)


def drain_retention() -> int:
    """Go a step on with forgetting what is due; gives how many rows were looked at.

    Nothing that goes wrong with it may keep complaints waiting: its lease lets it rest for some minutes.
    """
    try:
        return step_on_forgetting(now=timezone.now())
    except Exception:
        logger.exception("What is due could not be forgotten; it is tried again in some minutes.")
        return 0


def _put_back(complaint_id: int, worker: str, error: Exception) -> None:
    what = f"{type(error).__name__}: {error}"
    with bound_contextvars(complaint=complaint_id):
        if isinstance(error, SendLogAwayError):
            logger.warning("It waits: %s", error)
            postpone(complaint_id, worker, error=str(error), now=timezone.now())
        elif isinstance(error, StaleChangeError):
            logger.info("Another worker has it by now.")
        elif is_outage(error):
            logger.error("It waits: %s", what, exc_info=error)
            postpone(complaint_id, worker, error=what, now=timezone.now())
        else:
            logger.error("It could not be processed: %s", what, exc_info=error)
            give_back(complaint_id, worker, error=what, now=timezone.now())
