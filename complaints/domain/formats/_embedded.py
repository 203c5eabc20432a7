"""The bytes of a message that lies inside another one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from complaints.domain.decoding import decode_base64
from complaints.domain.original import looks_like_message

if TYPE_CHECKING:
    from complaints.domain.mime import Part

_ENCODED = frozenset({"base64", "quoted-printable", "x-uuencode", "uuencode", "x-uue"})
_BASE64_LINE = re.compile(rb"\s{0,20}+[A-Za-z0-9+/]{40,1000}+={0,2}[ \t]{0,9}+\r{0,2}\n")


def embedded_content(part: Part) -> bytes:
    """Give an embedded message's bytes, unchanged but for the transfer encoding of its part.

    RFC 2046 forbids to encode a message/rfc822; Outlook and others do it all the same, others only say so, and some do
    it without a word.
    """
    if part.transfer_encoding in _ENCODED:
        is_decoded = looks_like_message(part.decoded()) or not looks_like_message(part.body)
        return part.decoded() if is_decoded else part.body
    if _BASE64_LINE.match(part.body) and looks_like_message(decoded := decode_base64(part.body)):
        return decoded
    return part.body
