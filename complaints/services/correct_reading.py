"""Correct how a complaint was read: it is one, its original stands elsewhere, or it is none after all."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F

from accounts.selectors.directory import directory
from complaints.domain.errors import CorrectionError, ForgottenError, StaleChangeError, UnknownChoiceError
from complaints.domain.facts import Status
from complaints.domain.mime import read_message
from complaints.domain.rereading import NO_COMPLAINT, as_complaint, corrected
from complaints.models import Case, Complaint, ReadingCorrection
from complaints.services.file_complaint import file_complaint
from complaints.services.filing import keep_originals, note_originals
from complaints.services.process_complaint import columns, received_of, weigh
from complaints.services.withdraw_reading import cases_of, describe, leave, require_correctable, withdraw

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import Staff
    from complaints.domain.marking import Correction
    from complaints.domain.ports import AccountDirectory
    from complaints.services.process_complaint import Understood

Kind = ReadingCorrection.Kind


def take_as_complaint(complaint_id: int, note: str, by: Staff, now: datetime, version: int) -> Complaint:
    """File a mail as a complaint that was read as none, or as spam sent to the desk itself.

    Raises:
        Complaint.DoesNotExist: there is no such complaint.
        StaleChangeError: the reading was corrected meanwhile.
        CorrectionError: it is a complaint already, or cannot be corrected now.
        OSError: the raw message cannot be read.
    """
    complaint = correctable(complaint_id, version)
    direct = complaint.case is not None and complaint.case.kind == Case.Kind.DIRECT
    if complaint.status != Status.NOT_A_COMPLAINT and not direct:
        message = f"Complaint {complaint_id} counts as a complaint already. Mark its original where that is missing."
        raise CorrectionError(message)
    records = directory()
    message_read = read_message(received_of(complaint))
    understood = weigh(message_read, as_complaint(message_read), records, now=now)
    row = ReadingCorrection(complaint=complaint, kind=Kind.COMPLAINT, note=note.strip(), by=by, at=now)
    return refile(complaint, row, understood, records)


def mark_original(
    complaint_id: int, correction: Correction, note: str, by: Staff, now: datetime, version: int
) -> Complaint:
    """File a complaint anew with the original that a person marked.

    Incidents of the earlier reading are superseded. The reporter is asked nothing: a person is at it.

    Raises:
        Complaint.DoesNotExist: there is no such complaint.
        StaleChangeError: the reading was corrected meanwhile.
        UnreadableMarkError: there are no such lines.
        CorrectionError: a charge or decision rests on the present reading, or it is not read yet.
        OSError: the raw message cannot be read.
    """
    complaint = correctable(complaint_id, version)
    records = directory()
    message = read_message(received_of(complaint))
    understood = weigh(message, corrected(message, correction), records, now=now)
    row = ReadingCorrection(
        complaint=complaint, kind=Kind.ORIGINAL, chosen=asdict(correction), note=note.strip(), by=by, at=now
    )
    return refile(complaint, row, understood, records)


@transaction.atomic
def take_as_none(complaint_id: int, kind: str, note: str, by: Staff, now: datetime, version: int) -> Complaint:
    """Keep a complaint without an incident as no complaint, and close its case when that holds nothing else.

    Raises:
        Complaint.DoesNotExist: there is no such complaint.
        UnknownChoiceError: there is no such kind.
        StaleChangeError: the reading was corrected meanwhile.
        CorrectionError: it has an incident, is none already, or its case is decided.
    """
    if kind not in NO_COMPLAINT:
        raise UnknownChoiceError(kind, "kind of mail")
    complaint = correctable(complaint_id, version)
    if complaint.status == Status.NOT_A_COMPLAINT:
        message = f"Complaint {complaint_id} counts as no complaint already."
        raise CorrectionError(message)
    if complaint.incidents.standing().exists():
        message = f"Complaint {complaint_id} has an incident. Decide its case, by a dismissal for instance."
        raise CorrectionError(message)
    row = ReadingCorrection(
        complaint=complaint, kind=Kind.NOT_A_COMPLAINT, chosen={"kind": kind}, note=note.strip(), by=by, at=now
    )
    cases = _begin(complaint, row, {"status": Status.NOT_A_COMPLAINT.value, "kind": kind, "needs": []})
    for case in cases:
        leave(case, row, now=now)
    return complaint


def correctable(complaint_id: int, version: int) -> Complaint:
    """Give a complaint whose reading may be corrected.

    Raises:
        Complaint.DoesNotExist, StaleChangeError, CorrectionError: as the corrections say.
        ForgottenError: it was forgotten.
    """
    complaint = Complaint.objects.select_related("raw", "case").get(pk=complaint_id)
    if complaint.forgotten_at is not None:
        raise ForgottenError(complaint.forgotten)
    if complaint.version != version:
        raise StaleChangeError(str(complaint))
    if complaint.duplicate_of_id:
        message = f"Complaint {complaint_id} is a second receipt. Correct complaint {complaint.duplicate_of_id}."
        raise CorrectionError(message)
    if complaint.state != Complaint.State.PROCESSED:
        message = f"Complaint {complaint_id} is not read yet, or was set aside after errors. Reload the page later."
        raise CorrectionError(message)
    return complaint


@transaction.atomic
def refile(
    complaint: Complaint, row: ReadingCorrection, understood: Understood, records: AccountDirectory
) -> Complaint:
    """Write all that follows from a better reading or newer records: one transaction, begun by compare-and-set.

    Raises:
        StaleChangeError: the reading was corrected meanwhile.
        CorrectionError: a charge or decision rests on the present reading.
    """
    note_originals(keep_originals(finding.original.content for finding in understood.findings), now=row.at)
    before = _begin(complaint, row, columns(complaint, understood, records))
    after = file_complaint(complaint, understood.reading, understood.findings, records, now=row.at)
    for case in after:
        _tell(case, row)
    for case in before:
        if case not in after:
            leave(case, row, to=after, now=row.at)
    return complaint


def _begin(complaint: Complaint, row: ReadingCorrection, values: dict[str, Any]) -> tuple[Case, ...]:
    """Compare and set the complaint, keep the correction, and take the complaint out of its cases, which are given.

    Cases are locked before complaints, as everywhere, or two people could wait for each other. While the version is
    the one that was read, these are still the complaint's cases.
    """
    cases = cases_of(complaint)
    held = Complaint.objects.filter(pk=complaint.pk, version=complaint.version, state=Complaint.State.PROCESSED)
    before = _before(complaint)
    if not held.update(**values, version=F("version") + 1):
        raise StaleChangeError(str(complaint))
    complaint.refresh_from_db()
    require_correctable(complaint, cases)
    row.before = before
    row.case = next((case for case in cases if case.pk == complaint.case_id), cases[0] if cases else None)
    row.save()
    withdraw(complaint, row, cases)
    return cases


def _before(complaint: Complaint) -> dict[str, Any]:
    incidents = complaint.incidents.standing().values("pk", "case_id", "cut_from", "origin")
    kept = ("status", "format", "recogniser", "kind", "needs", "trace", "case_id", "listing", "comment")
    return {name: getattr(complaint, name) for name in kept} | {"incidents": list(incidents)}


def _tell(case: Case, row: ReadingCorrection) -> None:
    said = f" {row.note}" if row.note else ""
    again = row.kind == Kind.EVIDENCE
    what = (
        f"The evidence on complaint {row.complaint_id} was gathered again."
        if again
        else f"The reading of complaint {row.complaint_id} was corrected: {describe(row)}."
    )
    case.events.create(
        kind="evidence_again" if again else "reading_corrected",
        sentence=f"{what}{said}",
        by=row.by,
        at=row.at,
        facts={"complaint": row.complaint_id, "correction": row.pk},
    )
