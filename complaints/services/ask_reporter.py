"""Ask a reporter for what is missing, when a machine may answer at all. Part of the processing transaction."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from complaints.domain.original import LACKS_LABELS, lacks
from complaints.domain.replies import why_silent
from complaints.models import OutboxRow
from complaints.services.queue_mail import queue_mail

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.domain.facts import Reading, ReporterStanding
    from complaints.domain.mime import Message
    from complaints.domain.ports import AccountDirectory
    from complaints.models import Complaint

TEMPLATES = {"original": "ask_original", "full_headers": "ask_headers"}
QUIET = timedelta(days=1)


def ask_reporter(
    complaint: Complaint, message: Message, reading: Reading, reporter: ReporterStanding, records: AccountDirectory
) -> None:
    """Queue the question, or note in the trace why nobody is asked.

    At most one automatic answer a day goes to an address, or two automatons could keep each other company. What is
    probably spam sent to the desk itself is asked nothing: its sender address is somebody else's, or a spammer's.
    """
    if not reading.needs or reading.direct:
        return
    silence = why_silent(message, reporter, frozenset(records.platform.mailboxes.values()))
    if silence is None and _asked_lately(reporter.address, complaint.received_at):
        silence = "The reporter was written to within the last day."
    if silence is not None:
        complaint.trace = [*complaint.trace, f"Not asked for the original automatically: {silence}"]
        complaint.save(update_fields=["trace"])
        return
    queue_mail(
        template=TEMPLATES[reading.needs[0]],
        to=reporter.address,
        context={
            "complaint": complaint.pk,
            "subject": complaint.subject[:200],
            "in_reply_to": complaint.message_id,
            "missing": missing(reading),
        },
        idempotency_key=f"complaint:{complaint.pk}:ask",
        now=complaint.received_at,
        not_before=complaint.received_at,
        complaint=complaint,
        summary=f"Ask the reporter of complaint {complaint.pk} for what is missing.",
    )


def missing(reading: Reading) -> list[str]:
    """Say in words what the most complete original lacks; empty without an original."""
    gaps = min((lacks(original) for original in reading.originals), key=len, default=())
    return [LACKS_LABELS[name] for name in gaps]


def _asked_lately(address: str, now: datetime) -> bool:
    return OutboxRow.objects.filter(
        kind="mail", complaint__reporter_address=address, created_at__gt=now - QUIET
    ).exists()
