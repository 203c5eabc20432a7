"""The drains that workers run. The database says what is to be done; a job only says that somebody should look."""

from __future__ import annotations

import logging
import time
import uuid
from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.services.measure_list import drain_lists
from accounts.services.volume_run import step_on
from complaints.domain.errors import SendLogAwayError
from complaints.services.claim_complaints import claim_complaints, give_back, postpone
from complaints.services.deliver import drain_outbox
from complaints.services.file_alerts import file_alerts
from complaints.services.process_complaint import process_complaint

if TYPE_CHECKING:
    from collections.abc import Sequence

logger = logging.getLogger(__name__)

BATCH = 10


def drain(limit: int = 1000, seconds: float = 240) -> int:
    """Work off complaints, the outbox, the watch on volumes and lists to measure, until nothing is due or time is up.

    Complaints go first: a list is measured when no complaint and no consequence waits.

    Returns:
        How many complaints, outbox rows, accounts, alerts and lists were worked off.
    """
    until = time.monotonic() + seconds
    done = 0
    while done < limit and time.monotonic() < until:
        step = drain_inbox() + drain_outbox(limit=BATCH) + drain_volumes() or drain_lists()
        if not step:
            break
        done += step
    return done


def drain_inbox(only: Sequence[int] | None = None) -> int:
    """Claim some complaints and process them.

    Args:
        only: complaint ids to choose from; None for all that are due.

    Returns:
        How many were claimed.
    """
    worker = uuid.uuid4().hex
    claimed = claim_complaints(worker, limit=BATCH, now=timezone.now(), only=only)
    for complaint_id in claimed:
        process_one(complaint_id, worker)
    return len(claimed)


def drain_volumes() -> int:
    """Go a step on with the hourly watch on volumes, and hand its alerts to the desk; gives how much was done."""
    return step_on(now=timezone.now()) + file_alerts(now=timezone.now(), limit=BATCH)


def process_one(complaint_id: int, worker: str) -> None:
    """Process a claimed complaint; a failure gives it back, and the last one sets it aside for a person.

    A send log that is away is no failure of the complaint: it waits.
    """
    try:
        process_complaint(complaint_id, worker, now=timezone.now())
    except SendLogAwayError as error:
        logger.warning("Complaint %s waits: %s", complaint_id, error)
        postpone(complaint_id, worker, error=str(error), now=timezone.now())
    except Exception as error:
        # A plug-in may fail on mail that nobody has seen yet: the mail is kept, and the drain goes on with the next.
        logger.exception("Complaint %s could not be processed.", complaint_id)
        give_back(complaint_id, worker, error=f"{type(error).__name__}: {error}", now=timezone.now())
