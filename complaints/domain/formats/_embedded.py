"""The bytes of a message that lies inside another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.domain.original import looks_like_message

if TYPE_CHECKING:
    from complaints.domain.mime import Part

_ENCODED = frozenset({"base64", "quoted-printable"})


def embedded_content(part: Part) -> bytes:
    """Give an embedded message's bytes, unchanged but for the transfer encoding of its part.

    RFC 2046 forbids to encode a message/rfc822; Outlook and others do it all the same, and others only say so.
    """
    if part.transfer_encoding in _ENCODED and (looks_like_message(part.decoded()) or not looks_like_message(part.body)):
        return part.decoded()
    return part.body
