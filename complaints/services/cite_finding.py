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
def cite_finding(case_id: int, incident: Incident | None, sentence: str, by: Staff, now: datetime) -> CaseEvent:
    """Keep a sentence as it is found now, once: what the records say later does not change it.

    Args:
        case_id: of the case in which it is cited.
        incident: one of that case, for what is found of it; None for what is found of the account's volume.
        sentence: one that the desk finds, however its blanks are spelled.
        by: who cites it.
        now: aware UTC.

    Raises:
        Case.DoesNotExist: there is no such case.
        ForbiddenMoveError: the case is proposed or decided.
        UnknownChoiceError: the desk does not find that, or not any more.
    """
    case = Case.objects.select_for_update().get(pk=case_id)
    if case.state not in REVIEWABLE:
        raise ForbiddenMoveError(case.state, "given evidence")
    tab = sentences_of(case, incident).get(spelled(sentence))
    if tab is None:
        raise UnknownChoiceError(sentence, "finding")
    kept = case.events.filter(kind=CITED, sentence=spelled(sentence)).first()
    facts = {"incident": incident.pk if incident else None, "tab": tab}
    return kept or case.events.create(kind=CITED, sentence=spelled(sentence), by=by, at=now, facts=facts)
