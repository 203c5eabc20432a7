"""What is done to one received complaint: reading it, proving what can be proved, and writing what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Min
from structlog.contextvars import bound_contextvars

from accounts.domain.send_log import LogUnavailableError
from complaints.connectors.dns import lookup
from complaints.domain import formats
from complaints.domain.attribution import attribute
from complaints.domain.channels import addressees, channel_of
from complaints.domain.errors import SendLogAwayError, StaleChangeError
from complaints.domain.evidence import collect
from complaints.domain.evidence.standing import stand
from complaints.domain.facts import Channel, Received, Status
from complaints.domain.mail_file import REBUILT_BY_PROVIDER, REBUILT_DOOR, as_mail
from complaints.domain.mime import read_message
from complaints.models import Complaint
from complaints.services.ask_reporter import ask_reporter
from complaints.services.file_complaint import file_into
from complaints.services.file_incidents import Finding, fingerprint_of
from complaints.services.filing import Filing, keep_originals, note_originals

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from complaints.domain.facts import Reading, ReporterStanding
    from complaints.domain.mime import Message
    from complaints.domain.ports import AccountDirectory


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """All that was read off a complaint before anything is written."""

    message: Message
    reading: Reading
    reporter: ReporterStanding
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A complaint whose results can be written.

    Attributes:
        first: the complaint that brought the very same mail before; then there is nothing else to write.
        understood: what was read and proved; None beside `first`.
    """

    complaint: Complaint
    records: AccountDirectory
    first: Complaint | None = None
    understood: Understood | None = None


def prepare(complaint: Complaint, first: Complaint | None, records: AccountDirectory, *, now: datetime) -> Prepared:
    """Read a complaint and prove what can be proved: slow, and without a transaction.

    Raises:
        SendLogAwayError: as `weigh`.
        OSError: the raw store cannot be read.
    """
    if first is not None:
        return Prepared(complaint=complaint, records=records, first=first)
    understood = understand(received_of(complaint), records, now=now)
    return Prepared(complaint=complaint, records=records, understood=understood)


def write(batch: Sequence[Prepared], worker: str, *, now: datetime) -> None:
    """Write what became of complaints that `worker` has claimed, all or none. Doing it twice changes nothing.

    Raises:
        OSError: the raw store cannot take the originals.
        StaleChangeError: a lease was lost meanwhile, and another worker has the complaint; or the mail that it repeats
            was forgotten meanwhile, and it has to be read for itself.
        IntegrityError: another worker filed the first report of an incident in the same moment.
    """
    findings = [finding for one in batch if one.understood for finding in one.understood.findings]
    originals = keep_originals(finding.original.content for finding in findings)
    with transaction.atomic():
        note_originals(originals, now=now)
        _file(batch, findings, worker, now=now)


def _file(batch: Sequence[Prepared], findings: Sequence[Finding], worker: str, *, now: datetime) -> None:
    """File a batch; each begins by comparing the lease, so that of two workers only one writes."""
    filing = Filing(now=now, fingerprints=[fingerprint_of(finding) for finding in findings])
    for one in batch:
        with bound_contextvars(complaint=one.complaint.pk):
            _write_one(one, worker, filing)
    filing.close()
    _require_firsts(batch)


def _write_one(one: Prepared, worker: str, filing: Filing) -> None:
    complaint, understood, records = one.complaint, one.understood, one.records
    if understood is None:
        finish(complaint, worker, now=filing.now, status="duplicate", duplicate_of=one.first)
        return
    finish(complaint, worker, now=filing.now, **columns(complaint, understood, records))
    file_into(filing, complaint, understood.reading, understood.findings, records)
    ask_reporter(complaint, understood.message, understood.reading, understood.reporter, records)


def _require_firsts(batch: Sequence[Prepared]) -> None:
    """See to it that what is a repetition repeats something that is kept; locked last, after the cases."""
    firsts = {one.first.pk for one in batch if one.first}
    kept = Complaint.objects.filter(pk__in=firsts, forgotten_at=None).order_by("pk").select_for_update()
    if firsts and firsts - set(kept.values_list("pk", flat=True)):
        what = "The mail that is repeated"
        raise StaleChangeError(what)


def first_receipts(complaints: Iterable[Complaint]) -> dict[int, Complaint]:
    """Give the first receipt of the very same mail that is kept, for each complaint that is not the first itself."""
    wanted = list(complaints)
    kept = Complaint.objects.filter(raw__in={one.raw_id for one in wanted}, forgotten_at=None).order_by()
    # Of a mail that came a thousand times one row is read.
    first = dict(kept.values_list("raw").annotate(Min("pk")))
    earlier = {one.pk: first[one.raw_id] for one in wanted if first[one.raw_id] < one.pk}
    rows = Complaint.objects.in_bulk(set(earlier.values()))
    return {number: rows[before] for number, before in earlier.items()}


def received_of(complaint: Complaint) -> Received:
    """Give a complaint's bytes with their envelope; an item of Outlook's as the mail that it was."""
    received = Received(
        raw=complaint.content(),
        mail_from=complaint.mail_from,
        rcpt_to=tuple(complaint.rcpt_to),
        peer=complaint.peer,
        received_at=complaint.received_at,
        rebuilt=REBUILT_BY_PROVIDER if complaint.door == REBUILT_DOOR else "",
    )
    return as_mail(received)


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
