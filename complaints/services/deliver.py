"""Work off the outbox: claim a row for a time, deliver it outside of any transaction, and mark what became of it.

A row is delivered at least once; its idempotency key makes the second time show as the first. Claims and results are
compare-and-set, so that two workers on one row, or one that was thought dead, cannot both write.
"""

from __future__ import annotations

import logging
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from complaints.domain.delivery import Delivery, DeliveryError
from complaints.domain.errors import StaleChangeError
from complaints.domain.lifecycle import DecisionState, OutboxState, move
from complaints.enforcement import HANDLERS
from complaints.models import OutboxRow

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.db.models import QuerySet

    from accounts.models import Staff

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=settings.LEASE_SECONDS)
ATTEMPTS = 6
FIRST_PAUSE = timedelta(minutes=1)
WORKER_CHARACTERS = 23
ERROR_CHARACTERS = 2000
WITHDRAWN = (DecisionState.SENT_BACK.value, DecisionState.SUPERSEDED.value)


def drain_outbox(*, limit: int, now_fn: Callable[[], datetime] = timezone.now, worker: str = "") -> int:
    """Deliver what is due, oldest first.

    Args:
        limit: how many rows at most.
        now_fn: gives aware UTC.
        worker: name for the lease, for people; a random part is added.

    Returns:
        How many rows were worked off, whatever became of them.
    """
    lease = f"{worker[:WORKER_CHARACTERS]}:{secrets.token_hex(8)}"
    done = 0
    while done < limit:
        # Looked at first without a transaction: an idle worker must not take SQLite's one write lock at every turn.
        row = _claim(lease, now_fn()) if _due(now_fn()).exists() else None
        if row is None:
            break
        if row.state == OutboxState.CLAIMED.value:
            _deliver(row, now_fn)
        done += 1
    return done


def retry(row_id: int, by: Staff, now: datetime) -> OutboxRow:
    """Give a dead row a new set of attempts, at once.

    Raises:
        OutboxRow.DoesNotExist: there is no such row.
        ForbiddenMoveError, StaleChangeError: it is not dead.
    """
    changes = {"attempts": 0, "not_before": now, "error": ""}
    return _move_by_hand(row_id, OutboxState.PENDING, changes, by, now)


def cancel(row_id: int, by: Staff, now: datetime) -> OutboxRow:
    """Keep a row that has not left from ever leaving.

    Raises:
        OutboxRow.DoesNotExist: there is no such row.
        ForbiddenMoveError, StaleChangeError: it is delivered, or being delivered right now.
    """
    return _move_by_hand(row_id, OutboxState.CANCELLED, {}, by, now)


def _due(now: datetime) -> QuerySet[OutboxRow]:
    return OutboxRow.objects.filter(
        Q(state=OutboxState.PENDING.value, not_before__lte=now)
        | Q(state=OutboxState.CLAIMED.value, leased_until__lt=now)
    )


@transaction.atomic
def _claim(lease: str, now: datetime) -> OutboxRow | None:
    """Lease the next due row, or settle it where it may not leave any more."""
    rows = _due(now).select_for_update(skip_locked=True, of=("self",))
    row = rows.select_related("decision", "case").order_by("not_before", "pk").first()
    if row is None:
        return None
    seen = {"pk": row.pk, "state": row.state, "lease": row.lease}
    if _is_withdrawn(row):
        changes: dict[str, object] = {"state": OutboxState.CANCELLED.value, "lease": "", "leased_until": None}
    elif row.attempts >= ATTEMPTS:
        changes = {"state": OutboxState.DEAD.value, "lease": "", "leased_until": None}
    else:
        changes = {"state": OutboxState.CLAIMED.value, "lease": lease, "leased_until": now + LEASE}
        changes["attempts"] = F("attempts") + 1
    OutboxRow.objects.filter(**seen).update(**changes)
    row.refresh_from_db()
    if row.state == OutboxState.DEAD.value:
        _tell(row, "consequence_failed", f"Given up: {row.summary}", now)
    return row


def _is_withdrawn(row: OutboxRow) -> bool:
    """Tell whether the decision was undone while a worker had the row."""
    return row.decision is not None and row.decision.state in WITHDRAWN and ":undo:" not in row.idempotency_key


def _deliver(row: OutboxRow, now_fn: Callable[[], datetime]) -> None:
    logger.info("Delivering consequence %s.", row.pk, extra={"complaint": row.complaint_id, "case": row.case_id})
    handler = HANDLERS.get(row.kind)
    if handler is None:
        _failed(row, f"Nothing delivers “{row.kind}”.", now_fn(), lasting=True)
        return
    try:
        handler(Delivery(key=row.idempotency_key, payload=row.payload))
    except DeliveryError as error:
        _failed(row, str(error), now_fn(), lasting=error.lasting)
    except Exception as error:
        # One consequence that nobody foresaw must not hold up all others; it is tried again and then kept aside.
        logger.exception("Outbox row %s could not be delivered.", row.pk)
        _failed(row, f"{type(error).__name__}: {error}", now_fn(), lasting=False)
    else:
        _delivered(row, now_fn())


@transaction.atomic
def _delivered(row: OutboxRow, now: datetime) -> None:
    changes = {"state": OutboxState.DELIVERED.value, "delivered_at": now, "error": ""}
    if _settle(row, changes):
        _tell(row, "consequence_delivered", f"Done: {row.summary}", now)


@transaction.atomic
def _failed(row: OutboxRow, problem: str, now: datetime, *, lasting: bool) -> None:
    given_up = lasting or row.attempts >= ATTEMPTS
    state = OutboxState.DEAD if given_up else OutboxState.PENDING
    pause = FIRST_PAUSE * 4 ** max(0, row.attempts - 1)
    changes = {"state": state.value, "error": problem[:ERROR_CHARACTERS], "not_before": now + pause}
    if _settle(row, changes) and given_up:
        _tell(row, "consequence_failed", f"Given up: {row.summary} {problem[:200]}", now)


def _settle(row: OutboxRow, changes: dict[str, object]) -> bool:
    """Write a result while the lease is still ours."""
    mine = OutboxRow.objects.filter(pk=row.pk, state=OutboxState.CLAIMED.value, lease=row.lease)
    return bool(mine.update(**changes, lease="", leased_until=None))


def _tell(row: OutboxRow, kind: str, sentence: str, now: datetime, by: Staff | None = None) -> None:
    if row.case is not None:
        row.case.events.create(kind=kind, sentence=sentence, at=now, by=by, facts={"outbox": row.pk})


@transaction.atomic
def _move_by_hand(row_id: int, then: OutboxState, changes: dict[str, object], by: Staff, now: datetime) -> OutboxRow:
    row = OutboxRow.objects.select_related("case").get(pk=row_id)
    move(OutboxState(row.state), then)
    if not OutboxRow.objects.filter(pk=row_id, state=row.state).update(state=then.value, **changes):
        raise StaleChangeError(str(row))
    row.refresh_from_db()
    words = {OutboxState.PENDING: "To be tried again", OutboxState.CANCELLED: "Cancelled"}
    _tell(row, f"consequence_{then.value}", f"{words[then]}: {row.summary}", now, by)
    return row
