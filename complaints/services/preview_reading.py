"""What a complaint would be with the original that a person marked. Writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.selectors.directory import directory
from complaints.domain.mime import read_message
from complaints.domain.original import describe
from complaints.domain.rereading import corrected
from complaints.services.correct_reading import correctable
from complaints.services.process_complaint import received_of, weigh

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.domain.facts import Original, OriginalFacts
    from complaints.domain.marking import Correction
    from complaints.models import Complaint
    from complaints.services.file_incidents import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingPreview:
    """What would be read, and what the incidents would be; a finding for each recipient."""

    complaint: Complaint
    original: Original
    facts: OriginalFacts
    findings: tuple[Finding, ...]


def preview_reading(complaint_id: int, correction: Correction, *, version: int, now: datetime) -> ReadingPreview:
    """Read the complaint with the marked original and judge it.

    Raises:
        As `mark_original`, but for what rests on the present reading.
    """
    complaint = correctable(complaint_id, version)
    message = read_message(received_of(complaint))
    understood = weigh(message, corrected(message, correction), directory(), now=now)
    original = understood.reading.originals[0]
    return ReadingPreview(
        complaint=complaint, original=original, facts=describe(original), findings=understood.findings
    )
