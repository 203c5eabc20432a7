"""Originals that a person attached: as a message, as a file, in a zip, or in a file of Outlook's.

Source: RFC 2046 section 5.2.1; file attachments as Outlook, Apple Mail, Gmail and web mailers make them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from complaints.domain.facts import Completeness, Format, Original, Reading, Status
from complaints.domain.formats._embedded import embedded_content, is_declared
from complaints.domain.formats._files import Budget, Found, messages_in, pasted_in, uuencoded_in
from complaints.domain.formats._readings import comment_of, missing_headers
from complaints.domain.headers import read_headers
from complaints.domain.original import cut, message_id_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from complaints.domain.mime import Message, Part

name = "attached"

MAX_ORIGINALS = 100
_ENCRYPTED_TEXT = re.compile(rb"\s{0,200}+-----BEGIN PGP MESSAGE-----\s")
_PKCS7 = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})


def read(message: Message) -> Reading | None:
    """See `Recogniser`."""
    originals = _without_doubles(tuple(one for one, _ in zip(_originals(message), range(MAX_ORIGINALS), strict=False)))
    if not originals:
        return _encrypted(message)
    return Reading(
        recogniser=name,
        status=Status.ACCEPTED,
        format=Format.ATTACHED,
        originals=originals,
        comment=comment_of(message),
        needs=missing_headers(originals),
        trace=tuple(f"Attached original in {one.cut_from}." for one in originals),
    )


def _without_doubles(originals: tuple[Original, ...]) -> tuple[Original, ...]:
    """Leave out header blocks whose whole message is attached beside them, as a "report phishing" button does."""
    blocks = [read_headers(one.content, 0, len(one.content)) for one in originals]
    bare = [not one.content[block.body_start :].strip() for one, block in zip(originals, blocks, strict=True)]
    identifiers = [message_id_of(block.headers) for block in blocks]
    whole = {
        identifier
        for one, identifier, is_bare in zip(originals, identifiers, bare, strict=True)
        if not is_bare and identifier and one.headers is Completeness.FULL
    }
    rows = zip(originals, identifiers, bare, strict=True)
    return tuple(one for one, identifier, is_bare in rows if not (is_bare and identifier in whole))


def _originals(message: Message) -> Iterator[Original]:
    budget = Budget()
    for part in message.parts():
        if is_declared(part.content_type):
            content = embedded_content(part)
            if content.strip():
                yield from _of_embedded(part, content, budget)
        elif not part.children:
            for one in _in_leaf(part, message, budget):
                yield _cut(one, part)


def _of_embedded(part: Part, content: bytes, budget: Budget) -> Iterator[Original]:
    """Cut an embedded message; some clients label any file that ends in .eml or .msg so, an mbox or a BOM in front."""
    found = list(messages_in(content, budget))
    if found:
        yield from (_cut(one, part) for one in found)
    else:
        yield cut(content, exact=True, cut_from=part.span)


def _in_leaf(part: Part, message: Message, budget: Budget) -> Iterator[Found]:
    is_text = part.content_type.startswith("text/")
    if is_text and not _is_file(part, message):
        for content in uuencoded_in(part.decoded()):
            yield from messages_in(content, budget)
        return
    found = list(messages_in(embedded_content(part), budget))
    yield from found or (pasted_in(part.decoded()) if part.content_type == "text/plain" else ())


def _is_file(part: Part, message: Message) -> bool:
    """Tell whether a text can be a file that a person attached; a pasted text is read elsewhere."""
    return part is not message.root and (part.disposition == "attachment" or bool(part.filename))


def _cut(found: Found, part: Part) -> Original:
    where = f"{found.inside} of part {part.path}" if found.inside else part.span
    return cut(found.content, exact=found.exact, cut_from=where)


def _encrypted(message: Message) -> Reading | None:
    """Say of an encrypted complaint that nobody but its addressee can read it."""
    if not any(_is_encrypted(part) for part in message.parts()):
        return None
    return Reading(
        recogniser=name,
        status=Status.ACCEPTED,
        format=Format.NONE,
        comment=comment_of(message),
        needs=("original",),
        trace=("The mail is encrypted and cannot be read here.",),
    )


def _is_encrypted(part: Part) -> bool:
    if part.content_type == "multipart/encrypted":
        return True
    if part.content_type in _PKCS7:
        return part.parameters.get("smime-type", "").lower() not in {"signed-data", "certs-only"}
    return part.content_type == "text/plain" and bool(_ENCRYPTED_TEXT.match(part.body))
