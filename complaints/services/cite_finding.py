"""Cite what the desk found as evidence in a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from complaints.domain.errors import ForbiddenMoveError, UnknownChoiceError
from complaints.models import Case
from complaints.selectors.citations import CITED, sentences_of, spelled
from complaints.services.record_review import REVIEWABLE

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import Staff
    from complaints.models import CaseEvent, Incident


@transaction.atomic
def cite_finding(incident: Incident, sentence: str, by: Staff, now: datetime) -> CaseEvent:
    """Keep a sentence as it is found now, once: what the records say later does not change it.

    Args:
        incident: of the case in which it is cited.
        sentence: one that the desk finds of this incident, however its blanks are spelled.
        by: who cites it.
        now: aware UTC.

    Raises:
        Case.DoesNotExist: the incident is in no case.
        ForbiddenMoveError: the case is proposed or decided.
        UnknownChoiceError: the desk does not find that, or not any more.
    """
    case = Case.objects.select_for_update().get(pk=incident.case_id or 0)
    if case.state not in REVIEWABLE:
        raise ForbiddenMoveError(case.state, "given evidence")
    review = sentences_of(incident).get(spelled(sentence))
    if review is None:
        raise UnknownChoiceError(sentence, "finding")
    kept = case.events.filter(kind=CITED, sentence=spelled(sentence)).first()
    facts = {"incident": incident.pk, "review": review}
    return kept or case.events.create(kind=CITED, sentence=spelled(sentence), by=by, at=now, facts=facts)
