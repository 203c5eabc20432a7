"""Files inside a zip, in memory, one level deep, bounded before anything is unpacked.

Source: PKWARE APPNOTE 6.3, sections 4.3.16 (end of central directory) and 4.4.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import NamedTuple

MAX_MEMBERS = 20
MAX_UNPACKED_BYTES = 25 * 1024 * 1024
MAX_RATIO = 200
_MAX_DIRECTORY_BYTES = 64 * 1024
_END_BYTES = 22
_LOCATOR_BYTES = 20
_MAX_COMMENT_BYTES = 65_535
_ENCRYPTED = 0x1
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, RuntimeError, OverflowError,
    LookupError,
)  # fmt: skip


class Member(NamedTuple):
    """A file out of an archive."""

    filename: str
    content: bytes


def is_zip(content: bytes) -> bool:
    """Tell whether bytes begin as a zip does."""
    return content.startswith(b"PK\x03\x04")


def read_zip(content: bytes, *, budget_bytes: int = MAX_UNPACKED_BYTES) -> tuple[Member, ...]:
    """Unpack a zip in memory.

    Args:
        content: any bytes.
        budget_bytes: how much may be unpacked in all; several zips of one mail share a budget.

    Returns:
        At most 20 files, in order, as long as all together stay within the budget and each below 200 times its packed
        size; encrypted ones are left out; () for what is no readable zip. Never raises.
    """
    if not is_zip(content) or not _directory_is_small(content):
        return ()
    found: list[Member] = []
    left = budget_bytes
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for entry in archive.infolist()[:MAX_MEMBERS]:
                if entry.is_dir() or entry.flag_bits & _ENCRYPTED or _is_bomb(entry, left):
                    continue
                with archive.open(entry) as member:
                    unpacked = member.read(left)
                left -= len(unpacked)
                found.append(Member(entry.filename[:500], unpacked))
    except _BROKEN:
        return tuple(found)
    return tuple(found)


def _is_bomb(entry: zipfile.ZipInfo, left: int) -> bool:
    return entry.file_size > left or entry.file_size > MAX_RATIO * max(entry.compress_size, 1024)


def _directory_is_small(content: bytes) -> bool:
    """Look at the directory's stated size first, since the library reads all of it at once."""
    end = content.rfind(b"PK\x05\x06", max(0, len(content) - _END_BYTES - _MAX_COMMENT_BYTES))
    if end < 0 or len(content) - end < _END_BYTES:
        return False
    if content[max(0, end - _LOCATOR_BYTES) : end].startswith(b"PK\x06\x07"):
        return False  # Another end, of zip64, which the library would believe instead of this one.
    return bool(struct.unpack_from("<L", content, end + 12)[0] <= _MAX_DIRECTORY_BYTES)
