"""Close cases of spam that was sent to the desk itself, many at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from complaints.domain.errors import CorrectionError, DeskError, StaleChangeError
from complaints.domain.facts import Status
from complaints.domain.lifecycle import CaseState
from complaints.models import Case, ReadingCorrection
from complaints.services.move_case import move_case

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from accounts.models import Staff

MAX_AT_ONCE = 100
KIND = "direct_spam"
_BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """What became of a bulk close.

    Attributes:
        cases: numbers of the cases that were closed.
        refused: sentences on those that were not.
    """

    cases: tuple[int, ...]
    refused: tuple[str, ...]


def close_direct(chosen: Sequence[tuple[int, int]], note: str, by: Staff, now: datetime) -> Closed:
    """Close each chosen case, with all its mail kept as no complaint; one transaction a case.

    Args:
        chosen: case numbers with the versions that the person saw; at most 100 are looked at.
        note: for colleagues; may be empty.
        by: who closes.
        now: aware UTC.
    """
    closed: list[int] = []
    refused: list[str] = []
    for case_id, version in chosen[:MAX_AT_ONCE]:
        try:
            _close(case_id, version, note.strip(), by, now)
        except DeskError as error:
            refused.append(str(error))
        except Case.DoesNotExist:
            refused.append(f"There is no case {case_id}.")
        else:
            closed.append(case_id)
    return Closed(cases=tuple(closed), refused=tuple(refused))


@transaction.atomic
def _close(case_id: int, version: int, note: str, by: Staff, now: datetime) -> None:
    case = Case.objects.select_for_update().get(pk=case_id)
    if case.kind != Case.Kind.DIRECT:
        message = f"{case} is no case of direct spam. Open it and decide it."
        raise CorrectionError(message)
    if case.version != version:
        raise StaleChangeError(str(case))
    move_case(case_id, version, CaseState.DECIDED, now=now)
    count = _keep_as_none(case, note, by, now)
    said = f" {note}" if note else ""
    case.events.create(
        kind="reading_corrected",
        sentence=f"Closed: spam sent to the desk itself, {count} {'mail' if count == 1 else 'mails'}.{said}",
        by=by,
        at=now,
        facts={"complaints": count},
    )


def _keep_as_none(case: Case, note: str, by: Staff, now: datetime) -> int:
    held = case.complaints.order_by("pk").only("status", "format", "recogniser", "kind", "needs")
    rows = [
        ReadingCorrection(
            complaint=one,
            case=case,
            kind=ReadingCorrection.Kind.NOT_A_COMPLAINT,
            chosen={"kind": KIND},
            before={"status": one.status, "format": one.format, "recogniser": one.recogniser, "case_id": case.pk},
            note=note,
            by=by,
            at=now,
        )
        for one in held.iterator(chunk_size=_BATCH)
    ]
    ReadingCorrection.objects.bulk_create(rows, batch_size=_BATCH)
    case.complaints.update(
        status=Status.NOT_A_COMPLAINT.value, kind=KIND, needs=[], case=None, version=F("version") + 1
    )
    return len(rows)
