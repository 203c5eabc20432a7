"""Turn received complaints into incidents and cases: the whole line from raw bytes to somebody's queue."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from structlog.contextvars import bound_contextvars

from accounts.selectors.directory import directory
from complaints.models import Complaint
from complaints.services.process_complaint import first_receipts, prepare, write

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from complaints.services.process_complaint import Prepared

logger = logging.getLogger(__name__)


def process_batch(
    claimed: Sequence[int],
    worker: str,
    *,
    now: datetime,
    guarded: Callable[[int], AbstractContextManager[object]],
) -> dict[int, Exception]:
    """Process complaints that `worker` has claimed. Doing it twice changes nothing.

    Reading and proving happen first, one by one, outside of any transaction: they are slow and only read. All writes of
    the batch are one transaction; where that fails each complaint is written by itself, so that one holds up no other.

    Args:
        claimed: their ids.
        worker: who claimed them.
        now: aware UTC.
        guarded: gives what surrounds the reading of one complaint, such as a limit in time.

    Returns:
        Of each complaint that could not be done what went wrong; never raises for one of them.
    """
    records = directory()
    complaints = Complaint.objects.select_related("raw").in_bulk(list(claimed))
    firsts = first_receipts(complaints.values())
    failed: dict[int, Exception] = {}
    prepared: list[Prepared] = []
    for number in claimed:
        with guarded(number), bound_contextvars(complaint=number):
            try:
                prepared.append(prepare(complaints[number], firsts.get(number), records.anew(), now=now))
            except Exception as error:  # noqa: BLE001 - a plug-in may fail on mail that nobody has seen yet
                failed[number] = error
    return failed | _written(prepared, worker, now=now)


def _written(prepared: Sequence[Prepared], worker: str, *, now: datetime) -> dict[int, Exception]:
    if not prepared:
        return {}
    try:
        write(prepared, worker, now=now)
    except Exception as error:  # noqa: BLE001 - of a batch nobody knows yet whose fault it was
        if len(prepared) == 1:
            return {prepared[0].complaint.pk: error}
        logger.info("%s complaints are written one by one: %s", len(prepared), error)
        failed: dict[int, Exception] = {}
        for one in prepared:
            failed |= _written([one], worker, now=now)
        return failed
    for one in prepared:
        _tell(one)
    return {}


def _tell(one: Prepared) -> None:
    complaint = one.complaint
    how = f"the same as complaint {one.first.pk}" if one.first else f"{complaint.status}, read as {complaint.format}"
    logger.info("Processed: %s.", how, extra={"complaint": complaint.pk})
