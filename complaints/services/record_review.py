"""Record what a person found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from complaints.domain import reviews
from complaints.domain.errors import ForbiddenMoveError
from complaints.domain.lifecycle import CaseState
from complaints.models import Case, CaseReview

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import Staff

REVIEWABLE = frozenset({CaseState.OPEN.value, CaseState.WAITING.value})


@transaction.atomic
def record_review(case_id: int, review: str, finding: str, note: str, by: Staff, now: datetime) -> CaseReview:
    """Add a review's finding; the latest of each kind counts, none is edited.

    Raises:
        Case.DoesNotExist: there is no such case.
        UnknownChoiceError: there is no such review or finding.
        ForbiddenMoveError: the case is proposed or decided.
    """
    found = reviews.finding(review, finding)
    case = Case.objects.select_for_update().get(pk=case_id)
    if case.state not in REVIEWABLE:
        raise ForbiddenMoveError(case.state, "reviewed")
    row = CaseReview.objects.create(case=case, review=review, finding=finding, note=note.strip(), by=by, at=now)
    case.events.create(
        kind="review_recorded",
        sentence=f"{reviews.get(review).label}: {found.label}.",
        by=by,
        at=now,
        facts={"review": review, "finding": finding, "note": row.note},
    )
    return row
