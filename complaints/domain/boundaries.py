"""Cutting a multipart body at its boundary lines: on bytes, linear, with any line ends.

Source: RFC 2046 section 5.1.1.
"""

from __future__ import annotations

import re

from complaints.domain.headers import EOL

_DELIMITER_REST = re.compile(rb"(--)?[ \t]*+(?=[\r\n]|$)")
_GUESSED_BOUNDARY = re.compile(rb"(?:^|[\r\n])--([!-~]{5,70})[ \t]*+[\r\n]+[Cc]ontent-")


def split_at_boundary(content: bytes, span: tuple[int, int], boundary: str, most: int) -> list[tuple[int, int]]:
    """Cut a multipart body at its boundary lines into at most `most` spans; none when no boundary is found."""
    start, end = span
    name = boundary.encode("utf-8", "replace").rstrip() or _guess_boundary(content, start, end)
    if not name:
        return []
    spans: list[tuple[int, int]] = []
    opened: int | None = None
    delimiter = b"--" + name
    position = content.find(delimiter, start, end)
    while position >= 0 and len(spans) < most:
        rest = _DELIMITER_REST.match(content, position + len(delimiter), end)
        if rest and (position == start or content[position - 1] in b"\r\n"):
            if opened is not None:
                spans.append((opened, max(opened, _before_line_end(content, opened, position))))
            line_end = EOL.match(content, rest.end(), end)
            opened = None if rest[1] else (line_end.end() if line_end else end)
            if opened is None:
                break
        position = content.find(delimiter, position + len(delimiter), end)
    if opened is not None and len(spans) < most:
        spans.append((opened, end))
    return spans


def _guess_boundary(content: bytes, start: int, end: int) -> bytes:
    found = _GUESSED_BOUNDARY.search(content, start, min(end, start + 16_384))
    return found[1] if found else b""


def _before_line_end(content: bytes, opened: int, position: int) -> int:
    if content[max(opened, position - 2) : position] == b"\r\n":
        return position - 2
    return position - 1 if position > opened else position
