"""Cutting a multipart body at its boundary lines: on bytes, linear, with any line ends.

Source: RFC 2046 section 5.1.1.
"""

from __future__ import annotations

import re

from complaints.domain.headers import EOL

# RFC 2046 allows 70 characters; a longer one than this is hostile, and each is compiled to a pattern.
_MAX_BOUNDARY = 250
_GUESSED_BOUNDARY = re.compile(rb"(?:^|[\r\n])--([!-~]{5,70})[ \t]*+[\r\n]+[Cc]ontent-")


def split_at_boundary(content: bytes, span: tuple[int, int], boundary: str, most: int) -> list[tuple[int, int]]:
    """Cut a multipart body at its boundary lines into at most `most` spans; none when no boundary is found."""
    start, end = span
    name = boundary.encode("utf-8", "replace").rstrip()
    if not 0 < len(name) <= _MAX_BOUNDARY:
        name = _guess_boundary(content, start, end)
    if not name:
        return []
    spans: list[tuple[int, int]] = []
    opened: int | None = None
    for delimiter in _delimiters(name).finditer(content, start, end):
        if opened is not None:
            spans.append((opened, max(opened, _before_line_end(content, opened, delimiter.start()))))
        line_end = EOL.match(content, delimiter.end(), end)
        opened = None if delimiter[1] else (line_end.end() if line_end else end)
        if opened is None or len(spans) >= most:
            break
    if opened is not None and len(spans) < most:
        spans.append((opened, end))
    return spans


def _delimiters(name: bytes) -> re.Pattern[bytes]:
    """Give the pattern of boundary lines; it begins with the literal, for which the search is fast."""
    literal = b"--" + re.escape(name)
    return re.compile(literal + rb"(?<![^\r\n]" + literal + rb")(--)?[ \t]*+(?=[\r\n]|$)")


def _guess_boundary(content: bytes, start: int, end: int) -> bytes:
    found = _GUESSED_BOUNDARY.search(content, start, min(end, start + 16_384))
    return found[1] if found else b""


def _before_line_end(content: bytes, opened: int, position: int) -> int:
    if content[max(opened, position - 2) : position] == b"\r\n":
        return position - 2
    return position - 1 if position > opened else position
