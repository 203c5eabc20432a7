"""How a complaint is read as long as nobody corrects it again: a person's last word, else the recognisers'."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from complaints.domain.facts import Format, Status
from complaints.domain.formats import recognise
from complaints.domain.marking import Correction
from complaints.domain.rereading import as_complaint, corrected
from complaints.models import ReadingCorrection

if TYPE_CHECKING:
    from complaints.domain.facts import Reading
    from complaints.domain.mime import Message
    from complaints.models import Complaint

Kind = ReadingCorrection.Kind


def last_correction(complaint: Complaint) -> ReadingCorrection | None:
    """Give the correction in force; evidence that was only gathered again corrects no reading."""
    return complaint.corrections.exclude(kind=Kind.EVIDENCE).order_by("at", "pk").last()


def reading_in_force(complaint: Complaint, message: Message) -> Reading:
    """Read a mail as it is read now.

    Raises:
        UnreadableMarkError: the lines that a person marked are not there.
    """
    correction = last_correction(complaint)
    return recognise(message) if correction is None else read_as(correction, message)


def read_as(correction: ReadingCorrection, message: Message) -> Reading:
    """Read a mail as one correction says.

    Raises:
        UnreadableMarkError: the lines that a person marked are not there.
    """
    if correction.kind == Kind.ORIGINAL:
        return corrected(message, Correction(**correction.chosen))
    if correction.kind == Kind.COMPLAINT:
        return as_complaint(message)
    return replace(
        recognise(message),
        status=Status.NOT_A_COMPLAINT,
        format=Format.NONE,
        kind=str(correction.chosen.get("kind", "")),
        originals=(),
        listing=None,
        needs=(),
    )
