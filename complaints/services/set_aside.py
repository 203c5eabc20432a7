"""Give a message that cannot be processed to a person, with everything kept."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import transaction

from complaints.domain.facts import Status
from complaints.domain.grouping import digest
from complaints.models import Case, Complaint
from complaints.services.open_case import CaseOpening, find_or_open, refresh_priority

if TYPE_CHECKING:
    from datetime import datetime

logger = logging.getLogger(__name__)


def set_aside(complaint_id: int, *, now: datetime) -> None:
    """Open a case for a complaint on which the pipeline failed again and again; doing it twice changes nothing."""
    with transaction.atomic():
        taken = Complaint.objects.filter(pk=complaint_id, state=Complaint.State.RECEIVED).update(
            state=Complaint.State.SET_ASIDE, status=Status.UNREADABLE, processed_at=now, lease="", leased_until=None
        )
        if not taken:
            return
        complaint = Complaint.objects.get(pk=complaint_id)
        case = find_or_open(
            CaseOpening(
                kind=Case.Kind.UNREADABLE,
                grouping=digest("set_aside", str(complaint_id)),
                title="A message that the desk fails on",
                channel=complaint.channel,
            ),
            now=now,
        )
        complaint.case = case
        complaint.format = complaint.format or "none"
        complaint.save(update_fields=["case", "format"])
        case.events.create(
            kind="set_aside", at=now, sentence=f"Processing failed {complaint.attempts} times: {complaint.error[:500]}"
        )
        refresh_priority(case, now=now)
    logger.warning("Set aside for a person, case %s.", case.pk, extra={"complaint": complaint_id})
