"""Messages that lie inside another one: what declares itself to be one, and its bytes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from complaints.domain.decoding import decode_base64
from complaints.domain.mime import EMBEDDED_TYPES
from complaints.domain.original import looks_like_message

if TYPE_CHECKING:
    from complaints.domain.mime import Part

_ENCODED = frozenset({"base64", "quoted-printable", "x-uuencode", "uuencode", "x-uue"})
_HEADER_SUBTYPES = ("rfc822-headers", "rfc822-header", "rfc822headers", "global-headers", "headers", "rfc822")
HEADER_TYPES = (
    frozenset(f"{top}/{sub}" for top in ("text", "message", "application") for sub in _HEADER_SUBTYPES) - EMBEDDED_TYPES
)
_BASE64_LINE = re.compile(rb"\s{0,20}+[A-Za-z0-9+/]{40,1000}+={0,2}[ \t]{0,9}+\r{0,2}\n")


def is_declared(content_type: str) -> bool:
    """Tell whether a media type, in lower case, declares a message or the header block of one."""
    return content_type in EMBEDDED_TYPES or content_type in HEADER_TYPES


def out_of_base64(content: bytes) -> bytes | None:
    """Give the message that base64 hides without saying so, None where it hides none."""
    if _BASE64_LINE.match(content) and looks_like_message(decoded := decode_base64(content)):
        return decoded
    return None


def embedded_content(part: Part) -> bytes:
    """Give an embedded message's bytes, unchanged but for the transfer encoding of its part.

    RFC 2046 forbids to encode a message/rfc822; Outlook and others do it all the same, others only say so, and some do
    it without a word.
    """
    if part.transfer_encoding in _ENCODED:
        is_decoded = looks_like_message(part.decoded()) or not looks_like_message(part.body)
        return part.decoded() if is_decoded else part.body
    return out_of_base64(part.body) or part.body
