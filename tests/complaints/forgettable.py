"""Complaints that were received, processed and decided long ago, for tests of what is forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.files.storage import storages

from complaints.domain.facts import Received
from complaints.models import Case, Complaint, Decision, Incident
from complaints.models.complaint import raw_name
from complaints.services.receive import receive
from complaints.services.retention_run import forget_all
from tests.complaints import rows
from tests.complaints.received import ORIGINAL, process

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.models import RetentionRun

NOW = rows.NOW
MONTH = timedelta(days=31)
YEAR = timedelta(days=366)
LATER = NOW + YEAR


def mail(words: str = "Stop it.", original: bytes = ORIGINAL) -> bytes:
    """Give a complaint with the message it is about."""
    head = (
        "From: ann@isp.example\r\nTo: badactor@example.com\r\nSubject: Spam for Ann\r\nMessage-ID: <c1@isp.example>\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n'
        f"Content-Type: text/plain\r\n\r\n{words}\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
    )
    return head.encode() + original + b"--b--\r\n"


def complain(raw: bytes, *, at: datetime = NOW) -> Complaint:
    """Receive and process a mail."""
    number = receive(Received(raw=raw, received_at=at, mail_from="ann@isp.example", peer="192.0.2.9"), door="lmtp")
    process(number, now=at)
    return Complaint.objects.get(pk=number)


def of_account(complaint: Complaint, *, kind: str = "spam") -> Case:
    """Give the complaint's case an account of ours."""
    case = case_of(complaint)
    account = rows.account()
    case.incidents.update(account=account)
    Case.objects.filter(pk=case.pk).update(account=account, kind=kind)
    return case_of(complaint)


def case_of(complaint: Complaint) -> Case:
    """Give the case that the complaint's first incident is in."""
    return Case.objects.get(incidents__complaint=complaint)


def close(case: Case, outcome: str = "dismiss_mistaken", *, at: datetime = NOW) -> Case:
    """Decide a case, whatever its gates say."""
    person = rows.staff(f"agent {case.pk} {Decision.objects.count()}")
    Decision.objects.create(
        case=case,
        outcome=outcome,
        state="in_force",
        rule=rows.RULE,
        public_reason="Nobody asked for this mail.",
        proposed_by=person,
        proposed_at=at,
        settled_at=at,
    )
    Case.objects.filter(pk=case.pk).update(state="decided", decided_at=at, open_key=None)
    return Case.objects.get(pk=case.pk)


def decided_complaint(words: str = "Stop it.", original: bytes = ORIGINAL) -> Complaint:
    """Give a complaint about an account of ours, in a decided case."""
    complaint = complain(mail(words, original))
    close(of_account(complaint))
    return Complaint.objects.get(pk=complaint.pk)


def forget(now: datetime = LATER) -> RetentionRun:
    """Forget everything that is due."""
    return forget_all(now=now, watch=lambda _run, _looked_at: None)


def is_forgotten(complaint: Complaint) -> bool:
    return Complaint.objects.get(pk=complaint.pk).forgotten_at is not None


def has_bytes(key: str) -> bool:
    """Tell whether the raw store has bytes with this hash."""
    return storages["raw"].exists(raw_name(key))


def incident_of(complaint: Complaint) -> Incident:
    return Incident.objects.select_related("complaint", "original").get(complaint=complaint)
