"""Add a note for colleagues to a case's history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from complaints.domain.errors import TextLengthError
from complaints.models import Case

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import Staff
    from complaints.models import CaseEvent

WHAT = "a note"
LONGEST_NOTE = 10_000


@transaction.atomic
def add_note(case_id: int, text: str, by: Staff, now: datetime) -> CaseEvent:
    """Keep a note; it never leaves the house.

    Raises:
        Case.DoesNotExist: there is no such case.
        TextLengthError: the note is empty or too long.
    """
    note = text.strip()
    if not note or len(note) > LONGEST_NOTE:
        raise TextLengthError(WHAT, LONGEST_NOTE)
    return Case.objects.get(pk=case_id).events.create(kind="note", sentence=note, by=by, at=now)
