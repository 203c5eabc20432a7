"""A text in lines, with the quoting taken off each, and the wrapping of format=flowed undone.

Source: RFC 3676 (flowed text, quoting).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_CHARACTERS = 500_000
MAX_LINES = 20_000
_MAX_FLOWED = 10_000

_PREFIX = re.compile(r"[ \t>|]{0,200}+")
# Marks that nobody sees: they stand in front of labels and around addresses, of Hebrew and Arabic clients above all.
_INVISIBLE = "\ufeff\u200b\u200c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2063\u2066\u2067\u2068\u2069\u061c"
_DROPPED = str.maketrans(dict.fromkeys(_INVISIBLE, "") | {"\xa0": " ", "\u202f": " "})
_QUOTES = re.compile(r">{0,100}+")


class Line(NamedTuple):
    """A line without its quoting. `quoting` is what stood in front, `start` its place in the text."""

    quoting: str
    text: str
    start: int


def split_lines(text: str) -> list[Line]:
    """Cut a text into at most 20,000 lines (of its first 500,000 characters) and take their quoting off."""
    lines, position = [], 0
    for raw in text[:MAX_CHARACTERS].splitlines(keepends=True)[:MAX_LINES]:
        clean = raw.translate(_DROPPED)
        prefix = _PREFIX.match(clean)
        quoting = prefix[0] if prefix else ""
        lines.append(Line(quoting, clean[len(quoting) :].strip(), position))
        position += len(raw)
    return lines


def unflow(text: str, *, del_sp: bool, begins: Callable[[str], bool]) -> str:
    """Join the lines of a format=flowed text.

    Args:
        text: the decoded part; what lies behind 500,000 characters or 20,000 lines is left out.
        del_sp: the blank at a line's end is the wrapping's, not the text's.
        begins: tells a line that begins something; it is kept apart, as some mailers end every line in a blank.

    Returns:
        The text with soft line ends taken out; lines end in a line feed. A paragraph is cut at 10,000 characters.

    Source: RFC 3676 section 4.
    """
    out: list[str] = []
    open_quotes = -1
    pieces: list[str] = []
    length = 0
    for raw in text[:MAX_CHARACTERS].splitlines()[:MAX_LINES]:
        match = _QUOTES.match(raw)
        quotes = match.end() if match else 0
        content = raw[quotes:].removeprefix(" ")
        if quotes != open_quotes or length > _MAX_FLOWED or begins(content):
            out.append("".join(pieces))
            pieces, length = [">" * quotes + (" " if quotes and content else "")], 0
        goes_on = content.endswith(" ") and content != "-- "
        pieces.append(content[:-1] if goes_on and del_sp else content)
        length += len(content)
        open_quotes = quotes if goes_on else -1
    return "\n".join([*out, "".join(pieces)][1:])
