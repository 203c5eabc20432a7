"""The header block of a message or part, read from raw bytes: tolerant, linear, bounded.

Source: RFC 5322 section 2.2, RFC 2045 section 5.1, RFC 2231 (parameters).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote_to_bytes

from complaints.domain.addresses import Address, parse_addresses
from complaints.domain.decoding import MAX_HEADER_TEXT, clean_text, decode_header, decode_text, decode_words

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_HEADER_BYTES = 256 * 1024
MAX_HEADERS = 500
_MAX_PARAMETERS = 50

# "\r\r\n" is debris of a double conversion, seen in SpamCop reports; a lone CR ends a line of an old Macintosh file.
EOL = re.compile(rb"\r{0,2}\n|\r")
_LINE = re.compile(rb"[^\r\n]*+(\r{0,2}\n|\r)?")
# RFC 5322 would allow more, but a line of JSON or HTML is no field.
_FIELD = re.compile(rb"([A-Za-z0-9!#$%&'*+.^_`|~/-]{1,200}+)[ \t]*+:")
_GOES_ON = re.compile(_FIELD.pattern + rb"|[ \t]++[^\s]")
# Yahoo's originals begin with ">From ", SpamCop's with a quoted one.
MBOX_LINE = re.compile(rb'(?:>?From |"From )[^\r\n]*+(?:\r{0,2}\n|\r|$)')
_PARAMETER = re.compile(r';\s*+([^\s=;"]{1,100}+)\s*+=\s*+("(?:[^"\\]|\\.)*+"?|[^;]*+)')
_SECTION = re.compile(r"^([^*]+)(?:\*(\d{1,2}))?(\*)?$")


class Headers:
    """Header fields in their order, asked for by name in any case."""

    __slots__ = ("fields",)

    def __init__(self, fields: tuple[tuple[str, bytes], ...] = ()) -> None:
        """Keep (lower-case name, unfolded raw value) pairs."""
        self.fields = fields

    def __contains__(self, name: str) -> bool:
        """Tell whether a field of that name stands there."""
        return any(True for _ in self._named(name))

    def __len__(self) -> int:
        """Count the fields."""
        return len(self.fields)

    def _named(self, name: str) -> Iterator[bytes]:
        wanted = name.lower()
        return (value for field, value in self.fields if field == wanted)

    def raw(self, name: str) -> bytes:
        """Give the first field's value as it stands, unfolded, or b""."""
        return next(self._named(name), b"")

    def get(self, name: str) -> str:
        """Give the first field's value, decoded to one clean line of at most 32 KB, or ""."""
        return decode_header(self.raw(name))

    def last(self, name: str) -> str:
        """Give the last field's value, decoded, or ""."""
        values = list(self._named(name))
        return decode_header(values[-1]) if values else ""

    def all(self, name: str) -> tuple[str, ...]:
        """Give every field's value, decoded, in order."""
        return tuple(decode_header(value) for value in self._named(name))

    def addresses(self, name: str) -> tuple[Address, ...]:
        """Give the addresses of the first field of that name that has any, at most 200."""
        return next((found for value in self._named(name) if (found := parse_addresses(value))), ())


class HeaderBlock(NamedTuple):
    """What `read_headers` found. `broken` names the limits that did not hold."""

    headers: Headers
    body_start: int
    broken: tuple[str, ...]


def read_headers(content: bytes, start: int, end: int) -> HeaderBlock:
    """Read the header block that begins at `start`, or behind an mbox line there.

    A line that is neither field nor continuation belongs to the field before it if fields go on behind it (folding
    lost its blank, seen in SpamCop reports); else the body begins there, as nobody sent the empty line.

    Args:
        content: the bytes that the block lies in.
        start: where it begins.
        end: first byte behind the part.

    Returns:
        At most 500 fields out of at most 256 KB, and where the body begins (`end` when there is none).
    """
    limit = min(end, start + MAX_HEADER_BYTES)
    fields: list[tuple[str, list[bytes]]] = []
    mbox_line = MBOX_LINE.match(content, start, limit)
    position = mbox_line.end() if mbox_line else start
    while position < limit:
        line = _LINE.match(content, position, limit)
        stop, following = line.span(1) if line and line[1] else (limit, limit)
        if stop == position:
            return HeaderBlock(_headers(fields), following, ())
        field = None if content[position] in b" \t" else _FIELD.match(content, position, stop)
        if field:
            if len(fields) == MAX_HEADERS:
                return HeaderBlock(_headers(fields), position, ("headers",))
            fields.append((field[1].decode("ascii").lower(), [content[field.end() : stop]]))
        elif content[position] not in b" \t" and not (_GOES_ON if fields else _FIELD).match(content, following, limit):
            return HeaderBlock(_headers(fields), position, ())
        elif fields:
            fields[-1][1].append(content[position:stop])
        position = following
    return HeaderBlock(_headers(fields), limit, ("header_bytes",) if limit < end else ())


def _headers(fields: list[tuple[str, list[bytes]]]) -> Headers:
    return Headers(tuple((name, b"".join(lines).strip()) for name, lines in fields))


def parse_parameters(raw: bytes) -> tuple[str, dict[str, str]]:
    """Split a structured value such as Content-Type.

    Args:
        raw: the unfolded value; what lies behind 32 KB or behind 50 parameters is not looked at.

    Returns:
        The value in lower case and its parameters, decoded (RFC 2231, and RFC 2047 where mailers misuse it).
    """
    text = decode_text(raw[:MAX_HEADER_TEXT])
    value = text.partition(";")[0].strip().lower().partition(" ")[0]
    plain: dict[str, str] = {}
    sections: dict[str, list[tuple[int, str, bool]]] = {}
    for number, match in enumerate(_PARAMETER.finditer(text)):
        if number == _MAX_PARAMETERS:
            break
        name, content = match[1].lower(), _unquoted(match[2])
        section = _SECTION.match(name)
        if "*" in name and section:
            sections.setdefault(section[1], []).append((int(section[2] or 0), content, bool(section[3])))
        else:
            plain.setdefault(name, clean_text(decode_words(content) if "=?" in content else content))
    return clean_text(value), plain | {name: _joined(pieces) for name, pieces in sections.items()}


def _unquoted(text: str) -> str:
    text = text.strip()
    if not text.startswith('"'):
        return text
    return re.sub(r"\\(.)", r"\1", text[1:].removesuffix('"'))


def _joined(pieces: list[tuple[int, str, bool]]) -> str:
    charset, data = "", b""
    for index, text, extended in sorted(pieces):
        content = text
        if extended and index == 0 and content.count("'") >= 2:  # noqa: PLR2004 - charset'language'text, RFC 2231
            charset, _, content = content.split("'", 2)
        data += unquote_to_bytes(content) if extended else content.encode("utf-8", "replace")
    return clean_text(decode_text(data, charset))
