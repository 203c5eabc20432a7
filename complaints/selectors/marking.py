"""A mail's text, line by line, so that a person can say where the original stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from complaints.domain.facts import Received
from complaints.domain.mail_file import as_mail
from complaints.domain.marking import MAX_LINES, TextPart, likely_start, lines_of, text_parts
from complaints.domain.mime import read_message
from complaints.models import Complaint

if TYPE_CHECKING:
    from complaints.domain.mime import Message

LINES_PER_PAGE = 200
MAX_SHOWN = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkingPage:
    """A page of the lines of one part.

    Attributes:
        parts: all that can be marked in; `part` is the one shown.
        lines: their numbers, counted from 1, with the text; hostile, at most 400 characters each.
        total: lines of the part, at most 5,000.
        page, pages: counted from 1.
        likely: where a header block seems to begin.
    """

    complaint: Complaint
    parts: tuple[TextPart, ...]
    part: TextPart
    lines: tuple[tuple[int, str], ...]
    total: int
    page: int
    pages: int
    likely: int

    @property
    def cut_short(self) -> bool:
        """Tell whether the part has more lines than can be marked."""
        return self.total >= MAX_LINES


def marking_page(complaint_id: int, *, part: str = "", page: int | None = None) -> MarkingPage | None:
    """Give the lines of a part, with the page that the original seems to begin on when none is asked for.

    Args:
        complaint_id: number of the complaint; None comes back when there is none.
        part: path of a part; "" or an unknown one gives the first.
        page: counted from 1.

    Raises:
        ForgottenError: it was forgotten.
        OSError: the raw message cannot be read.
    """
    complaint = Complaint.objects.select_related("raw", "case").filter(pk=complaint_id).first()
    if complaint is None:
        return None
    message = _message(complaint)
    parts = text_parts(message)
    chosen = next((one for one in parts if one.path == part), parts[0])
    lines = lines_of(message, chosen.path)
    likely = likely_start(lines)
    pages = max(1, -(-len(lines) // LINES_PER_PAGE))
    shown = min(max(page or 1 + (likely - 1) // LINES_PER_PAGE, 1), pages)
    first = (shown - 1) * LINES_PER_PAGE
    return MarkingPage(
        complaint=complaint,
        parts=parts,
        part=chosen,
        lines=tuple(
            (number, line[:MAX_SHOWN]) for number, line in enumerate(lines[first : first + LINES_PER_PAGE], first + 1)
        ),
        total=len(lines),
        page=shown,
        pages=pages,
        likely=likely,
    )


def _message(complaint: Complaint) -> Message:
    return read_message(as_mail(Received(raw=complaint.content(), received_at=complaint.received_at)))
