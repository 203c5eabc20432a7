"""The spam that a blocklist shows beside its notice: attached, in a zip, or pasted with its headers.

Source: Spamhaus' and mail-abuse.com's samples, UCEPROTECT's zips.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.domain.facts import Completeness
from complaints.domain.formats._archives import is_zip, read_zip
from complaints.domain.formats._embedded import embedded_content
from complaints.domain.formats._pasted import find_pasted
from complaints.domain.mime import EMBEDDED_TYPES
from complaints.domain.original import cut, looks_like_message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from complaints.domain.facts import Original
    from complaints.domain.mime import Message, Part

_MOST = 20


def evidence_of(message: Message) -> tuple[Original, ...]:
    """Give the originals that a notice brings along with full headers, at most 20; () when none is cleanly cut."""
    found = (one for part in message.parts() for one in _in_part(part, message))
    whole = [one for _, one in zip(range(_MOST), found, strict=False) if one.headers is Completeness.FULL]
    return tuple(whole)


def _in_part(part: Part, message: Message) -> Iterator[Original]:
    if part.content_type in EMBEDDED_TYPES:
        yield cut(embedded_content(part), exact=True, cut_from=part.span)
    elif not part.children:
        yield from _in_leaf(part, message)


def _in_leaf(part: Part, message: Message) -> Iterator[Original]:
    if is_zip(part.decoded()):
        for member in read_zip(part.decoded()):
            if looks_like_message(member.content):
                yield cut(member.content, exact=True, cut_from=f"{member.filename} in the zip of part {part.path}")
    elif part is not message.root and looks_like_message(part.decoded()):
        yield cut(part.decoded(), exact=True, cut_from=part.span)
    elif part.content_type == "text/plain":
        yield from _pasted(part)


def _pasted(part: Part) -> Iterator[Original]:
    pasted = find_pasted(part.decoded())
    if pasted:
        where = f"part {part.path}, text bytes {pasted.start} to {pasted.end}"
        yield cut(pasted.content, exact=not pasted.changed, cut_from=where)
