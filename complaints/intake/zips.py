"""Zip files on disk, unpacked one entry at a time into files without a name of theirs, under limits.

The directory is judged before the library reads it, sizes while they are unpacked: what an archive states of itself is
believed nowhere.

Source: PKWARE APPNOTE 6.3, sections 4.3.12 (central directory), 4.3.14 to 16 (its end, and that of zip64).
"""

from __future__ import annotations

import os
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from tempfile import NamedTemporaryFile
from typing import IO, TYPE_CHECKING

from complaints.domain.errors import DeskError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST_ENTRIES = 500
MOST_UNPACKED_BYTES = 100_000_000
MAGIC = b"PK\x03\x04"

_END, _END_BYTES, _END_64, _LOCATOR_BYTES = b"PK\x05\x06", 22, b"PK\x06\x07", 20
_MOST_COMMENT_BYTES = 65_535
_MOST_DIRECTORY_BYTES = 1024 * 1024
_ENCRYPTED = 0x1
_CHUNK_BYTES = 64 * 1024
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, RuntimeError, OverflowError, LookupError,
)  # fmt: skip


class ZipError(DeskError):
    """An archive that is not taken; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A file out of an archive.

    Attributes:
        name: as the archive has it, for people only; never a path to write to.
        file: its content, closed and gone when the next entry is asked for; its name ends as the entry's does. None for
            one that could not be unpacked.
        refused: why, "" where there is a file.
    """

    name: str
    file: IO[bytes] | None = None
    refused: str = ""


def is_zip(path: Path) -> bool:
    """Tell whether a file begins as a zip does."""
    with path.open("rb") as file:
        return file.read(4) == MAGIC


def entries(path: Path) -> Iterator[Entry]:
    """Unpack a zip's files one after the other; folders, and what a Mac adds for itself, are left out.

    Raises:
        ZipError: it is damaged, or holds more than is taken at once.
        OSError: when a file cannot be read or written.
    """
    if not _is_sane(path):
        message = f"It is no whole zip, or holds more than {MOST_ENTRIES} files. Unpack it and add its files."
        raise ZipError(message)
    left = MOST_UNPACKED_BYTES
    try:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist()[:MOST_ENTRIES]:
                if not info.is_dir() and not info.filename.startswith("__MACOSX/"):
                    with NamedTemporaryFile(suffix=_ending(info.filename)) as file:
                        yield _unpacked(archive, info, file, left)
                        left -= file.tell()
    except _BROKEN as error:
        message = f"The zip is damaged ({type(error).__name__}). Pack it anew, or add its files one by one."
        raise ZipError(message) from error


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, file: IO[bytes], left: int) -> Entry:
    name = info.filename[:200]
    if info.flag_bits & _ENCRYPTED:
        return Entry(name=name, refused="It is protected by a password. Add it without.")
    with archive.open(info) as packed:
        while chunk := packed.read(_CHUNK_BYTES):
            if file.tell() + len(chunk) > left:
                message = f"It unpacks to more than {MOST_UNPACKED_BYTES // 1_000_000} MB. Unpack it and add its files."
                raise ZipError(message)
            file.write(chunk)
    file.flush()
    return Entry(name=name, file=file)


def _ending(name: str) -> str:
    ending = PurePosixPath(name).suffix[:10]
    return ending if ending[1:].isascii() and ending[1:].isalnum() else ""


def _is_sane(path: Path) -> bool:
    """Look at the end of the directory: the library reads all that it announces at once."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _END_BYTES - _MOST_COMMENT_BYTES - _LOCATOR_BYTES))
        tail = file.read()
    end = tail.rfind(_END)
    if end < 0 or len(tail) - end < _END_BYTES:
        return False
    count, directory_bytes = struct.unpack_from("<HL", tail, end + 10)
    is_64 = tail[max(0, end - _LOCATOR_BYTES) : end].startswith(_END_64)
    return bool(count <= MOST_ENTRIES and directory_bytes <= _MOST_DIRECTORY_BYTES and not is_64)
