"""DKIM's canonical forms in linear time.

dkimpy strips white space with a pattern that is quadratic in a run of blanks: 25 s for a hostile mail of 200 KB. These
give the same bytes, a test compares them.

Source: RFC 6376 section 3.4.
"""

from __future__ import annotations

import re
from typing import NamedTuple

MAX_HEADER_BYTES = 256 * 1024
MAX_FIELDS = 500

_FIELD_NAME = re.compile(rb"([!-9;-~]+)[ \t]*+:")
_BLANKS = re.compile(rb"[\t ]++")
_TAB_TO_SPACE = bytes.maketrans(b"\t", b" ")
_FOLDING = re.compile(rb"\r?\n")
_SIMPLE, _RELAXED = b"simple", b"relaxed"


class Field(NamedTuple):
    """A header field: its name, and its value with the line ends as CRLF, the last one included."""

    name: bytes
    value: bytes


class RawMessage(NamedTuple):
    """A message as DKIM sees it: fields in their order, and the body with its line ends as CRLF."""

    fields: tuple[Field, ...]
    body: bytes


def split_message(content: bytes) -> RawMessage:
    """Cut a message into raw fields and body.

    Args:
        content: any line ends; a copy that was saved with bare LF verifies all the same. An mbox line on top and lines
            that are no field are passed over. What lies behind 500 fields or 256 KB of header is not signed by us.

    Returns:
        The message; b"" gives no field and no body. Never raises.
    """
    if b"\n" not in content:
        content = content.replace(b"\r", b"\n")
    head, _, body = _parted(content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    fields: list[tuple[bytes, list[bytes]]] = []
    for line in head[:MAX_HEADER_BYTES].split(b"\r\n"):
        named = None if line[:1] in {b" ", b"\t"} else _FIELD_NAME.match(line)
        if named and len(fields) == MAX_FIELDS:
            break
        if named:
            fields.append((named[1], [line[named.end() :]]))
        elif line[:1] in {b" ", b"\t"} and fields:
            fields[-1][1].append(line)
    return RawMessage(tuple(Field(name, b"\r\n".join(lines) + b"\r\n") for name, lines in fields), body)


def _parted(content: bytes) -> tuple[bytes, bytes, bytes]:
    return (b"", b"", content[2:]) if content.startswith(b"\r\n") else content.partition(b"\r\n\r\n")


def methods(value: bytes) -> tuple[bytes, bytes] | None:
    """Read a c= tag into the methods for header and body; None when it names an unknown one."""
    header, _, body = value.partition(b"/")
    body = body or _SIMPLE
    known = {_SIMPLE, _RELAXED}
    return (header, body) if header in known and body in known else None


def canonical_field(field: Field, method: bytes) -> bytes:
    """Give one field as it is hashed, its line end included."""
    if method == _SIMPLE:
        return field.name + b":" + field.value
    value = _BLANKS.sub(b" ", _FOLDING.sub(b"", field.value)).strip()
    return field.name.lower().rstrip() + b":" + value + b"\r\n"


def canonical_body(body: bytes, method: bytes) -> bytes:
    """Give the body as it is hashed. A last line that lost its end to the cutting gets it back."""
    if method == _SIMPLE:
        return _without_last_empty_lines(body)
    # Whole-body replacements instead of a pattern: one match for each of millions of runs would cost a gigabyte.
    squeezed = body.translate(_TAB_TO_SPACE)
    while b"  " in squeezed:
        squeezed = squeezed.replace(b"  ", b" ")
    squeezed = squeezed.replace(b" \r\n", b"\r\n")
    if not squeezed.endswith(b"\r\n"):
        squeezed = squeezed.rstrip(b" ")
    stripped = _without_last_empty_lines(squeezed)
    return b"" if stripped == b"\r\n" else stripped


def _without_last_empty_lines(body: bytes) -> bytes:
    text_end = len(body.rstrip(b"\r\n"))
    # Only CR and LF stand behind it, so NUL can stand for each pair.
    tail = body[text_end:].replace(b"\r\n", b"\x00").rstrip(b"\x00").replace(b"\x00", b"\r\n")
    return body[:text_end] + tail + b"\r\n"
