"""A person's better reading of a complaint: it is one after all, or its original stands elsewhere.

What a person says is kept beside what the recogniser said; the bytes and the rules of evidence stay the same.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from complaints.domain import formats
from complaints.domain.facts import Format, Reading, Status
from complaints.domain.formats import attached, inline, plain, redirected
from complaints.domain.formats._readings import MAX_COMMENT, missing_headers
from complaints.domain.marking import mark, text_before

if TYPE_CHECKING:
    from complaints.domain.marking import Correction
    from complaints.domain.mime import Message
    from complaints.domain.ports import Recogniser

# What a mail is that complains about nothing: the words of `Reading.kind`, and two that only a person gives.
NO_COMPLAINT: dict[str, str] = {
    "direct_spam": "Spam sent to the desk itself",
    "bounce": "A bounce",
    "auto_reply": "An automatic reply",
    "reply": "A reply to us",
    "newsletter": "A newsletter",
    "opt_out": "A wish to be taken off a list",
    "delisting": "A blocklist's word on a delisting",
    "dmarc_aggregate": "A DMARC aggregate report",
    "dmarc_failure": "A DMARC failure report",
    "tls_report": "A TLS report",
    "not_spam": "Feedback that a message was no spam",
    "provider_event": "A mailing service's event",
    "other": "Something else",
}
# Whose originals a mail may bring although another recogniser took it for no complaint.
_OF_PEOPLE: tuple[Recogniser, ...] = (redirected, attached, inline)


def as_complaint(message: Message) -> Reading:
    """Read a mail as a complaint because a person says that it is one.

    Args:
        message: one that was taken for no complaint, or for spam sent to the desk itself.

    Returns:
        An accepted reading: with the originals that the first reading carries, else with those that people's
        recognisers find, else without any. It keeps the name of the recogniser whose originals it has. Never raises.
    """
    first = formats.recognise(message)
    found = first if first.originals else _of_people(message)
    return replace(
        found,
        status=Status.ACCEPTED,
        kind="",
        direct=False,
        listing=None,
        needs=missing_headers(found.originals) if found.originals else ("original",),
        trace=(*first.trace, *(found.trace if found is not first else ()), "A person says that it is a complaint."),
    )


def _of_people(message: Message) -> Reading:
    readings = (recogniser.read(message) for recogniser in _OF_PEOPLE)
    found = next((one for one in readings if one is not None and one.originals), None)
    return found or plain.read(message)


def corrected(message: Message, correction: Correction) -> Reading:
    """Read a mail with the original that a person marked.

    Args:
        message: any mail.
        correction: where the original stands.

    Returns:
        An accepted reading with that one original; what the report stated beside its first original stays with it. A
        blocklist's notice whose evidence was cut wrongly stays a listing; one without evidence becomes a complaint.

    Raises:
        UnreadableMarkError: there are no such lines.
    """
    first = formats.recognise(message)
    original = mark(message, correction)
    if first.originals:
        original = replace(original, reported=first.originals[0].reported)
    listing = first.listing if first.originals else None
    unfit = (Format.NONE,) if listing else (Format.NONE, Format.LISTING)
    above = text_before(message, correction)[:MAX_COMMENT].replace("\x00", "")
    return replace(
        first,
        status=Status.ACCEPTED,
        format=Format.INLINE if first.format in unfit else first.format,
        originals=(original,),
        listing=listing,
        comment=above or (first.comment if first.originals else ""),
        needs=missing_headers((original,)),
        kind="",
        direct=False,
        trace=(*first.trace, f"A person marked the original: {original.cut_from}."),
    )
