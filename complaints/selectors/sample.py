"""A complaint as a regression sample, with the reading that a person corrected where somebody did."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from complaints.domain.facts import Format, Received, Status
from complaints.domain.formats import recognise
from complaints.domain.marking import Correction
from complaints.domain.mime import Message, read_message
from complaints.domain.redaction.sample import Sample, SampleError, sample
from complaints.domain.rereading import as_complaint, corrected
from complaints.models import Complaint, ReadingCorrection

if TYPE_CHECKING:
    from complaints.domain.facts import Reading

_NAME = re.compile(r"[a-z0-9][a-z0-9_]{0,79}")


def sample_zip(complaint_id: int, name: str) -> bytes:
    """Give a zip with the redacted mail and its expectation, to be unpacked in `tests/samples`.

    Args:
        complaint_id: of any complaint.
        name: of the sample: small letters, digits and underscores, which say what is peculiar.

    Raises:
        SampleError: the name is none, or the mail cannot be redacted so that it is still read the same way.
        OSError: the raw store does not have the mail or cannot be reached.
    """
    found = sample_of(complaint_id)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, content in files_of(found, name).items():
            archive.writestr(zipfile.ZipInfo(f"{found.folder}/{file}"), content)
    return packed.getvalue()


def files_of(found: Sample, name: str) -> dict[str, bytes]:
    """Give the two files of a sample by their names.

    Raises:
        SampleError: the name is none that a file of a sample can have.
    """
    if not _NAME.fullmatch(name):
        sentence = "Name the sample in small letters, digits and underscores, beginning with a letter or digit."
        raise SampleError(sentence)
    return {f"{name}.eml": found.eml, f"{name}.expected.json": found.expected.encode()}


def sample_of(complaint_id: int, correct: dict[str, Any] | None = None) -> Sample:
    """Make the sample of a complaint; the last correction of its reading is what is expected.

    Args:
        complaint_id: of any complaint.
        correct: values that take the place of those read, in the shape of an expectation.

    Raises:
        SampleError: the mail cannot be redacted so that it is still read the same way.
        OSError: the raw store does not have the mail or cannot be reached.
    """
    complaint = Complaint.objects.select_related("raw").get(pk=complaint_id)
    raw = complaint.raw.content()
    last = complaint.corrections.order_by("at", "pk").last()
    message = read_message(Received(raw=raw, received_at=complaint.received_at))
    return sample(raw, correct=correct, read_as=_read_as(last, message) if last else None)


def _read_as(correction: ReadingCorrection, message: Message) -> Reading:
    kinds = ReadingCorrection.Kind
    if correction.kind == kinds.ORIGINAL:
        return corrected(message, Correction(**correction.chosen))
    if correction.kind == kinds.COMPLAINT:
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
