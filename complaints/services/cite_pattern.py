"""Cite what a signal says of a list as evidence in a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from accounts.models import ListPattern
from complaints.domain.errors import UnknownChoiceError
from complaints.models import Case
from complaints.selectors.list_panels import cited

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import Staff
    from complaints.models import CaseEvent


@transaction.atomic
def cite_pattern(case_id: int, list_id: str, key: str, by: Staff, now: datetime) -> CaseEvent:
    """Keep the sentence with its figures as they stand now: a later computation does not change what was cited.

    Args:
        case_id: the case.
        list_id: a list of the case's account.
        key: see `SignalLine.key`.
        by: who cites it.
        now: aware UTC.

    Raises:
        Case.DoesNotExist: there is no such case.
        UnknownChoiceError: the list has no such signal.
    """
    pattern = ListPattern.objects.filter(pk=list_id).first()
    signal = cited(pattern.signals, key) if pattern else None
    if pattern is None or signal is None:
        raise UnknownChoiceError(key, "signal")
    part = f"among {signal['batch']}: " if signal.get("batch") else ""
    usual = "" if signal["baseline"] is None else f" Other lists: {signal['baseline']:.4g} at the median."
    return Case.objects.get(pk=case_id).events.create(
        kind="list_pattern_cited",
        sentence=f"List {list_id}, {signal['label']}: {part}{signal['detail']}{usual}",
        facts={"list": list_id, "computed_at": pattern.computed_at.isoformat(), "signal": signal},
        by=by,
        at=now,
    )
