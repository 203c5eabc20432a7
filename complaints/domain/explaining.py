"""How a mail was read, step by step: its parts, the recognisers asked, what was cut, and what each fact came from.

For `explain` and the complaint's page. Texts come from the mail and are hostile: escape them on the way out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING

from complaints.domain.facts import Reported, Status
from complaints.domain.formats import RECOGNISERS, recognise
from complaints.domain.formats._smime import opened
from complaints.domain.headers import read_headers
from complaints.domain.original import DELIVERED_TO, LACKS_LABELS, describe, headers_of, lacks

if TYPE_CHECKING:
    from complaints.domain.facts import Original, OriginalFacts, Reading
    from complaints.domain.headers import Headers
    from complaints.domain.mime import Message, Part

_MAX_VALUE = 500
_NO_REPORT = Reported()
# Each fact and the fields that it is read from, the first that is there.
_FIELDS = {
    "message_id": ("message-id",),
    "subject": ("subject",),
    "from_address": ("from", "sender"),
    "from_display": ("from", "sender"),
    "to": ("to",),
    "sent_at": ("date",),
    "return_path": ("return-path",),
    "delivered_to": DELIVERED_TO,
    "list_unsubscribe": ("list-unsubscribe",),
}
_LAST = frozenset({"message_id"})
_NEEDS = {
    "full_headers": "the message with its full headers, best as an attachment",
    "original": "the message complained about, best as an attachment",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PartLine:
    """One part of the mail.

    Attributes:
        start, end: of its body, in the mail's bytes, or in those of the decoded part around it when `encoded`.
        size_bytes: of its body as it stands.
    """

    path: str
    content_type: str
    transfer_encoding: str
    filename: str
    start: int
    end: int
    size_bytes: int
    encoded: bool
    depth: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A recogniser that was asked, and whether it took the mail."""

    recogniser: str
    took_it: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One value and what it came from: "Subject, line 4, byte 120 of the original", "the report"."""

    name: str
    value: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginalLine:
    """One original.

    Attributes:
        lacks: what it does not have of all that could show who sent it, as labels for people.
        reported: what the report states beside it.
    """

    cut_from: str
    exact: bool
    headers: str
    size_bytes: int
    lacks: tuple[str, ...]
    facts: tuple[Fact, ...]
    reported: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """How a mail was read.

    Attributes:
        broken_limits: names; what lies behind a broken limit was not looked at.
        asked: in order, up to the one that took the mail; empty when a limit was broken.
        would_ask: what the reporter would be asked for, as labels for people.
        no_complaint: why it is none, "" when it is one.
    """

    size_bytes: int
    broken_limits: tuple[str, ...]
    parts: tuple[PartLine, ...]
    asked: tuple[Asked, ...]
    reading: Reading
    originals: tuple[OriginalLine, ...]
    would_ask: tuple[str, ...]
    no_complaint: str


def explain(message: Message) -> Explanation:
    """Say how a mail is read.

    Args:
        message: as `read_message` took it apart.

    Returns:
        The whole explanation, bounded as reading is. Never raises.
    """
    reading = recognise(message)
    none = reading.status is Status.NOT_A_COMPLAINT
    return Explanation(
        size_bytes=len(message.raw),
        broken_limits=message.broken_limits,
        parts=tuple(_part(part) for part in message.root.walk()),
        asked=_asked(message),
        reading=reading,
        originals=tuple(_original(one) for one in reading.originals),
        would_ask=tuple(_NEEDS.get(need, need) for need in reading.needs),
        no_complaint=" ".join((f"It is taken for {reading.kind}.", *reading.trace)) if none else "",
    )


def _part(part: Part) -> PartLine:
    return PartLine(
        path=part.path,
        content_type=part.content_type,
        transfer_encoding=part.transfer_encoding,
        filename=part.filename,
        start=part.body_start,
        end=part.end,
        size_bytes=part.end - part.body_start,
        encoded=part.encoded,
        depth=part.depth,
    )


def _asked(message: Message) -> tuple[Asked, ...]:
    if message.broken_limits:
        return ()
    message = opened(message)
    asked: list[Asked] = []
    for recogniser in RECOGNISERS:
        took_it = recogniser.read(message) is not None
        asked.append(Asked(recogniser=recogniser.name, took_it=took_it))
        if took_it:
            break
    return tuple(asked)


def _original(original: Original) -> OriginalLine:
    facts = describe(original)
    headers = headers_of(original.content)
    return OriginalLine(
        cut_from=original.cut_from,
        exact=original.exact,
        headers=original.headers.value,
        size_bytes=len(original.content),
        lacks=tuple(LACKS_LABELS[key] for key in lacks(original)),
        facts=(*(_fact(name, facts, headers, original) for name in _FIELDS), *_of_body(facts)),
        reported=_reported(original.reported),
    )


def _fact(name: str, facts: OriginalFacts, headers: Headers, original: Original) -> Fact:
    value = _shown(getattr(facts, name))
    field = next((field for field in _FIELDS[name] if field in headers), "")
    if not field:
        return Fact(name=name, value=value, source="not there")
    source = _place(original.content, field, last=name in _LAST)
    unread = " (there, but not readable)" if not value else ""
    return Fact(name=name, value=value, source=f"{source}{unread}")


def _place(content: bytes, field: str, *, last: bool) -> str:
    """Say where a field stands in an original's bytes."""
    end = read_headers(content, 0, len(content)).body_start
    pattern = re.compile(rb"(?im)^" + re.escape(field.encode("ascii")) + rb"[ \t]*+:")
    found = [match.start() for match in pattern.finditer(content, 0, end)] or [
        match.start() for match in pattern.finditer(content)
    ][:1]
    if not found:
        return field
    at = found[-1 if last else 0]
    line = len(content[:at].splitlines()) + 1
    return f"{field}, line {line}, byte {at} of the original"


def _of_body(facts: OriginalFacts) -> tuple[Fact, Fact]:
    text = f"{len(facts.text):,} characters"
    return (
        Fact(name="text", value=text if facts.text else "", source="the visible text of its body"),
        Fact(name="links", value=str(len(facts.links)), source="the body"),
    )


def _reported(reported: Reported) -> tuple[Fact, ...]:
    values = ((one.name, getattr(reported, one.name)) for one in fields(reported))
    return tuple(
        Fact(name=name, value=_shown(value), source="the report")
        for name, value in values
        if value != getattr(_NO_REPORT, name)
    )


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(str(one) for one in value)[:_MAX_VALUE]
    if isinstance(value, datetime):
        return value.isoformat()
    return "" if value is None else str(value)[:_MAX_VALUE]
