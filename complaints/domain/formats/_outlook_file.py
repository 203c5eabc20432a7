"""Outlook's .msg files: one item in a compound file, read under limits that are checked before the library reads.

The library trusts sizes that a file states, up to 4 GB a stream and the same sectors again and again.

Source: MS-OXMSG section 2 (storages and streams of an item), MS-CFB section 2.2 (header).
"""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING

from olefile import OleFileIO  # type: ignore[import-untyped]
from oxmsg.storage import Storage

from complaints.domain.decoding import decode_text
from complaints.domain.formats._outlook import CODEPAGE, MESSAGE_CLASS, WANTED, OutlookItem, charset_of

if TYPE_CHECKING:
    from complaints.domain.formats._outlook import Properties

MAX_FILE_BYTES = 25 * 1024 * 1024
MAX_ENTRIES = 2000
_MAX_DEPTH = 4
_MAX_PROPERTIES = 2000
_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SECTOR_SHIFTS = {3: 9, 4: 12}
_MINI_SHIFT = 6
_NAME = re.compile(r"__substg1\.0_([0-9A-F]{4})([0-9A-F]{4})")
_PROPERTIES = "__properties_version1.0"
_FILE, _EMBEDDED = "__substg1.0_37010102", "__substg1.0_3701000D"
_STRING8, _UNICODE, _BINARY = "001E", "001F", "0102"
_NUMBERS = {0x0002: "<h", 0x0003: "<i", 0x0040: "<Q"}
_ROOT_HEADER, _EMBEDDED_HEADER, _OTHER_HEADER = 32, 24, 8
_CLASSES = ("ipm.note", "ipm.post", "ipm.schedule", "report.")
_BROKEN = (
    ArithmeticError, AttributeError, LookupError, OSError, RecursionError, TypeError, ValueError, struct.error,
)  # fmt: skip


def is_compound_file(content: bytes) -> bool:
    """Tell whether bytes begin as a compound file does; old Office documents are such files too."""
    return content.startswith(_MAGIC)


def read_outlook_file(content: bytes) -> OutlookItem | None:
    """Read a .msg file.

    Args:
        content: any bytes, at most 25 MB.

    Returns:
        Its item; None for anything else, and for a file that states more than it holds. Never raises.
    """
    if not is_compound_file(content) or len(content) > MAX_FILE_BYTES or not _header_is_sane(content):
        return None
    try:
        with OleFileIO(content) as ole:
            storage = Storage.from_ole(ole) if _is_bounded(ole, len(content)) else None
    except _BROKEN:
        return None
    if storage is None or _PROPERTIES not in _streams(storage):
        return None
    item = _item(storage, _ROOT_HEADER, depth=0)
    return item if item.text(MESSAGE_CLASS).lower().startswith(_CLASSES) or not item.text(MESSAGE_CLASS) else None


def _header_is_sane(content: bytes) -> bool:
    """Tell whether the header's counts of sectors fit into the file: the library loops as often as they say."""
    if len(content) < 512:  # noqa: PLR2004 - the header alone
        return False
    version, shift, mini_shift = struct.unpack_from("<H2xHH", content, 26)
    if _SECTOR_SHIFTS.get(version) != shift or mini_shift != _MINI_SHIFT:
        return False
    sectors = len(content) >> shift
    fat, mini_fat, difat = (struct.unpack_from("<L", content, at)[0] for at in (44, 64, 72))
    return bool(max(fat, mini_fat, difat) <= sectors)


def _is_bounded(ole: OleFileIO, file_bytes: int) -> bool:
    """Tell whether the entries are few, and state no more bytes than twice the file's."""
    entries = [entry for entry in ole.direntries if entry is not None]
    return len(entries) <= MAX_ENTRIES and sum(entry.size for entry in entries) <= 2 * file_bytes


def _streams(storage: Storage) -> dict[str, bytes]:
    return {stream.name: stream.bytes_ for stream in storage.streams}


def _item(storage: Storage, header_bytes: int, *, depth: int) -> OutlookItem:
    below = [one for one in storage.storages if one.name.startswith("__recip_version1.0_")]
    properties = _properties(storage, header_bytes)
    return OutlookItem(
        properties=properties,
        recipients=tuple(_properties(one, _OTHER_HEADER, properties.get(CODEPAGE)) for one in below),
        attached=_attached(storage, depth) if depth < _MAX_DEPTH else (),
    )


def _attached(storage: Storage, depth: int) -> tuple[OutlookItem | bytes, ...]:
    found: list[OutlookItem | bytes] = []
    for one in storage.storages:
        if not one.name.startswith("__attach_version1.0_"):
            continue
        embedded = next((child for child in one.storages if child.name == _EMBEDDED), None)
        content = _streams(one).get(_FILE)
        if embedded is not None:
            found.append(_item(embedded, _EMBEDDED_HEADER, depth=depth + 1))
        elif content:
            found.append(content)
    return tuple(found)


def _properties(storage: Storage, header_bytes: int, codepage: object = None) -> Properties:
    """Read the wanted properties: numbers stand in the properties stream, all else in streams of their own."""
    streams = _streams(storage)
    found: Properties = {}
    table = streams.get(_PROPERTIES, b"")[header_bytes : header_bytes + 16 * _MAX_PROPERTIES]
    for kind, number, value in struct.iter_unpack("<HH4x8s", table[: len(table) // 16 * 16]):
        if number in WANTED and kind in _NUMBERS:
            found[number] = struct.unpack_from(_NUMBERS[kind], value)[0]
    charset = charset_of(found.get(CODEPAGE, codepage))
    for name, content in streams.items():
        match = _NAME.fullmatch(name.replace("__SUBSTG", "__substg"))
        number = int(match[1], 16) if match else -1
        if match and number in WANTED:
            found[number] = _value(content, match[2], charset)
    return found


def _value(content: bytes, kind: str, charset: str) -> str | bytes:
    if kind == _UNICODE:
        return content.decode("utf-16-le", "replace")
    return decode_text(content, charset) if kind == _STRING8 else content
