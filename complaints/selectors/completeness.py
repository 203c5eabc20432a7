"""How complete an original is, in words for people, and what it lacks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from complaints.domain.facts import Completeness, Original
from complaints.domain.original import LACKS_LABELS, lacks

if TYPE_CHECKING:
    from complaints.models import Incident

GRADES = {
    Completeness.FULL.value: "Complete headers: the way of the message can be followed.",
    Completeness.PARTIAL.value: "Partial headers: only what a mail program shows, which anyone can write.",
    Completeness.NONE.value: "No headers: only the text of the message.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """The grade of an original in a sentence, and what it lacks; `missing` is empty when it lacks nothing.

    Attributes:
        grade: full, partial or none.
        unread: the raw bytes could not be read, so what it lacks is not known.
    """

    grade: str
    sentence: str
    missing: tuple[str, ...] = ()
    unread: bool = False


def grade_of(incident: Incident) -> Grade:
    """Grade an incident's original; reads its bytes from the raw store, unless it was forgotten."""
    sentence = GRADES.get(incident.headers, incident.headers)
    if incident.forgotten_at is not None:
        return Grade(grade=incident.headers, sentence=sentence)
    try:
        content = incident.content()
    except OSError:
        return Grade(grade=incident.headers, sentence=sentence, unread=True)
    original = Original(
        content=content, headers=Completeness(incident.headers), exact=incident.exact, cut_from=incident.cut_from
    )
    return Grade(grade=incident.headers, sentence=sentence, missing=missing_in(original))


def missing_in(original: Original) -> tuple[str, ...]:
    """Say what an original lacks, in words."""
    return tuple(LACKS_LABELS[name] for name in lacks(original))
