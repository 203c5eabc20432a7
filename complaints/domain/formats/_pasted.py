"""Finding a message whose full headers somebody pasted into the text of a mail, quoted, indented or re-wrapped.

Source: what "view source" of mail clients gives, and what happens to it on the way through a composer.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from complaints.domain.original import KNOWN_FIELDS

MAX_BYTES = 2 * 1024 * 1024
_MAX_LINES = 50_000
_TRACE = frozenset(
    {
        b"received",
        b"return-path",
        b"dkim-signature",
        b"message-id",
        b"delivered-to",
        b"x-originating-ip",
        b"x-apparently-to",
    }
)
_PARTIES = frozenset({b"from", b"to", b"subject", b"date"})
_KNOWN = frozenset(name.encode() for name in KNOWN_FIELDS) | _TRACE
_LINE = re.compile(rb"([ \t>|]{0,100}+)([!-9;-~]{1,100}+:)?+([^\r\n]*+)(\r{0,2}\n|\r|$)")
_LEAST_FIELDS = 4


class Pasted(NamedTuple):
    """A pasted message. `changed` tells that quoting was taken off or folding put back."""

    content: bytes
    start: int
    end: int
    changed: bool


class _Row(NamedTuple):
    prefix: bytes
    name: bytes
    start: int
    end: int
    blank: bool


def find_pasted(text: bytes) -> Pasted | None:
    """Find the first pasted message.

    Args:
        text: a text part with its transfer encoding undone; at most 2 MB and 50,000 lines are looked at.

    Returns:
        The message from its first header field to the end of the text, or of the quoting; None when no run of lines
        has four known fields, one of them a trace field and two of From, To, Subject, Date.
    """
    if b":" not in text:
        return None
    rows = _rows(text[:MAX_BYTES])
    start = _first_header(rows)
    if start is None:
        return None
    prefix = rows[start].prefix
    begin = rows[start].start
    stop = rows[_last_row(rows, start) - 1].end if b">" in prefix else len(text)
    content = text[begin:stop]
    bare = _without_prefix(content, prefix) if prefix else content
    folded = _folded(bare)
    return Pasted(folded, begin, stop, changed=folded != content)


def _rows(text: bytes) -> list[_Row]:
    rows: list[_Row] = []
    position = 0
    while position < len(text) and len(rows) < _MAX_LINES:
        match = _LINE.match(text, position)
        if match is None or match.end() == position:
            break
        name = (match[2] or b"")[:-1].lower()
        rows.append(_Row(match[1], name, position, match.end(), blank=not match[2] and not match[3].strip()))
        position = match.end()
    return rows


def _first_header(rows: list[_Row]) -> int | None:
    """Give the first row of the first run of lines that is a header block; every run is looked at once."""
    index = 0
    while index < len(rows):
        if rows[index].blank or rows[index].name not in _KNOWN:
            index += 1
            continue
        stop = index
        names = set()
        while stop < len(rows) and not rows[stop].blank:
            names.add(rows[stop].name)
            stop += 1
        if len(names & _KNOWN) >= _LEAST_FIELDS and names & _TRACE and len(names & _PARTIES) > 1:
            return index
        index = stop
    return None


def _last_row(rows: list[_Row], start: int) -> int:
    """Give the row behind the quoting: text that follows an empty line outside of it is the reporter's again."""
    outside = False
    for index in range(start, len(rows)):
        row = rows[index]
        quoted = b">" in row.prefix
        if outside and not quoted and not row.blank:
            return index
        outside = row.blank and not quoted
    return len(rows)


def _without_prefix(content: bytes, prefix: bytes) -> bytes:
    """Take the first line's quoting off every line: as many marks, or as much indentation, as it has."""
    level = prefix.count(b">")
    if level:
        pattern = re.compile(rb"(?:[ \t]{0,3}>){1,%d}+ ?" % min(level, 50))
    else:
        pattern = re.compile(rb"[ \t]{1,%d}+" % len(prefix))
    return b"".join(
        pattern.sub(b"", line, count=1) if pattern.match(line) else line for line in content.splitlines(keepends=True)
    )


def _folded(content: bytes) -> bytes:
    """Give header lines that lost their indentation on the way through a composer a blank in front."""
    out: list[bytes] = []
    position = 0
    while position < len(content):
        match = _LINE.match(content, position)
        if match is None or match.end() == position or not (match[1] or match[2] or match[3]):
            break
        line = match[0]
        out.append(line if match[1] or _is_field(match) or not out else b" " + line)
        position = match.end()
    return b"".join(out) + content[position:]


def _is_field(match: re.Match[bytes]) -> bool:
    """Tell a field's first line from "15:14:31 +0000" and "https://..." at the start of a wrapped one."""
    return bool(match[2]) and match[2][:1].isalpha() and not match[3].startswith(b"//")
