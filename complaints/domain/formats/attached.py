"""Originals that a person attached: as a message, as a file, or in a zip.

Source: RFC 2046 section 5.2.1; file attachments as Outlook, Apple Mail, Gmail and web mailers make them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.domain.facts import Format, Original, Reading, Status
from complaints.domain.formats._archives import MAX_UNPACKED_BYTES, Member, is_zip, read_zip
from complaints.domain.formats._embedded import embedded_content
from complaints.domain.formats._feedback import HEADER_TYPES
from complaints.domain.formats._readings import comment_of, missing_headers
from complaints.domain.mime import EMBEDDED_TYPES
from complaints.domain.original import cut, looks_like_message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from complaints.domain.mime import Message, Part

name = "attached"

MAX_ORIGINALS = 100


def read(message: Message) -> Reading | None:
    """See `Recogniser`."""
    originals = tuple(_originals(message))[:MAX_ORIGINALS]
    if not originals:
        return None
    return Reading(
        recogniser=name,
        status=Status.ACCEPTED,
        format=Format.ATTACHED,
        originals=originals,
        comment=comment_of(message),
        needs=missing_headers(originals),
        trace=tuple(f"Attached original in {one.cut_from}." for one in originals),
    )


def _originals(message: Message) -> Iterator[Original]:
    budget_bytes = MAX_UNPACKED_BYTES
    for part in message.parts():
        if part.content_type in EMBEDDED_TYPES or part.content_type in HEADER_TYPES:
            content = embedded_content(part)
            if content.strip():
                yield cut(content, exact=True, cut_from=part.span)
        elif not part.children and _is_file(part, message):
            content = part.decoded()
            if is_zip(content):
                members = read_zip(content, budget_bytes=budget_bytes)
                budget_bytes -= sum(len(member.content) for member in members)
                yield from _from_members(part, members)
            elif looks_like_message(content):
                yield cut(content, exact=True, cut_from=part.span)


def _is_file(part: Part, message: Message) -> bool:
    """Tell whether a leaf can be a file that a person attached; a pasted text is read elsewhere."""
    if part is message.root and part.content_type.startswith("text/"):
        return False
    return part.disposition == "attachment" or bool(part.filename) or not part.content_type.startswith("text/")


def _from_members(part: Part, members: tuple[Member, ...]) -> Iterator[Original]:
    for member in members:
        if looks_like_message(member.content):
            yield cut(member.content, exact=True, cut_from=f"{member.filename} in the zip of part {part.path}")
