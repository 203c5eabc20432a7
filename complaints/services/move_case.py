"""Move a case from state to state by compare-and-set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F

from complaints.domain.errors import StaleChangeError
from complaints.domain.lifecycle import CaseState, move
from complaints.models import Case

if TYPE_CHECKING:
    from datetime import datetime


def move_case(case_id: int, version: int, then: CaseState, *, now: datetime) -> Case:
    """Move a case, raise its version and give it back; runs inside the caller's transaction.

    A decided case takes no more incidents: the next one opens a case that follows it.

    Raises:
        Case.DoesNotExist: there is no such case.
        StaleChangeError: the case was changed since that version was read.
        ForbiddenMoveError: the state may not follow the case's present one.
    """
    case = Case.objects.get(pk=case_id)
    if case.version != version:
        raise StaleChangeError(str(case))
    move(CaseState(case.state), then)
    changes: dict[str, object] = {"state": then.value, "version": F("version") + 1}
    if then is CaseState.DECIDED:
        changes |= {"open_key": None, "decided_at": now}
    if not Case.objects.filter(pk=case_id, version=version, state=case.state).update(**changes):
        raise StaleChangeError(str(case))
    return Case.objects.get(pk=case_id)


def reopen_case(case_id: int, version: int, *, now: datetime) -> Case:
    """Open a case again; it takes new incidents again unless another case took its place meanwhile.

    Raises:
        As `move_case`.
    """
    case = move_case(case_id, version, CaseState.OPEN, now=now)
    Case.objects.filter(pk=case_id).update(decided_at=None)
    try:
        with transaction.atomic():
            Case.objects.filter(pk=case_id).update(open_key=case.grouping)
    except IntegrityError:
        case.events.create(
            kind="not_grouped", at=now, sentence="New incidents go on to the case that follows; this one takes none."
        )
    return Case.objects.get(pk=case_id)
