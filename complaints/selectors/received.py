"""Everything that was ever received, complaint or not, so that nothing is hidden."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from complaints.models import Complaint, Incident

if TYPE_CHECKING:
    from django.db.models import QuerySet

PAGE_SIZE = 50
MAX_DUPLICATES = 50
_MAX_DIGITS = 18

SHOWN = {
    "": ("Everything", Q()),
    "accepted": ("Complaints", Q(status="accepted")),
    "not_a_complaint": ("Not complaints", Q(status="not_a_complaint")),
    "unreadable": ("Unreadable", Q(status="unreadable")),
    "duplicate": ("Duplicates", Q(status="duplicate")),
    "set_aside": ("Set aside after errors", Q(state=Complaint.State.SET_ASIDE)),
    "in_work": ("Still to be read", Q(state=Complaint.State.RECEIVED)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedPage:
    """A page of what was received, newest first. `after` continues it, "" on the last page."""

    rows: tuple[Complaint, ...]
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintPage:
    """One complaint as received.

    Attributes:
        incidents: what was found in it; each knows its case.
        duplicates: later receipts of the very same mail.
    """

    complaint: Complaint
    incidents: tuple[Incident, ...]
    duplicates: tuple[Complaint, ...]


def received_page(*, words: str = "", shown: str = "", after: str = "") -> ReceivedPage:
    """Give a page of the archive.

    Args:
        words: complaint number, reporter, subject, Message-ID, hash or peer; "" asks for all.
        shown: a key of SHOWN; others count as "".
        after: the number of the last row of the page before.
    """
    rows = Complaint.objects.filter(SHOWN.get(shown, SHOWN[""])[1]).order_by("-pk")
    for word in words.split()[:5]:
        rows = rows.filter(_matches(word))
    if after.isascii() and after.isdigit() and len(after) <= _MAX_DIGITS:
        rows = rows.filter(pk__lt=int(after))
    page = tuple(_light(rows)[: PAGE_SIZE + 1])
    more = len(page) > PAGE_SIZE
    return ReceivedPage(rows=page[:PAGE_SIZE], after=str(page[PAGE_SIZE - 1].pk) if more else "")


def complaint_page(complaint_id: int) -> ComplaintPage | None:
    """Read one complaint; None when there is none of that number."""
    complaint = Complaint.objects.select_related("raw", "case", "duplicate_of").filter(pk=complaint_id).first()
    if complaint is None:
        return None
    incidents = complaint.incidents.select_related("case", "account", "duplicate_of").defer("evidence", "competing")
    return ComplaintPage(
        complaint=complaint,
        incidents=tuple(incidents.order_by("position", "pk")[:MAX_DUPLICATES]),
        duplicates=tuple(_light(complaint.duplicates.all())[:MAX_DUPLICATES]),
    )


def duplicates_of(incident: Incident) -> tuple[Incident, ...]:
    """Give the other reports of the same original in the same mailbox, at most 50."""
    rows = incident.duplicates.select_related("complaint").defer("evidence", "reasons", "competing")
    return tuple(rows.order_by("pk")[:MAX_DUPLICATES])


def _light(rows: QuerySet[Complaint]) -> QuerySet[Complaint]:
    return rows.select_related("case").defer("comment", "trace", "listing", "error")


def _matches(word: str) -> Q:
    found = (
        Q(reporter_address__icontains=word)
        | Q(subject__icontains=word)
        | Q(mail_from__icontains=word)
        | Q(message_id__in=(word, f"<{word}>"))
        | Q(raw_id=word.lower())
        | Q(peer=word)
    )
    number = word.removeprefix("#")
    if number.isascii() and number.isdigit() and len(number) <= _MAX_DIGITS:
        found |= Q(pk=int(number))
    return found
