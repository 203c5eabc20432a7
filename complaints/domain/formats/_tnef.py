"""Winmail.dat: what Exchange and Outlook wrap a mail's body and attachments into when they send "rich text".

Every size is checked against the bytes there are and every loop moves on, as a stream states its own counts.

Source: MS-OXTNEF sections 2.1.3 (attributes) and 2.1.3.4 (encapsulated properties).
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

from complaints.domain.decoding import decode_text
from complaints.domain.formats._outlook import (
    BODY,
    CODEPAGE,
    MESSAGE_ID,
    SUBJECT,
    WANTED,
    OutlookItem,
    Properties,
    charset_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAGIC = b"\x78\x9f\x3e\x22"
_MAX_DEPTH = 4
_MAX_ATTRIBUTES = 5000
_MAX_PROPERTIES = 2000
_MAX_ATTACHED = 100
_SIGNATURE_BYTES = 6
_ATTACHMENT_BEGINS, _ATTACHMENT_DATA, _ATTACHMENT_PROPERTIES = 0x9002, 0x800F, 0x9005
_MESSAGE_PROPERTIES, _OEM_CODEPAGE = 0x9003, 0x9007
_OLD_TEXTS = {0x8004: SUBJECT, 0x800C: BODY, 0x8009: MESSAGE_ID}
_ATTACHED_OBJECT = 0x3701
_INTERFACE_BYTES = 16
_STRING8, _UNICODE, _SEVERAL, _NAMED = 0x001E, 0x001F, 0x1000, 0x8000
_FIXED_BYTES = {
    0x0002: 4, 0x0003: 4, 0x0004: 4, 0x000A: 4, 0x000B: 4, 0x0005: 8, 0x0006: 8, 0x0007: 8, 0x0014: 8, 0x0040: 8,
    0x0048: 16,
}  # fmt: skip
_VARIABLE = frozenset({_STRING8, _UNICODE, 0x000D, 0x0102})
_NUMBERS = {0x0002: "<h", 0x0003: "<i", 0x0040: "<Q"}


class _Property(NamedTuple):
    kind: int
    number: int
    value: memoryview


def is_tnef(content: bytes) -> bool:
    """Tell whether bytes begin as a TNEF stream does."""
    return content.startswith(_MAGIC)


def read_tnef(content: bytes) -> OutlookItem | None:
    """Read a TNEF stream.

    Args:
        content: any bytes.

    Returns:
        The item that it wraps, as far as the stream can be read; None for anything else. Never raises.
    """
    return _read(memoryview(content), depth=0) if is_tnef(content) else None


def _read(stream: memoryview, *, depth: int) -> OutlookItem:
    properties: Properties = {}
    charset = ""
    attached: list[OutlookItem | bytes] = []
    for number, value in _attributes(stream):
        if number == _OEM_CODEPAGE and len(value) >= 4:  # noqa: PLR2004 - a whole number of 32 bits
            properties[CODEPAGE] = struct.unpack_from("<i", value)[0]
            charset = charset_of(properties[CODEPAGE])
        elif number in _OLD_TEXTS:
            properties.setdefault(_OLD_TEXTS[number], decode_text(bytes(value), charset))
        elif number == _MESSAGE_PROPERTIES:
            properties |= _wanted(value, charset)
        else:
            _attach(attached, number, value, depth)
    return OutlookItem(properties=properties, attached=tuple(one for one in attached if one))


def _attributes(stream: memoryview) -> Iterator[tuple[int, memoryview]]:
    position = _SIGNATURE_BYTES
    for _ in range(_MAX_ATTRIBUTES):
        if position + 9 > len(stream):
            return
        number, size = struct.unpack_from("<xH2xL", stream, position)
        yield number, stream[position + 9 : position + 9 + size]
        position += 9 + size + 2


def _attach(attached: list[OutlookItem | bytes], number: int, value: memoryview, depth: int) -> None:
    """Add to the attachments, or put into the last one, what an attribute holds."""
    if number == _ATTACHMENT_BEGINS and len(attached) < _MAX_ATTACHED:
        attached.append(b"")
    elif number == _ATTACHMENT_DATA and attached:
        attached[-1] = bytes(value)
    elif number == _ATTACHMENT_PROPERTIES and attached and depth < _MAX_DEPTH:
        inside = next((one.value for one in _properties(value) if one.number == _ATTACHED_OBJECT), None)
        if inside is not None:
            stream = inside[_INTERFACE_BYTES:]
            is_item = bytes(stream[:4]) == _MAGIC
            attached[-1] = _read(stream, depth=depth + 1) if is_item else bytes(stream)


def _wanted(value: memoryview, charset: str) -> Properties:
    found: Properties = {}
    for one in _properties(value):
        if one.number in WANTED and one.kind in _NUMBERS:
            found[one.number] = struct.unpack_from(_NUMBERS[one.kind], one.value)[0]
        elif one.number in WANTED and one.kind in _VARIABLE:
            found[one.number] = _text_or_bytes(one, charset)
    return found


def _text_or_bytes(one: _Property, charset: str) -> str | bytes:
    if one.kind == _UNICODE:
        return bytes(one.value).decode("utf-16-le", "replace")
    return decode_text(bytes(one.value), charset) if one.kind == _STRING8 else bytes(one.value)


def _properties(data: memoryview) -> Iterator[_Property]:
    """Give the properties in turn, the first value of those with several; ends at what can't be read."""
    position = 4
    try:
        for _ in range(min(struct.unpack_from("<L", data)[0], _MAX_PROPERTIES)):
            kind, number = struct.unpack_from("<HH", data, position)
            position = _behind_name(data, position + 4) if number >= _NAMED else position + 4
            one, position = _value(data, position, kind, number)
            yield one
    except (struct.error, LookupError):
        return


def _behind_name(data: memoryview, position: int) -> int:
    """Give where a named property's value begins: behind a GUID and a number or a name."""
    kind, size = struct.unpack_from("<LL", data, position + 16)
    return position + 24 + (_padded(size) if kind else 0)


def _value(data: memoryview, position: int, kind: int, number: int) -> tuple[_Property, int]:
    plain = kind & ~_SEVERAL
    count = 1
    if kind & _SEVERAL or plain in _VARIABLE:
        count = struct.unpack_from("<L", data, position)[0]
        position += 4
    if plain not in _VARIABLE:
        size = _FIXED_BYTES[plain]
        struct.unpack_from(f"<{size}x", data, position)
        return _Property(plain, number, data[position : position + size]), position + size * count
    first = data[:0]
    for index in range(min(count, _MAX_PROPERTIES)):
        size = struct.unpack_from("<L", data, position)[0]
        value = data[position + 4 : position + 4 + size]
        first = value if index == 0 else first
        position += 4 + _padded(size)
    return _Property(plain, number, first), position


def _padded(size: int) -> int:
    return size + -size % 4
