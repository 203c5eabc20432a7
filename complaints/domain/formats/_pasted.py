"""Finding messages whose full headers somebody pasted into the text of a mail, quoted, indented or re-wrapped.

Source: what "view source" of mail clients gives, and what happens to it on the way through a composer.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from complaints.domain.headers import EOL, parse_parameters, read_headers
from complaints.domain.original import KNOWN_FIELDS

MAX_BYTES = 2 * 1024 * 1024
MAX_ORIGINALS = 20
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
# What receiving systems write on top: there a source begins, also right below the summary of a "Show original" page.
_ON_TOP = frozenset({b"received", b"return-path", b"delivered-to", b"x-received", b"x-apparently-to", b"x-original-to"})
_PARTIES = frozenset({b"from", b"to", b"subject", b"date"})
_KNOWN = frozenset(name.encode() for name in KNOWN_FIELDS) | _TRACE | _ON_TOP
_LINE = re.compile(rb"([ \t>|]{0,100}+)([!-9;-~]{1,100}+:)?+([^\r\n]*+)(\r{0,2}\n|\r|$)")
_FIELD_NAME = re.compile(rb"[A-Za-z][A-Za-z0-9-]*+:$")
# "from:to:subject" begins a line of a re-wrapped h= tag, not a field.
_LIST_OF_NAMES = re.compile(rb"[A-Za-z-]{1,40}+[:;]")
# A run of blanks is looked at from its first one only, which keeps the search linear.
_EMPTY_LINES = re.compile(rb"(?:(?<![ \t])[ \t]*+\r?\n){2,}+")
_LEAST_FIELDS = 4
_EMBEDDED = re.compile(rb"(?i)message/(?:rfc822|global|news)|text/rfc822-headers")
_LOOK_BACK = 12


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
    """Find the first pasted message; see `find_all_pasted`."""
    return next(iter(find_all_pasted(text)), None)


def find_all_pasted(text: bytes) -> tuple[Pasted, ...]:
    """Find pasted messages.

    Args:
        text: a text part with its transfer encoding undone; at most 2 MB and 50,000 lines are looked at.

    Returns:
        At most 20, each from its first header field to the next one's, the end of the text, or that of the quoting;
        none where no run of lines has four known fields, one of them a trace field and two of From, To, Subject, Date.
    """
    if b":" not in text:
        return ()
    found = _find_in(text[:MAX_BYTES])
    return found or _find_double_spaced(text)


def _find_in(text: bytes) -> tuple[Pasted, ...]:
    rows = _rows(text)
    starts = _starts(text, rows)
    found = []
    for number, start in enumerate(starts):
        stop = starts[number + 1] if number + 1 < len(starts) else len(rows)
        found.append(_pasted(text, rows, start, stop))
    return tuple(found)


def _pasted(text: bytes, rows: list[_Row], start: int, stop: int) -> Pasted:
    prefix, begin = rows[start].prefix, rows[start].start
    marked = bool(prefix.strip(b" \t"))
    stop = _last_row(rows, start, stop) if marked else stop
    end = rows[stop - 1].end if stop < len(rows) or marked else len(text)
    if not prefix:
        end = _end_of_parts(text, begin, end)
    content = text[begin:end]
    bare = _without_prefix(content, prefix) if prefix else content
    folded = _folded(bare)
    return Pasted(folded, begin, end, changed=folded != content)


def _find_double_spaced(text: bytes) -> tuple[Pasted, ...]:
    """Look again with one empty line fewer everywhere: composers make paragraphs of the lines pasted into them."""
    closed_up = _EMPTY_LINES.sub(lambda match: b"\n" if match[0].count(b"\n") == 2 else b"\n\n", text[:MAX_BYTES])  # noqa: PLR2004
    if closed_up == text:
        return ()
    found = []
    for one in _find_in(closed_up):
        first_line = closed_up[one.start : one.start + 60].partition(b"\n")[0].rstrip(b"\r")
        start = max(0, text.find(first_line))
        found.append(Pasted(one.content, start, len(text), changed=True))
    return tuple(found)


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


def _starts(text: bytes, rows: list[_Row]) -> list[int]:
    """Give the first rows of messages: runs of lines that are header blocks. Every run is looked at once."""
    found: list[int] = []
    index = 0
    while index < len(rows) and len(found) < MAX_ORIGINALS:
        if rows[index].blank or rows[index].name not in _KNOWN:
            index += 1
            continue
        stop = index
        while stop < len(rows) and not rows[stop].blank:
            stop += 1
        if _is_header_block(rows, index, stop):
            begin = _behind_summary(rows, index, stop)
            if not found or _is_another(text, rows, begin, rows[found[0]].prefix):
                found.append(begin)
        index = stop
    return found


def _is_header_block(rows: list[_Row], start: int, stop: int) -> bool:
    names = {row.name for row in rows[start:stop]}
    return len(names & _KNOWN) >= _LEAST_FIELDS and bool(names & _TRACE) and len(names & _PARTIES) > 1


def _behind_summary(rows: list[_Row], start: int, stop: int) -> int:
    """Leave out From, To and Subject of a summary that stands on the source without an empty line."""
    top = next((index for index in range(start, stop) if rows[index].name in _ON_TOP), start)
    before = {row.name for row in rows[start:top]} & _PARTIES
    behind = {row.name for row in rows[top:stop]}
    return top if before and before <= behind and _is_header_block(rows, top, stop) else start


def _is_another(text: bytes, rows: list[_Row], start: int, prefix: bytes) -> bool:
    """Tell the source of a further message from one that the message before it carries."""
    row = rows[start]
    if row.name not in _ON_TOP or row.prefix != prefix:
        return False
    above = text[rows[max(0, start - _LOOK_BACK)].start : row.start]
    return not _EMBEDDED.search(above)


def _last_row(rows: list[_Row], start: int, stop: int) -> int:
    """Give the row behind the quoting: text that follows an empty line outside of it is the reporter's again."""
    marks = rows[start].prefix.strip()
    outside = False
    for index in range(start, stop):
        row = rows[index]
        quoted = row.prefix.lstrip(b" \t")[:1] == marks[:1]
        if outside and not quoted and not row.blank:
            return index
        outside = row.blank and not quoted
    return stop


