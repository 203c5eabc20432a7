"""Keep everything of a case until a person lets go of it, whatever the retention rules say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from complaints.domain.errors import ForgottenError, StaleChangeError, TextLengthError
from complaints.models import Case

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import Staff

WHAT = "a reason"
LONGEST_REASON = 10_000


@transaction.atomic
def place_legal_hold(case_id: int, reason: str, by: Staff, now: datetime) -> Case:
    """Stop all forgetting of what a case holds.

    Raises:
        Case.DoesNotExist: there is no such case.
        TextLengthError: the reason is missing or too long.
        ForgottenError: everything it held was forgotten already.
        StaleChangeError: it is held already.
    """
    return _set(case_id, reason, by, now, hold=True)


@transaction.atomic
def release_legal_hold(case_id: int, reason: str, by: Staff, now: datetime) -> Case:
    """Let the retention rules count again; what is due by them is forgotten within the hour.

    Raises:
        Case.DoesNotExist, TextLengthError: as `place_legal_hold`.
        StaleChangeError: it is not held.
    """
    return _set(case_id, reason, by, now, hold=False)


def _set(case_id: int, reason: str, by: Staff, now: datetime, *, hold: bool) -> Case:
    why = reason.strip()
    if not 0 < len(why) <= LONGEST_REASON:
        raise TextLengthError(WHAT, LONGEST_REASON)
    case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    if hold and case.forgotten_at:
        raise ForgottenError(case.forgotten)
    if case.legal_hold is hold:
        raise StaleChangeError(str(case))
    case.legal_hold = hold
    case.save(update_fields=["legal_hold"])
    case.events.create(
        kind="legal_hold_placed" if hold else "legal_hold_released",
        sentence=f"{'Placed' if hold else 'Released'} the legal hold: {why}",
        by=by,
        at=now,
    )
    return case
