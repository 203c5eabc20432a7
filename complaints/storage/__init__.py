"""The raw store: bytes by their hash, kept for good before anybody hears yes. Here in a folder; `s3` has the bucket."""

from __future__ import annotations

import os
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from django.core.files.storage import FileSystemStorage, storages

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from django.core.files.base import File

FILE_MODE = 0o640
SIDE_BY_SIDE = 16


class DurableFileStorage(FileSystemStorage):
    """Writes a file so that it survives a power cut: written aside, flushed, renamed, and the folder flushed too.

    Names are content hashes, so writing a name again writes the same bytes.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """Keep the name: it is the hash of what will be written."""
        return name

    def _save(self, name: str, content: File[bytes]) -> str:
        self.save_all({name: content.read()})
        return name

    def save_all(self, contents: Mapping[str, bytes]) -> None:
        """Write several files, all of them flushed when this returns.

        First all are written and then all are flushed at the same time: a disk does at once what waits for it at once.

        Raises:
            OSError: some may be there and some not; none may be relied on.
        """
        written: list[tuple[int, Path, Path]] = []
        try:
            for name, raw in contents.items():
                path = Path(self.path(name))
                self._make_folder(path.parent)
                aside = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
                written.append((os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), aside, path))
                _write(written[-1][0], raw)
            _at_once(os.fsync, [handle for handle, _, _ in written])
            for _, aside, path in written:
                aside.replace(path)
        finally:
            for handle, aside, _ in written:
                os.close(handle)
                aside.unlink(missing_ok=True)
        _at_once(flush_folder, list({path.parent for _, _, path in written}))

    def _make_folder(self, folder: Path) -> None:
        """Make the folder and flush its parents, or a power cut may forget a folder that holds flushed files."""
        if folder.is_dir():
            return
        folder.mkdir(parents=True, exist_ok=True)
        for parent in (folder.parent, folder.parent.parent):
            flush_folder(parent)


def _at_once(flush: Callable[[Any], object], things: Sequence[Any]) -> None:
    """Flush things side by side; they wait for the disk, not for the processor."""
    if len(things) == 1:
        flush(things[0])
    elif things:
        with ThreadPoolExecutor(min(SIDE_BY_SIDE, len(things))) as threads:
            list(threads.map(flush, things))


def _write(handle: int, raw: bytes) -> None:
    """Write all of it: the system may take less at once."""
    rest = memoryview(raw)
    while rest:
        rest = rest[os.write(handle, rest) :]


class RawStore(Protocol):
    """What holds raw messages: a folder or a bucket. Everything it raises for a store that fails is an `OSError`."""

    def exists(self, name: str) -> bool:
        """Tell whether it has the bytes of that name."""

    def save_all(self, contents: Mapping[str, bytes]) -> None:
        """Write bytes by their names, durable when this returns; when it raises, none may be relied on."""

    def delete(self, name: str) -> None:
        """Remove bytes; those that are missing are no error."""


def raw_store() -> RawStore:
    """Give the store that the settings name."""
    return cast("RawStore", storages["raw"])


def raw_room_bytes() -> int | None:
    """Give how many bytes the disk with the raw store has free for us; None where the store is no folder."""
    try:
        folder = Path(storages["raw"].path(""))
    except NotImplementedError:
        return None
    while not folder.exists():
        folder = folder.parent
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize


def raw_has_room(size_bytes: int) -> bool:
    """Tell whether the raw store can take so many bytes."""
    room = raw_room_bytes()
    return room is None or room >= size_bytes


def flush_folder(folder: Path) -> None:
    """Write a folder's entries to disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
