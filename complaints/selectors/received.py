"""Everything that was ever received, complaint or not, so that nothing is hidden."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from complaints.domain.facts import Format
from complaints.domain.rereading import NO_COMPLAINT
from complaints.models import Complaint, Incident, ReadingCorrection
from complaints.selectors.completeness import Grade, grade_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

PAGE_SIZE = 50
MAX_DUPLICATES = 50
MAX_GRADED = 10
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


# What no complaint is, and how originals came: only what the word names is asked of the rows.
KINDS = {"": "Any kind", **NO_COMPLAINT}
FORMATS = {"": "Any format"} | {one.value: one.value for one in Format}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedPage:
    """A page of what was received, newest first. `after` continues it, "" on the last page."""

    rows: tuple[Complaint, ...]
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintPage:
    """One complaint as received.

    Attributes:
        incidents: what was found in it, each with the grade of its original (None behind the tenth).
        superseded: incidents of an earlier, corrected reading.
        duplicates: later receipts of the very same mail.
        corrections: what people corrected, oldest first.
    """

    complaint: Complaint
    incidents: tuple[tuple[Incident, Grade | None], ...]
    superseded: tuple[Incident, ...]
    duplicates: tuple[Complaint, ...]
    corrections: tuple[ReadingCorrection, ...]

    @property
    def is_direct(self) -> bool:
        """Tell whether it waits among the mail that is probably spam sent to the desk itself."""
        return self.complaint.case is not None and self.complaint.case.kind == "direct"

    @property
    def correctable(self) -> bool:
        """Tell whether it was read, is no second receipt of another, and was not forgotten."""
        complaint = self.complaint
        read = complaint.state == Complaint.State.PROCESSED and complaint.duplicate_of_id is None
        return read and complaint.forgotten_at is None


def received_page(*, words: str = "", shown: str = "", kind: str = "", form: str = "", after: str = "") -> ReceivedPage:
    """Give a page of the archive.

    Args:
        words: complaint number, reporter, subject, Message-ID, hash or peer; "" asks for all.
        shown: a key of SHOWN; others count as "".
        kind: a key of KINDS, likewise.
        form: a key of FORMATS, likewise.
        after: the number of the last row of the page before.
    """
    rows = Complaint.objects.filter(SHOWN.get(shown, SHOWN[""])[1]).order_by("-pk")
    if kind in NO_COMPLAINT:
        rows = rows.filter(kind=kind)
    if form and form in FORMATS:
        rows = rows.filter(format=form)
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
    joined = ("case", "account", "duplicate_of", "original", "superseded_by")
    incidents = complaint.incidents.select_related(*joined).order_by("position", "pk")
    rows = tuple(incidents.defer("evidence", "competing")[:MAX_DUPLICATES])
    standing = [row for row in rows if row.superseded_by_id is None]
    return ComplaintPage(
        complaint=complaint,
        incidents=tuple((row, grade_of(row) if index < MAX_GRADED else None) for index, row in enumerate(standing)),
        superseded=tuple(row for row in rows if row.superseded_by_id is not None),
        duplicates=tuple(_light(complaint.duplicates.all())[:MAX_DUPLICATES]),
        corrections=tuple(complaint.corrections.select_related("by", "case")[:MAX_DUPLICATES]),
    )


def duplicates_of(incident: Incident) -> tuple[Incident, ...]:
    """Give the other reports of the same original in the same mailbox, at most 50."""
    rows = incident.duplicates.select_related("complaint").defer("evidence", "reasons", "competing")
    return tuple(rows.order_by("pk")[:MAX_DUPLICATES])


def taken_out_of(case_id: int) -> tuple[Complaint, ...]:
    """Give the complaints that a correction took out of a case, oldest first, at most 50."""
    corrected = ReadingCorrection.objects.filter(case=case_id).values("complaint")
    return tuple(_light(Complaint.objects.filter(pk__in=corrected)).order_by("pk")[:MAX_DUPLICATES])


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
