"""A complaint as a regression sample, with the reading that a person corrected where somebody did."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

from complaints.domain.facts import Received
from complaints.domain.mail_file import as_mail
from complaints.domain.mime import read_message
from complaints.domain.redaction.sample import Sample, SampleError, sample
from complaints.models import Complaint
from complaints.selectors.reading_in_force import last_correction, read_as

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
        ForgottenError: it was forgotten.
        OSError: the raw store does not have the mail or cannot be reached.
    """
    complaint = Complaint.objects.select_related("raw").get(pk=complaint_id)
    received = as_mail(Received(raw=complaint.content(), received_at=complaint.received_at))
    last = last_correction(complaint)
    message = read_message(received)
    return sample(received.raw, correct=correct, read_as=read_as(last, message) if last else None)
