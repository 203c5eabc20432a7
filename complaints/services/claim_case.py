"""Take a case, or let go of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from complaints.domain.errors import StaleChangeError
from complaints.models import Case

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import Staff


@transaction.atomic
def claim_case(case_id: int, by: Staff, now: datetime) -> Case:
    """Make a person the one who works on a case; claiming one's own case changes nothing.

    Raises:
        Case.DoesNotExist: there is no such case.
        StaleChangeError: somebody else was faster.
    """
    case = Case.objects.get(pk=case_id)
    if case.assignee_id == by.pk:
        return case
    if not Case.objects.filter(Q(pk=case_id), Q(assignee__isnull=True)).update(assignee=by):
        raise StaleChangeError(str(case))
    case.events.create(kind="claimed", sentence=f"Claimed by {by.get_username()}.", by=by, at=now)
    case.refresh_from_db()
    return case


@transaction.atomic
def release_case(case_id: int, by: Staff, now: datetime) -> Case:
    """Let go of a case, whoever holds it; the history says who did.

    Raises:
        Case.DoesNotExist: there is no such case.
    """
    case = Case.objects.get(pk=case_id)
    if Case.objects.filter(pk=case_id, assignee__isnull=False).update(assignee=None):
        case.events.create(kind="released", sentence=f"Released by {by.get_username()}.", by=by, at=now)
    case.refresh_from_db()
    return case
