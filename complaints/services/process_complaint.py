"""Turn one received complaint into incidents and cases: the whole line from raw bytes to somebody's queue."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from accounts.domain.send_log import LogUnavailableError
from accounts.selectors.directory import directory
from complaints.connectors.dns import lookup
from complaints.domain import formats
from complaints.domain.attribution import attribute
from complaints.domain.channels import addressees, channel_of
from complaints.domain.errors import SendLogAwayError, StaleChangeError
from complaints.domain.evidence import collect
from complaints.domain.evidence.standing import stand
from complaints.domain.facts import Channel, Received, Status
from complaints.domain.mime import read_message
from complaints.models import Complaint
from complaints.services.ask_reporter import ask_reporter
from complaints.services.file_complaint import file_complaint
from complaints.services.file_incidents import Finding

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.domain.facts import Reading, ReporterStanding
    from complaints.domain.mime import Message
    from complaints.domain.ports import AccountDirectory

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """All that was read off a complaint before anything is written."""

    message: Message
    reading: Reading
    reporter: ReporterStanding
    findings: tuple[Finding, ...]


def process_complaint(complaint_id: int, worker: str, *, now: datetime) -> None:
    """Process a complaint that `worker` has claimed. Doing it twice changes nothing.

    Reading and proving happen before the transaction: they are slow and only read. All writes are one transaction,
    which begins by comparing the lease, so that of two workers only one writes.

    Raises:
        StaleChangeError: the lease was lost meanwhile; another worker has the complaint.
        SendLogAwayError: as `weigh`.
    """
    complaint = Complaint.objects.select_related("raw").get(pk=complaint_id)
    first = Complaint.objects.filter(raw_id=complaint.raw_id, pk__lt=complaint_id).order_by("pk").first()
    if first is not None:
        with transaction.atomic():
            finish(complaint, worker, now=now, status="duplicate", duplicate_of=first)
        logger.info("Processed: the same as complaint %s.", first.pk)
        return
    records = directory()
    understood = understand(received_of(complaint), records, now=now)
    with transaction.atomic():
        finish(complaint, worker, now=now, **columns(complaint, understood, records))
        cases = file_complaint(complaint, understood.reading, understood.findings, records, now=now)
        ask_reporter(complaint, understood.message, understood.reading, understood.reporter, records)
    logger.info("Processed: %s, read as %s, cases %s.", complaint.status, complaint.format, [one.pk for one in cases])


def received_of(complaint: Complaint) -> Received:
    """Give a complaint's bytes with their envelope."""
    return Received(
        raw=complaint.raw.content(),
        mail_from=complaint.mail_from,
        rcpt_to=tuple(complaint.rcpt_to),
        peer=complaint.peer,
        received_at=complaint.received_at,
    )


def understand(received: Received, records: AccountDirectory, *, now: datetime) -> Understood:
    """Read a mail and gather what can be proved about every original in it. Writes nothing."""
    message = read_message(received)
    return weigh(message, formats.recognise(message), records, now=now)


def weigh(message: Message, reading: Reading, records: AccountDirectory, *, now: datetime) -> Understood:
    """Gather what can be proved about every original of a reading, a recogniser's or a person's. Writes nothing.

    Raises:
        SendLogAwayError: the send log lies elsewhere, is required, and could not be asked.
    """
    try:
        return _weighed(message, reading, records, now=now)
    except LogUnavailableError as error:
        raise SendLogAwayError(str(error)) from error


def _weighed(message: Message, reading: Reading, records: AccountDirectory, *, now: datetime) -> Understood:
    dns = lookup(allowed=settings.FOREIGN_DKIM_LOOKUPS)
    reporter = stand(
        message.received, reading, platform=records.platform, dns=dns, sealers=settings.TRUSTED_ARC_SEALERS
    )
    # What is told apart as no complaint may still bring an original ("not spam"): it is kept, and accuses nobody.
    originals = () if reading.status is Status.NOT_A_COMPLAINT else reading.originals
    findings = tuple(
        Finding(original=original, evidence=evidence, attribution=attribute(evidence, records), position=position)
        for position, original in enumerate(originals)
        for evidence in collect(original, reporter=reporter, directory=records, dns=dns, now=now)
    )
    return Understood(message=message, reading=reading, reporter=reporter, findings=findings)


def columns(complaint: Complaint, understood: Understood, records: AccountDirectory) -> dict[str, object]:
    """Give what the complaint's row records of how it was read."""
    reading, reporter, message = understood.reading, understood.reporter, understood.message
    written_to = channel_of(addressees(message.headers), records.platform.mailboxes)
    return {
        "status": reading.status.value,
        "channel": complaint.channel or written_to or Channel.PUBLIC,
        "format": reading.format.value,
        "recogniser": reading.recogniser,
        "kind": reading.kind,
        "feedback_type": (reading.feedback_type or "")[:40],
        "reporter_address": reporter.address[:320],
        "reporter_kind": reporter.kind.value,
        "reporter_authenticated": reporter.authenticated,
        "subject": message.headers.get("subject")[:2000],
        "message_id": message.headers.get("message-id")[:998],
        "comment": reading.comment,
        "needs": list(reading.needs),
        "trace": list(reading.trace),
    }


def finish(complaint: Complaint, worker: str, *, now: datetime, **values: object) -> None:
    """Write a complaint's row as processed, if `worker` still holds it.

    Raises:
        StaleChangeError: the lease was lost.
    """
    values |= {"state": Complaint.State.PROCESSED, "processed_at": now, "lease": "", "leased_until": None, "error": ""}
    mine = Complaint.objects.filter(pk=complaint.pk, lease=worker, state=Complaint.State.RECEIVED)
    if not mine.update(**values):
        what = f"Complaint {complaint.pk}"
        raise StaleChangeError(what)
    for name, value in values.items():
        setattr(complaint, name, value)
