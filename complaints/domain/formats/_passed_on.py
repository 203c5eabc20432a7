"""Complaints inside complaints: somebody passes on a report, and the original is what that report complains about.

A spam may carry messages and forward blocks of its own. So an attached mail is opened only where it reads as the report
of a machine, or was written to a role address that takes complaints and carries an original itself.

Source: resellers, ISPs and colleagues that forward reports as attachments.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from complaints.domain.decoding import TextAllowance
from complaints.domain.facts import Completeness, Format, Original, Reading, Status
from complaints.domain.formats._archives import MAX_UNPACKED_BYTES, is_zip
from complaints.domain.formats._readings import complains, missing_headers
from complaints.domain.formats._roles import is_role_address
from complaints.domain.formats._tnef import is_tnef
from complaints.domain.mime import read_message
from complaints.domain.original import headers_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from complaints.domain.facts import Received
    from complaints.domain.headers import Headers
    from complaints.domain.mime import Message

MAX_LEVELS = 3
MAX_ORIGINALS = 100
MAX_BYTES = 100 * 1024 * 1024
MAX_TEXT_READ = 2 * 1024 * 1024
_MACHINES = frozenset({Format.ARF, Format.XARF, Format.JMRP, Format.SPAMCOP})
_PEOPLE = frozenset({Format.ATTACHED, Format.INLINE, Format.REDIRECTED})
_ADDRESSED = ("to", "cc", "delivered-to", "x-original-to", "resent-to")
_BULK = ("list-unsubscribe", "list-unsubscribe-post", "feedback-id")


class _Opened(NamedTuple):
    originals: tuple[Original, ...]
    feedback_type: str | None = None
    trace: tuple[str, ...] = ()


@dataclass(slots=True)
class _Opener:
    """Opens the originals of one mail. `left` is how many bytes may still be looked at, archives counted in full."""

    received: Received
    recognise: Callable[[Message], Reading | None]
    left: int = MAX_BYTES
    allowance: TextAllowance = field(default_factory=lambda: TextAllowance(MAX_TEXT_READ))

    def open(self, original: Original, levels: int) -> _Opened:
        """Give what an original complains about, or itself."""
        if levels == 0 or original.headers is Completeness.NONE:
            return _Opened((original,))
        message = read_message(replace(self.received, raw=original.content), self.allowance)
        self.left -= _cost(message)
        reading = self.recognise(message) if self.left >= 0 else None
        why = _why(reading, message) if reading else ""
        if reading is None or not why:
            return _Opened((original,))
        inner = _joined([self.open(_placed(one, original), levels - 1) for one in reading.originals])
        kind = reading.feedback_type or inner.feedback_type
        return _Opened(inner.originals, kind, (f"{why} The original is what it complains about.", *inner.trace))


def innermost(reading: Reading, received: Received, recognise: Callable[[Message], Reading | None]) -> Reading:
    """Put the message that is complained about in the place of a report that a person passed on.

    Args:
        reading: of the outer mail.
        received: the outer mail; its envelope goes along.
        recognise: the recognisers, asked about one mail without opening what they find; None where none knows it.

    Returns:
        The reading with the innermost originals, at most three levels down; format and comment stay the outer ones.
        The same reading where nothing is to be opened.
    """
    if reading.format not in _PEOPLE or not reading.originals:
        return reading
    opener = _Opener(received, recognise)
    opened = _joined([opener.open(one, MAX_LEVELS) for one in reading.originals])
    if not opened.trace:
        return reading
    return replace(
        reading,
        originals=opened.originals,
        feedback_type=reading.feedback_type or opened.feedback_type,
        needs=missing_headers(opened.originals),
        trace=reading.trace + opened.trace,
    )


def _joined(opened: list[_Opened]) -> _Opened:
    return _Opened(
        tuple(original for one in opened for original in one.originals)[:MAX_ORIGINALS],
        next((one.feedback_type for one in opened if one.feedback_type), None),
        tuple(sentence for one in opened for sentence in one.trace)[:MAX_ORIGINALS],
    )


def _cost(message: Message) -> int:
    leaves = [part for part in message.parts() if not part.children]
    packed = any(is_zip(part.decoded()) or is_tnef(part.decoded()) for part in leaves)
    return len(message.raw) + (MAX_UNPACKED_BYTES if packed else 0)


def _placed(inner: Original, outer: Original) -> Original:
    return replace(
        inner, cut_from=f"{inner.cut_from} of the mail in {outer.cut_from}", exact=inner.exact and outer.exact
    )


def _why(reading: Reading, message: Message) -> str:
    """Say by what a mail shows to be a complaint about another message, or ""."""
    if reading.status is not Status.ACCEPTED or not reading.originals:
        return ""
    if _is_whole(reading, message):
        return ""
    if reading.format in _MACHINES:
        return f"The mail in hand is itself a report ({reading.format.value})."
    role = _role(headers_of(message.raw))
    if role and reading.format in {Format.ATTACHED, Format.INLINE} and _carries_an_original(reading, message):
        return f"The mail in hand is itself a complaint to {role}."
    return ""


def _is_whole(reading: Reading, message: Message) -> bool:
    """Tell the oldest reports of Hotmail, which are their own original: nothing lies inside them."""
    return reading.originals[0].content == message.raw


def _role(headers: Headers) -> str:
    found = (one.address for name in _ADDRESSED for one in headers.addresses(name) if is_role_address(one.address))
    return next(found, "")


def _carries_an_original(reading: Reading, message: Message) -> bool:
    """Tell a complaint from a spam to a role address that shows a forward block of its own.

    What was attached, or pasted with all its headers, is believed of mail that is not bulk; a client's block only below
    words of complaint.
    """
    if any(one in message.headers for one in _BULK):
        return False
    if reading.format is not Format.INLINE or reading.originals[0].headers is Completeness.FULL:
        return True
    return complains(reading.comment) or complains(message.headers.get("subject"))
