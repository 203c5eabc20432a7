"""Mail that S/MIME signs opaquely: the whole content lies inside the signature, readable by anyone.

The signature itself is not verified here; nothing is believed on its account.

Source: RFC 8551 section 3.5.2 (application/pkcs7-mime, signed-data), RFC 5652 section 5.2 (eContent, BER or DER).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from complaints.domain.mime import read_message

if TYPE_CHECKING:
    from complaints.domain.mime import Message

_TYPES = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
# Object identifier 1.2.840.113549.1.7.1 (data), in front of the signed content.
_DATA = bytes.fromhex("06092a864886f70d010701")
_CONTENT, _OCTETS, _OCTETS_IN_CHUNKS, _INDEFINITE = 0xA0, 0x04, 0x24, 0x80
_MAX_CHUNKS = 100_000
_MAX_LENGTH_BYTES = 4


def opened(message: Message) -> Message:
    """Give an opaquely signed mail as if it were signed beside: its own headers over the signed content.

    Args:
        message: any mail.

    Returns:
        The same message unless it is application/pkcs7-mime with signed content that can be read. Never raises.
    """
    if message.root.content_type not in _TYPES or message.broken_limits:
        return message
    content = signed_content(message.root.decoded())
    if not content:
        return message
    fields = [
        name.encode("ascii") + b": " + value + b"\r\n"
        for name, value in message.headers.fields
        if not name.startswith(("content-", "mime-version"))
    ]
    return read_message(replace(message.received, raw=b"".join(fields) + content))


def signed_content(data: bytes) -> bytes:
    """Give the content inside a signature, or b"" for what is encrypted or cannot be read."""
    at = data.find(_DATA, 0, 4096)
    if at < 0:
        return b""
    tag, size, position = _tag(data, at + len(_DATA))
    if tag != _CONTENT:
        return b""
    tag, size, position = _tag(data, position)
    if tag == _OCTETS and size is not None:
        return data[position : position + size]
    return _in_chunks(data, position) if tag == _OCTETS_IN_CHUNKS else b""


def _in_chunks(data: bytes, position: int) -> bytes:
    out = bytearray()
    for _ in range(_MAX_CHUNKS):
        tag, size, start = _tag(data, position)
        if tag != _OCTETS or size is None:
            break
        out += data[start : start + size]
        position = start + size
    return bytes(out)


def _tag(data: bytes, position: int) -> tuple[int, int | None, int]:
    """Read a tag: itself, the length (None when it is open), and where the value begins; tag 0 behind the end."""
    head = data[position : position + 2]
    if len(head) < 2:  # noqa: PLR2004 - a tag and a length
        return 0, None, position
    count = head[1] & 0x7F
    if head[1] <= count:
        return head[0], head[1], position + 2
    if head[1] == _INDEFINITE or count > _MAX_LENGTH_BYTES:
        return head[0], None, position + 2
    size = int.from_bytes(data[position + 2 : position + 2 + count], "big")
    return head[0], size, position + 2 + count
