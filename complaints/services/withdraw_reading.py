"""Take a complaint out of the cases that a wrong reading put it into. Part of the transaction that corrects it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F

from complaints.domain.errors import CorrectionError
from complaints.domain.lifecycle import CaseState
from complaints.models import Case, Charge, Incident
from complaints.services.move_case import move_case
from complaints.services.open_case import add_up_priority

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from complaints.models import Complaint, ReadingCorrection

CORRECTABLE = (CaseState.OPEN.value, CaseState.WAITING.value)


def cases_of(complaint: Complaint) -> tuple[Case, ...]:
    """Give the cases that hold a complaint or its incidents, in the order of their numbers, locked."""
    numbers = set(complaint.incidents.standing().filter(case__isnull=False).values_list("case_id", flat=True))
    if complaint.case_id:
        numbers.add(complaint.case_id)
    return tuple(Case.objects.select_for_update().filter(pk__in=numbers).order_by("pk"))


def require_correctable(complaint: Complaint, cases: Iterable[Case]) -> None:
    """Stop when something that cannot be taken back rests on the present reading.

    Raises:
        CorrectionError: an incident is charged, or a case is decided or proposed.
    """
    charged = Charge.objects.filter(
        incident__complaint=complaint, incident__superseded_by=None, credits=None, credited_by=None
    ).first()
    if charged:
        message = (
            f"Incident {charged.incident_id} is charged. Reverse the decision on case {charged.decision.case_id} first."
        )
        raise CorrectionError(message)
    for case in cases:
        if case.state not in CORRECTABLE:
            message = (
                f"Case {case.pk} is {case.state}. Reverse its decision, or have the proposal answered, and correct "
                "the reading then."
            )
            raise CorrectionError(message)


def withdraw(complaint: Complaint, correction: ReadingCorrection, cases: Iterable[Case]) -> None:
    """Supersede the incidents of the wrong reading and take the complaint out of its cases.

    Incidents stay as rows, in no case. Another report of the same message takes the lead where a superseded one had it.
    The cases' versions rise, so that a decision made from a page that still shows the incidents is refused.
    """
    gone = list(complaint.incidents.standing().values_list("pk", flat=True))
    Incident.objects.filter(pk__in=gone).update(superseded_by=correction, case=None, duplicate_of=None)
    for number in gone:
        others = Incident.objects.filter(duplicate_of=number).order_by("pk")
        leader = others.first()
        if leader is not None:
            Incident.objects.filter(pk=leader.pk).update(duplicate_of=None)
            others.exclude(pk=leader.pk).update(duplicate_of=leader)
    Case.objects.filter(pk__in=[case.pk for case in cases]).update(version=F("version") + 1)
    complaint.case = None
    complaint.listing = None
    complaint.save(update_fields=["case", "listing"])


def leave(case: Case, correction: ReadingCorrection, *, to: Iterable[Case] = (), now: datetime) -> None:
    """Tell a case that a complaint was taken out of it, and close it when it holds nothing any more."""
    went = [other for other in to if other.pk != case.pk]
    behind = f" It is in case {', '.join(str(other.pk) for other in went)} now." if went else ""
    case.refresh_from_db()
    empty = not case.incidents.exists() and not case.complaints.exists()
    closed = " Nothing else was in this case, so it is closed." if empty else ""
    said = f" {correction.note}" if correction.note else ""
    case.events.create(
        kind="reading_corrected",
        sentence=f"Complaint {correction.complaint_id} was taken out: {describe(correction)}.{said}{behind}{closed}",
        by=correction.by,
        at=now,
        facts={"complaint": correction.complaint_id, "correction": correction.pk, "cases": [one.pk for one in went]},
    )
    if empty:
        move_case(case.pk, case.version, CaseState.DECIDED, now=now)
    else:
        add_up_priority(case)


def describe(correction: ReadingCorrection) -> str:
    """Say in a few words what was corrected."""
    what = correction.get_kind_display().lower()
    kind = str(correction.chosen.get("kind", "")).replace("_", " ")
    return f"{what} ({kind})" if kind else what
