"""Gather the evidence on a complaint again, because keys or records arrived later. Old results are kept."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from accounts.selectors.directory import directory
from complaints.domain.errors import CorrectionError, DeskError
from complaints.domain.facts import Status
from complaints.domain.mime import read_message
from complaints.domain.regathered import Result, changes
from complaints.models import CaseEvent, Complaint, Incident, ReadingCorrection
from complaints.selectors.reading_in_force import reading_in_force
from complaints.services.correct_reading import correctable, refile
from complaints.services.file_incidents import columns
from complaints.services.process_complaint import received_of, weigh
from complaints.services.withdraw_reading import cases_of, require_correctable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from accounts.models import Staff
    from complaints.domain.ports import AccountDirectory
    from complaints.services.file_incidents import Finding
    from complaints.services.process_complaint import Understood

    Key = tuple[int, str]

COMPARED = ("account_id", "campaign_id", "origin", "confidence", "recipient_matches")
MAX_SENTENCES = 40
MAX_KIN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A complaint after its evidence was gathered again; `changes` is empty when nothing differed."""

    complaint: Complaint
    changes: tuple[str, ...]


def judge_again(complaint_id: int, note: str, by: Staff | None, now: datetime, version: int) -> Judged:
    """Weigh the originals of a complaint with today's records, and file it anew where the result differs.

    The reading stays what it is: a person's, where one corrected it. Signatures and times are judged as of the day on
    which the complaint was first processed. What a person said of an incident goes along to the one that replaces it.

    Args:
        complaint_id: the complaint.
        note: why, for the history; "" for none.
        by: who asks; None for the desk itself.
        now: aware UTC.
        version: of the complaint, as it was seen.

    Raises:
        Complaint.DoesNotExist: there is no such complaint.
        StaleChangeError: the reading was corrected meanwhile.
        CorrectionError: a charge or decision rests on the present result, or there is nothing to weigh.
        OSError: the raw message cannot be read.
    """
    complaint = correctable(complaint_id, version)
    before = _results_so_far(complaint)
    records = directory()
    understood = _weighed(complaint, records)
    named = _named_by_a_person(before)
    found = changes(_kept(before), _found(understood.findings, named))
    if not found:
        return Judged(complaint=complaint, changes=())
    if any(finding.attribution.account_id is None and _key(finding) in named for finding in understood.findings):
        message = f"Somebody named the account in complaint {complaint_id}, which no record does. It stays as it is."
        raise CorrectionError(message)
    said = " ".join((note.strip(), *found[:MAX_SENTENCES])).strip()
    row = ReadingCorrection(complaint=complaint, kind=ReadingCorrection.Kind.EVIDENCE, note=said, by=by, at=now)
    with transaction.atomic():
        done = refile(complaint, row, understood, records)
        _carry_over(row)
    return Judged(complaint=done, changes=found)


def _results_so_far(complaint: Complaint) -> tuple[Incident, ...]:
    rows = tuple(complaint.incidents.standing().order_by("position", "pk"))
    if not rows:
        message = f"Complaint {complaint.pk} has no original whose evidence could be gathered. Mark its original first."
        raise CorrectionError(message)
    # Asked again in the transaction that writes; here so that nothing is weighed in vain.
    with transaction.atomic():
        require_correctable(complaint, cases_of(complaint))
    return rows


def _weighed(complaint: Complaint, records: AccountDirectory) -> Understood:
    mail = read_message(received_of(complaint))
    reading = reading_in_force(complaint, mail)
    if reading.status is Status.NOT_A_COMPLAINT or not reading.originals:
        message = f"Complaint {complaint.pk} would be read otherwise today. Correct how it is read first."
        raise CorrectionError(message)
    return weigh(mail, reading, records, now=complaint.processed_at or complaint.received_at)


def judge_with_its_kin(complaint_id: int, note: str, by: Staff | None, now: datetime, version: int) -> Judged:
    """Gather the evidence on a complaint again, and then that on other reports of the same incidents.

    Reports of one incident stand in one case: left behind, they would keep a case open that counts nothing.

    Raises:
        As `judge_again`; what stops another report is left for a person to find there.
    """
    done = judge_again(complaint_id, note, by, now, version)
    for other, seen in _kin(done.complaint) if done.changes else ():
        with suppress(DeskError, OSError):
            judge_again(other, note, by, now, seen)
    return done


def _kin(complaint: Complaint) -> tuple[tuple[int, int], ...]:
    """Give the number and version of complaints that report the same incidents, at most 20."""
    own = complaint.incidents.standing().values("fingerprint")
    same = Incident.objects.standing().filter(fingerprint__in=own).values("complaint")
    others = Complaint.objects.filter(pk__in=same, duplicate_of=None).exclude(pk=complaint.pk)
    return tuple(others.order_by("pk").values_list("pk", "version")[:MAX_KIN])


def _kept(incidents: Iterable[Incident]) -> dict[Key, Result]:
    return {
        (row.position, row.recipient): Result(
            recipient=row.recipient,
            reasons=tuple(row.reasons),
            **{name: getattr(row, name) for name in COMPARED},
        )
        for row in incidents
    }


def _found(findings: Iterable[Finding], named: dict[Key, Result]) -> dict[Key, Result]:
    """Give today's results; where records name nobody, what a person said of the account stands as it is."""
    results: dict[Key, Result] = {}
    for finding in findings:
        values, key = columns(finding), _key(finding)
        result = Result(recipient=key[1], reasons=tuple(values["reasons"]), **{name: values[name] for name in COMPARED})
        results[key] = named[key] if result.account_id is None and key in named else result
    return results


def _key(finding: Finding) -> Key:
    return finding.position, (finding.evidence.recipient or "")[:320]


def _named_by_a_person(incidents: Iterable[Incident]) -> dict[Key, Result]:
    """Give the results whose account no evidence named, but a person did."""
    rows = [row for row in incidents if row.account_id and row.case_id]
    named = set(
        CaseEvent.objects.filter(kind="account_named", case__in={row.case_id for row in rows}).values_list(
            "case_id", "facts__account"
        )
    )
    return _kept(row for row in rows if (row.case_id, row.account_id) in named)


def _carry_over(row: ReadingCorrection) -> None:
    """Give what a person judged of an incident to the one that took its place."""
    judged = Incident.objects.filter(superseded_by=row, substantiated__isnull=False).order_by("pk")
    standing = Incident.objects.standing().filter(complaint_id=row.complaint_id)
    for old in judged:
        same = standing.filter(fingerprint=old.fingerprint) | standing.filter(
            position=old.position, recipient=old.recipient, original_id=old.original_id
        )
        same.filter(substantiated=None).update(substantiated=old.substantiated)
