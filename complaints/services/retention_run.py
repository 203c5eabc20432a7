"""Forget what is due, in small steps, so that complaints need not wait for it.

Many machines may ask at any time: the row of an hour is made once, and its lease lets one work at a time. A step looks
at 200 rows at most, and one that is done twice changes nothing; a worker that dies costs a lease.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from complaints.models import RetentionRun
from complaints.selectors.retention import behind, complaints_in, decided_cases, judged, no_complaints, periods
from complaints.services.forget_complaints import MOST_AT_ONCE, erase_raw, forget_complaints
from complaints.services.forget_history import forget_history

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from complaints.selectors.retention import DecidedCase

LEASE = timedelta(minutes=5)
KEPT = timedelta(days=30)
Stage = RetentionRun.Stage
_NEXT = {Stage.CASES: Stage.NO_CASE, Stage.NO_CASE: Stage.BYTES}
_PROGRESS = (
    *("stage", "after_at", "after_id", "within", "complaints", "raw_messages", "raw_bytes", "leased_until"),
    "finished_at",
)


def step_on(*, now: datetime) -> int:
    """Go a step on with the run that is due, or begin one: one an hour.

    Args:
        now: aware UTC; decides which hour's run is due.

    Returns:
        How many rows were looked at; 0 when nothing is due or another worker is at it.

    Raises:
        OSError: the raw store cannot be reached.
    """
    run = _due(now)
    if run is None:
        return 0
    lease = secrets.token_hex(8)
    ours = RetentionRun.objects.filter(pk=run.pk, finished_at=None, leased_until__lte=now)
    if not ours.update(lease=lease, leased_until=now + LEASE):
        return 0
    run.refresh_from_db()
    looked_at = advance(run, now=now)
    run.leased_until = now
    RetentionRun.objects.filter(pk=run.pk, lease=lease).update(**{name: getattr(run, name) for name in _PROGRESS})
    return looked_at


def _due(now: datetime) -> RetentionRun | None:
    """Give the unfinished run, unless somebody works on it; where the hour has none, make it.

    Looked at first without writing: an idle worker must not take SQLite's one write lock at every turn.
    """
    if periods().latest(now) is None:
        return None
    hour = now.replace(minute=0, second=0, microsecond=0)
    newest = RetentionRun.objects.order_by("-hour").first()
    if newest is not None and newest.finished_at is None:
        return newest if newest.leased_until <= now else None
    if newest is not None and newest.hour >= hour:
        return None
    RetentionRun.objects.bulk_create([RetentionRun(hour=hour, leased_until=now)], ignore_conflicts=True)
    RetentionRun.objects.filter(hour__lt=now - KEPT).delete()
    return RetentionRun.objects.filter(hour=hour, finished_at=None).first()


def forget_all(*, now: datetime, watch: Callable[[RetentionRun, int], object]) -> RetentionRun:
    """Forget all that is due now; a worker that does the same at the same time does no harm.

    Args:
        now: aware UTC.
        watch: called after each step with the run and how many rows the step looked at.

    Raises:
        OSError: the raw store cannot be reached.
    """
    run = RetentionRun(hour=now, leased_until=now)
    while run.finished_at is None:
        watch(run, advance(run, now=now))
    return run


def advance(run: RetentionRun, *, now: datetime) -> int:
    """Go through stages until one of them found something to look at, and note on the run how far it is.

    Returns:
        How many rows were looked at; 0 when the run is finished.
    """
    while run.finished_at is None:
        looked_at = _STEPS[Stage(run.stage)](run, now)
        if looked_at:
            return looked_at
        _turn(run, now)
    return 0


def _turn(run: RetentionRun, now: datetime) -> None:
    following = _NEXT.get(Stage(run.stage))
    if following is None:
        run.finished_at = now
        return
    run.stage, run.after_at, run.after_id, run.within = following, None, 0, 0


def _page(run: RetentionRun, now: datetime) -> list[DecidedCase]:
    return judged(behind(decided_cases(now), "decided_at", run.after_at, run.after_id)[:MOST_AT_ONCE], now)


def _cases(run: RetentionRun, now: datetime) -> int:
    """Forget some of what the cases at hand hold; when that is all, their history comes next."""
    page = _page(run, now)
    due = [case.case_id for case in page if case.due]
    numbers = complaints_in(due, after=run.within, limit=MOST_AT_ONCE) if due else []
    if numbers:
        _forget(run, numbers, now)
        return len(numbers)
    if due:
        run.stage, run.within = Stage.HISTORY, 0
    else:
        _pass_by(run, page)
    return len(page)


def _history(run: RetentionRun, now: datetime) -> int:
    """Go on with the history of the cases at hand; when that is all, the next cases come."""
    page = _page(run, now)
    due = [case.case_id for case in page if case.due]
    last = forget_history(due, after=run.within, now=now) if due else None
    if last is not None:
        run.within = last
        return MOST_AT_ONCE
    run.stage = Stage.CASES
    _pass_by(run, page)
    return max(len(page), 1)


def _no_case(run: RetentionRun, now: datetime) -> int:
    left = behind(no_complaints(now), "processed_at", run.after_at, run.after_id)
    rows = list(left.values_list("pk", "processed_at")[:MOST_AT_ONCE])
    if not rows:
        return 0
    if not _forget(run, [number for number, _ in rows], now):
        run.after_id, run.after_at = rows[-1]
    return len(rows)


def _bytes(run: RetentionRun, _now: datetime) -> int:
    erased = erase_raw(limit=MOST_AT_ONCE)
    run.raw_messages += erased.raw_messages
    run.raw_bytes += erased.raw_bytes
    return erased.raw_messages


_STEPS: dict[RetentionRun.Stage, Callable[[RetentionRun, datetime], int]] = {
    Stage.CASES: _cases,
    Stage.HISTORY: _history,
    Stage.NO_CASE: _no_case,
    Stage.BYTES: _bytes,
}


def _forget(run: RetentionRun, numbers: list[int], now: datetime) -> bool:
    """Forget what may be of these; tells whether they have to be gone through again."""
    done = forget_complaints(numbers, now=now)
    run.complaints += done.complaints
    if not done.more:
        run.within = numbers[-1]
    return done.more


def _pass_by(run: RetentionRun, page: list[DecidedCase]) -> None:
    run.within = 0
    if page:
        run.after_at, run.after_id = page[-1].decided_at, page[-1].case_id