def _end_of_parts(text: bytes, start: int, end: int) -> int:
    """Give where the last boundary of a multipart source ends: what stands behind it is the reporter's."""
    kind, parameters = parse_parameters(read_headers(text, start, end).headers.raw("content-type"))
    boundary = parameters.get("boundary", "").encode("utf-8", "replace")
    if not kind.startswith("multipart/") or not boundary:
        return end
    closing = b"--" + boundary + b"--"
    last = text.rfind(closing, start, end)
    if last < 0 or not text[last + len(closing) : end].strip():
        return end
    line_end = EOL.search(text, last + len(closing), end)
    return line_end.end() if line_end else end


def _without_prefix(content: bytes, prefix: bytes) -> bytes:
    """Take the first line's quoting off every line: as many marks, or as much indentation, as it has."""
    mark = prefix.lstrip(b" \t")[:1]
    if mark:
        level = min(prefix.count(mark), 50)
        pattern = re.compile(rb"(?:[ \t]{0,3}%s){1,%d}+ ?" % (re.escape(mark), level))
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
    """Tell a field's first line from "15:14:31 +0000", "https://..." or "from:to:date" where a line was wrapped."""
    if not match[2] or match[3].startswith(b"//") or not _FIELD_NAME.match(match[2]):
        return False
    return not _LIST_OF_NAMES.match(match[3])


def behind_headers(content: bytes) -> bytes:
    """Give what stands below the header block of a source, b"" where nothing does."""
    return content[read_headers(content, 0, len(content)).body_start :].strip()


def with_body(content: bytes, body: str) -> bytes:
    """Put a text below the headers of a source.

    Its own Content-Type stays, below the one that now counts: signatures take a field from the bottom.
    """
    head = content[: read_headers(content, 0, len(content)).body_start].rstrip(b"\r\n")
    kind = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
    return kind + head + b"\r\n\r\n" + body.encode("utf-8", "replace")
