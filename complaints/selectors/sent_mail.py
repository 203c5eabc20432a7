"""Mail that was written to a folder instead of a mail server, so that a desk can be tried out without one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from complaints.domain.decoding import decode_text
from complaints.domain.mime import walk

MAX_FILES = 100
MAX_FILE_BYTES = 256 * 1024
FILE_BACKEND = "django.core.mail.backends.filebased.EmailBackend"


@dataclass(frozen=True, slots=True, kw_only=True)
class SentFile:
    """A file of the folder; more than one mail in a file stand one below the other. `text` is for display only."""

    name: str
    written_at: datetime
    subject: str
    to: str
    text: str


def goes_to_a_folder() -> bool:
    """Tell whether mail is written to a folder instead of being sent."""
    return bool(settings.EMAIL_BACKEND == FILE_BACKEND)


def sent_files() -> tuple[SentFile, ...]:
    """Give the 100 newest files of the folder, newest first; none where there is no folder yet."""
    folder = Path(settings.EMAIL_FILE_PATH)
    if not goes_to_a_folder() or not folder.is_dir():
        return ()
    files = sorted((file for file in folder.glob("*.log") if file.is_file()), key=lambda file: file.name, reverse=True)
    return tuple(_read(file) for file in files[:MAX_FILES])


def _read(file: Path) -> SentFile:
    with file.open("rb") as opened:
        content = opened.read(MAX_FILE_BYTES)
    root, _ = walk(content)
    return SentFile(
        name=file.name,
        written_at=datetime.fromtimestamp(file.stat().st_mtime, tz=UTC),
        subject=root.headers.get("subject"),
        to=root.headers.get("to"),
        text=root.text() if root.content_type.startswith("text/") else decode_text(content),
    )
