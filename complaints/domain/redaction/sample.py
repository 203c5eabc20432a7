"""A received mail as a regression sample: the redacted mail and what it must be read as."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from complaints.domain import formats
from complaints.domain.errors import DeskError
from complaints.domain.facts import Received, Reported
from complaints.domain.original import describe
from complaints.domain.redaction import redact, redactor_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from complaints.domain.facts import Listing, Original, Reading
    from complaints.domain.redaction.text import Redactor

MAX_SAMPLE_BYTES = 2 * 1024 * 1024
_ATTEMPTS = 4
# What does not matter for how a mail is read.
_ANY_TIME = datetime(2026, 1, 1, tzinfo=UTC)
_FACTS = ("message_id", "subject", "from_address", "to", "delivered_to", "sent_at")
_NO_REPORT = Reported()


class SampleError(DeskError):
    """A mail that cannot be kept as a sample; the sentence says why. Nothing is to be saved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A redacted mail and its reading.

    Attributes:
        folder: the folder of samples it belongs into: the recogniser's name.
        eml: the redacted mail.
        expected: what the regression tests compare, as JSON with a line end.
    """

    folder: str
    eml: bytes
    expected: str


def sample(
    raw: bytes,
    *,
    keep: frozenset[str] = frozenset(),
    correct: dict[str, Any] | None = None,
    read_as: Reading | None = None,
) -> Sample:
    """Make a sample.

    Args:
        raw: the mail as received.
        keep: words and domains, in lower case, that are to stay besides.
        correct: values that take the place of those read, in the shape of what is expected.
        read_as: what a person made of the mail; its facts are redacted like the mail's, and expected instead.

    Returns:
        The sample, whose mail is read as the unredacted one is.

    Raises:
        SampleError: the mail is too large, breaks a limit, or reads otherwise once redacted.
    """
    if len(raw) > MAX_SAMPLE_BYTES:
        sentence = f"The mail has {len(raw):,} bytes. Samples have at most {MAX_SAMPLE_BYTES:,}: nothing was saved."
        raise SampleError(sentence)
    before = _read(raw)
    if before.recogniser == "limits":
        sentence = "The mail breaks a limit and was not read, so there is no reading to keep: nothing was saved."
        raise SampleError(sentence)
    changed = ""
    for _ in range(_ATTEMPTS):
        redactor = redactor_for(raw, keep=keep)
        eml = redact(raw, redactor=redactor)
        after = _read(eml)
        changed = difference(before, after)
        if not changed:
            expected = expected_of(read_as, redactor) if read_as else expected_of(after)
            text = json.dumps(expected | (correct or {}), ensure_ascii=False, indent=2)
            return Sample(folder=(read_as or after).recogniser, eml=eml, expected=f"{text}\n")
    sentence = f"Once redacted, the mail reads otherwise: {changed}. Nothing was saved."
    raise SampleError(sentence)


def _read(raw: bytes) -> Reading:
    return formats.read(Received(raw=raw, received_at=_ANY_TIME))


def difference(before: Reading, after: Reading) -> str:
    """Say how two readings differ in what a sample is for; "" when they do not."""
    for name, of in _COMPARED.items():
        if of(before) != of(after):
            return f"{name} was {_shown(of(before))} and is {_shown(of(after))}"
    return ""


_COMPARED: dict[str, Callable[[Reading], object]] = {
    "the recogniser": lambda reading: reading.recogniser,
    "the status": lambda reading: reading.status.value,
    "the format": lambda reading: reading.format.value,
    "the kind": lambda reading: reading.kind,
    "the number of originals": lambda reading: len(reading.originals),
    "the originals' completeness": lambda reading: [one.headers.value for one in reading.originals],
}


def _shown(value: object) -> str:
    return ", ".join(value) or "none" if isinstance(value, list) else str(value) or "none"


def expected_of(reading: Reading, redactor: Redactor | None = None) -> dict[str, Any]:
    """Give what a sample of this reading must be read as, redacted where a redactor is given."""
    found: dict[str, Any] = {
        "recogniser": reading.recogniser,
        "status": reading.status.value,
        "format": reading.format.value,
        "needs": list(reading.needs),
    }
    if reading.kind:
        found["kind"] = reading.kind
    if reading.listing:
        found["listing"] = _listing(reading.listing, redactor)
    if reading.originals or reading.status.value == "accepted":
        found["originals"] = [_original(one, redactor) for one in reading.originals]
    return found


def _listing(listing: Listing, redactor: Redactor | None) -> dict[str, Any]:
    return {"networks": _plain(listing.networks, redactor)}


def _original(original: Original, redactor: Redactor | None) -> dict[str, Any]:
    facts = describe(original)
    reported = {
        one.name: _plain(value, redactor)
        for one in fields(Reported)
        if (value := getattr(original.reported, one.name)) != getattr(_NO_REPORT, one.name)
    }
    found = {"headers": original.headers.value, "exact": original.exact}
    found |= {name: _plain(getattr(facts, name), redactor) for name in _FACTS}
    return found | ({"reported": reported} if reported else {})


def _plain(value: object, redactor: Redactor | None) -> Any:
    if isinstance(value, tuple):
        return [_plain(one, redactor) for one in value]
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str):
        return redactor.text(value) if redactor else value
    return value
