"""Mail that lies in files: single messages, mbox, Maildir, reports in bare JSON, folders of any of these.

The bytes of a file are taken as they stand. Only what is clearly an mbox of several messages is taken apart, and a JSON
file that is an array of reports, or has one a line.
"""

from __future__ import annotations

import json
import mailbox
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

STANDARD_INPUT = "-"
JSON_ENDINGS = frozenset({".json", ".jsonl", ".ndjson"})
MAX_JSON_BYTES = 25 * 1024 * 1024
MBOX_ENDINGS = frozenset({".mbox", ".mbx"})
# RFC 4155: sender, then asctime's date. A single message that was saved with such a line stays whole, line included.
FROM_LINE = re.compile(rb"^From \S+ +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d\d:\d\d", re.MULTILINE)

_SEPARATORS = re.compile(r"[\s,]*+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A message in an archive. `file` is for people, `index` counts from 0 within the file."""

    file: str
    index: int
    raw: bytes


def messages(path: str) -> Iterator[Stored]:
    """Give the messages of a path, in name order, one in memory at a time.

    Raises:
        OSError: when the path cannot be read.
    """
    if path == STANDARD_INPUT:
        yield Stored(file=STANDARD_INPUT, index=0, raw=sys.stdin.buffer.read())
        return
    root = Path(path)
    if not root.is_dir():
        yield from in_file(root, path)
        return
    for file in files(root):
        yield from in_file(file, file.relative_to(root).as_posix())


def files(folder: Path) -> Iterator[Path]:
    """Give the files of a folder and its folders in name order; hidden ones and a Maildir's tmp are left out."""
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.startswith(".") or entry.is_symlink():
            continue
        if entry.is_dir():
            if not (entry.name == "tmp" and is_maildir(folder)):
                yield from files(entry)
        elif entry.is_file():
            yield entry


def is_maildir(folder: Path) -> bool:
    """Tell whether a folder is a Maildir."""
    return all((folder / name).is_dir() for name in ("cur", "new", "tmp"))


def count(path: str) -> int | None:
    """Count the files behind a path for a progress bar; None for standard input."""
    if path == STANDARD_INPUT:
        return None
    root = Path(path)
    return sum(1 for _ in files(root)) if root.is_dir() else 1


def in_file(path: Path, name: str) -> Iterator[Stored]:
    """Give the messages of one file, one in memory at a time.

    Raises:
        OSError: when it cannot be read.
    """
    if path.suffix.lower() in JSON_ENDINGS and path.stat().st_size <= MAX_JSON_BYTES:
        for index, raw in enumerate(json_reports(path.read_bytes())):
            yield Stored(file=name, index=index, raw=raw)
        return
    if not _is_mbox(path):
        yield Stored(file=name, index=0, raw=path.read_bytes())
        return
    box = mailbox.mbox(path, create=False)
    try:
        for index, key in enumerate(box.iterkeys()):
            yield Stored(file=name, index=index, raw=box.get_bytes(key))
    finally:
        box.close()


def json_reports(content: bytes) -> tuple[bytes, ...]:
    """Take an array of objects, or lines of one object each, apart; anything else stays whole.

    Args:
        content: a file's bytes.

    Returns:
        The bytes of each object unchanged, in order; at least one item. Never raises.
    """
    try:
        text = content.decode("utf-8-sig")
        in_array = text.lstrip()[:1] == "["
        found = tuple(_objects(text, text.index("[") + 1 if in_array else 0, end="]" if in_array else ""))
    except (ValueError, RecursionError):
        return (content,)
    return found if len(found) > 1 or (in_array and found) else (content,)


def _objects(text: str, position: int, *, end: str) -> Iterator[bytes]:
    """Give the objects from a position on up to the closing sign, "" for the end of the text."""
    decoder = json.JSONDecoder()
    while (start := _between(text, position)) < len(text) and text[start] != end:
        if text[start] != "{":
            message = "not an object"
            raise ValueError(message)
        _, position = decoder.raw_decode(text, start)
        yield text[start:position].encode()
    if end and text[start : start + 1] != end:
        message = "the array is not closed"
        raise ValueError(message)


def _between(text: str, position: int) -> int:
    match = _SEPARATORS.match(text, position)
    return match.end() if match else position


def _is_mbox(path: Path) -> bool:
    """Tell an mbox by its ending, or by two From_ lines where there is none that says otherwise."""
    with path.open("rb") as file:
        if file.read(5) != b"From ":
            return False
        if path.suffix.lower() in MBOX_ENDINGS:
            return True
        if path.suffix.lower() == ".eml":
            return False
        file.seek(0)
        found = 0
        for line in file:
            found += FROM_LINE.match(line) is not None
            if found > 1:
                return True
    return False
