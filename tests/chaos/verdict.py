"""What became of every message: the comparison of what was answered with what the desk has."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db.models import Count

from complaints.domain.lifecycle import OutboxState
from complaints.models import Complaint, Incident, OutboxRow
from complaints.models.case import CaseEvent

if TYPE_CHECKING:
    from tests.chaos.senders import Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How many messages went wrong, and in which way; all 0 is what was promised.

    Attributes:
        missing: answered 250, and there is no row.
        altered: the bytes are not those that were sent.
        unprocessed: received, and nothing became of them.
        set_aside: given to a person for a fault that was not theirs.
        doubled: what one mail caused twice: incidents, entries in the history, or that it was judged twice.
        again: mails that were brought again after they were kept, because the answer or the database's word was lost;
            they are known as duplicates, and count nothing.
        uninvited: rows of messages that nobody sent.
        not_sent: consequences that were given up.
    """

    missing: int
    altered: int
    unprocessed: int
    set_aside: int
    doubled: int
    again: int
    uninvited: int
    not_sent: int

    @property
    def lost(self) -> int:
        """Give how many messages were lost, in whatever way."""
        return self.missing + self.altered + self.unprocessed + self.set_aside

    @property
    def holds(self) -> bool:
        """Tell whether the promise was kept."""
        return not (self.lost or self.doubled or self.uninvited or self.not_sent)


def left() -> int:
    """Give how many complaints wait to be processed."""
    return Complaint.objects.filter(state="received").count()


def judge(messages: list[bytes], ledger: Ledger) -> Verdict:
    """Look at every message that was sent, in the database and in the raw store."""
    keys = {sha256(raw).hexdigest(): raw for raw in messages}
    receipts = Counter(Complaint.objects.values_list("raw_id", flat=True))
    return Verdict(
        missing=len(ledger.accepted - receipts.keys()),
        altered=sum(_content(key) != keys[key] for key in ledger.accepted & receipts.keys()),
        unprocessed=Complaint.objects.filter(state="received").count(),
        set_aside=Complaint.objects.filter(state="set_aside").count(),
        doubled=_counted_twice(),
        again=sum(count > 1 for count in receipts.values()),
        uninvited=len(receipts.keys() - keys.keys()),
        not_sent=OutboxRow.objects.filter(state=OutboxState.DEAD.value).count(),
    )


def _content(key: str) -> bytes | None:
    first = Complaint.objects.filter(raw_id=key).select_related("raw").first()
    try:
        return first.raw.content() if first else None
    except OSError:
        return None


def _counted_twice() -> int:
    """Count what one complaint left more than once, and what was judged although the same mail had been."""
    rows = Incident.objects.values("complaint", "position").annotate(rows=Count("id")).filter(rows__gt=1).count()
    events = CaseEvent.objects.filter(kind="incident").values("facts__incident", "facts__complaint")
    told = events.annotate(rows=Count("id")).filter(rows__gt=1).count()
    judged = Complaint.objects.filter(state="processed").exclude(status="duplicate").values("raw")
    standing = Incident.objects.filter(duplicate_of=None, superseded_by=None).values("fingerprint")
    return (
        rows
        + told
        + judged.annotate(rows=Count("id")).filter(rows__gt=1).count()
        + standing.annotate(rows=Count("id")).filter(rows__gt=1).count()
    )
