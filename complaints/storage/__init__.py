"""The raw store: bytes by their hash, kept for good before anybody hears yes. Here in a folder; `s3` has the bucket."""

from __future__ import annotations

import os
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.files.storage import FileSystemStorage, storages

if TYPE_CHECKING:
    from django.core.files.base import File


class DurableFileStorage(FileSystemStorage):
    """Writes a file so that it survives a power cut: written aside, flushed, renamed, and the folder flushed too.

    Names are content hashes, so writing a name again writes the same bytes.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """Keep the name: it is the hash of what will be written."""
        return name

    def _save(self, name: str, content: File[bytes]) -> str:
        path = Path(self.path(name))
        self._make_folder(path.parent)
        aside = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
        try:
            with aside.open("xb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(path)
        except OSError:
            aside.unlink(missing_ok=True)
            raise
        flush_folder(path.parent)
        return name

    def _make_folder(self, folder: Path) -> None:
        """Make the folder and flush its parents, or a power cut may forget a folder that holds flushed files."""
        if folder.is_dir():
            return
        folder.mkdir(parents=True, exist_ok=True)
        for parent in (folder.parent, folder.parent.parent):
            flush_folder(parent)


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


def flush_folder(folder: Path) -> None:
    """Write a folder's entries to disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
