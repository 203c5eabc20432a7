"""Cutting out an original where a person says that it stands, line by line.

Lines are counted from 1 in what `lines_of` gives, which is what the person saw.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from complaints.domain.decoding import MAX_TEXT_BYTES, codec_for, decode_text
from complaints.domain.errors import UnreadableMarkError
from complaints.domain.facts import Completeness
from complaints.domain.formats._blocks import body_text, find_block
from complaints.domain.formats._lines import split_lines
from complaints.domain.formats._rebuilding import rebuild
from complaints.domain.original import KNOWN_FIELDS, cut, grade, headers_of

if TYPE_CHECKING:
    from complaints.domain.facts import Original
    from complaints.domain.mime import Message, Part

WHOLE_MAIL = "raw"
MAX_LINES = 5_000
MAX_PARTS = 50
_MAX_BLOCK_START = 4
_LINE = re.compile(rb"[^\r\n]*+(?:\r{0,2}\n|\r)|[^\r\n]++\Z")
# What mail clients and people put in front of the lines they quote.
_PREFIX = re.compile(rb"[ \t>|%:;#+=~!/\\]{0,100}+")
_FIELD = re.compile(r"[ \t>|%:;#+=~!/\\]{0,100}+([A-Za-z][!-9;-~]{1,60}+):")
_NO_TEXT = ("image/", "audio/", "video/", "font/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """Where a person says that the original stands.

    Attributes:
        part_path: of the part within the mail, or WHOLE_MAIL for the bytes as received.
        first_line, last_line: counted from 1, both included; `last_line` None goes on to the end.
        unquote: take off each line what stands in front of the first: quote marks or indentation.
    """

    part_path: str
    first_line: int
    last_line: int | None = None
    unquote: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPart:
    """A part of a mail in which an original can be marked; its name comes from the mail and is hostile."""

    path: str
    content_type: str
    filename: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    lines: list[bytes]
    charset: str
    part: Part | None = None
    rich: bool = False


def text_parts(message: Message) -> tuple[TextPart, ...]:
    """Give the parts in which a person can mark an original, the whole mail last; at most 50 and that one."""
    parts = [
        TextPart(path=part.path, content_type=part.content_type, filename=part.filename)
        for part in message.root.walk()
        if _may_be_text(part)
    ]
    return (*parts[:MAX_PARTS], TextPart(path=WHOLE_MAIL, content_type="", filename=""))


def lines_of(message: Message, path: str) -> tuple[str, ...]:
    """Give the first 5,000 lines of a part, decoded, as they are counted for a `Correction`.

    Raises:
        UnreadableMarkError: the mail has no such part.
    """
    text = _text_at(message, path)
    return tuple(decode_text(line.rstrip(b"\r\n"), text.charset) for line in text.lines)


def likely_start(lines: tuple[str, ...]) -> int:
    """Give the first line that begins as a header field of a mail does, else 1."""
    for number, line in enumerate(lines, start=1):
        field = _FIELD.match(line)
        if field and field[1].lower() in KNOWN_FIELDS:
            return number
    return 1


def mark(message: Message, correction: Correction) -> Original:
    """Cut out the original that a person marked.

    A mail client's From/Sent/Subject block becomes header fields, whatever its language; other text is taken as it is.

    Raises:
        UnreadableMarkError: there are no such lines, or nothing stands in them.
    """
    text = _text_at(message, correction.part_path)
    last = min(correction.last_line or len(text.lines), len(text.lines))
    marked = text.lines[max(correction.first_line - 1, 0) : last]
    if correction.first_line < 1 or not b"".join(marked).strip():
        sentence = "Nothing stands in the lines that were marked. Choose where the original starts and ends."
        raise UnreadableMarkError(sentence)
    where = f"part {correction.part_path}" if text.part else "the mail as received"
    cut_from = f"{where}, lines {correction.first_line} to {last}, marked by hand"
    return _from_block(text, correction, last, cut_from) or _from_lines(text, marked, correction, cut_from)


def text_before(message: Message, correction: Correction) -> str:
    """Give what stands above the marked lines: the reporter's own words; "" in the mail as received."""
    text = _text_at(message, correction.part_path)
    if text.part is None:
        return ""
    return decode_text(b"".join(text.lines[: correction.first_line - 1]), text.charset).strip()


def _may_be_text(part: Part) -> bool:
    if part.children or part.content_type.startswith(_NO_TEXT):
        return False
    return b"\x00" not in part.decoded()[:1024] or part.content_type.startswith("text/")


def _text_at(message: Message, path: str) -> _Text:
    if path == WHOLE_MAIL:
        return _Text(lines=_split(message.raw), charset="")
    part = next((one for one in message.root.walk() if one.path == path and _may_be_text(one)), None)
    if part is None:
        sentence = f"The mail has no text part {path[:40]}. Choose one of its parts."
        raise UnreadableMarkError(sentence)
    rich = part.content_type == "text/html"
    charset = part.parameters.get("charset", "")
    if rich or (codec_for(charset) or "").startswith(("utf_16", "utf_32")):
        text = part.page().text if rich else part.text()
        return _Text(lines=_split(text.encode("utf-8", "replace")), charset="utf-8", part=part, rich=rich)
    return _Text(lines=_split(part.decoded()), charset=charset, part=part)


def _split(content: bytes) -> list[bytes]:
    lines: list[bytes] = []
    for found in _LINE.finditer(content[:MAX_TEXT_BYTES]):
        lines.append(found[0])
        if len(lines) == MAX_LINES:
            break
    return lines


def _from_lines(text: _Text, marked: list[bytes], correction: Correction, cut_from: str) -> Original:
    lines = _without_prefix(marked) if correction.unquote else marked
    content = b"".join(lines)
    readable = _as_utf8(content, text.charset)
    exact = not text.rich and lines == marked and readable == content
    return cut(readable, exact=exact, cut_from=cut_from)


def _without_prefix(lines: list[bytes]) -> list[bytes]:
    found = _PREFIX.match(next((line for line in lines if line.strip()), b""))
    prefix = found[0] if found else b""
    bare = prefix.rstrip()
    return [
        line.removeprefix(prefix) if line.startswith(prefix) else line.removeprefix(bare) if bare else line
        for line in lines
    ]


def _as_utf8(content: bytes, charset: str) -> bytes:
    """Write the text in UTF-8 where its charset was the part's to say and the cut does not say one itself."""
    if content.isascii() or not charset or "content-type" in headers_of(content):
        return content
    return decode_text(content, charset).encode("utf-8", "replace")


def _from_block(text: _Text, correction: Correction, last: int, cut_from: str) -> Original | None:
    """Read a mail client's block at the top of the marked lines; None where real headers stand, or no block."""
    marked = text.lines[correction.first_line - 1 : last]
    bare = _without_prefix(marked) if correction.unquote else marked
    if grade(headers_of(b"".join(bare))) is Completeness.FULL:
        return None
    # Places in HTML are counted in its text as it stands.
    words = decode_text(b"".join(marked if text.rich else bare), text.charset)
    lines = split_lines(words)
    block = find_block(lines)
    if block is None or block.first > _MAX_BLOCK_START or "from" not in block.fields:
        return None
    kind, body = "text/plain", body_text(lines, block)
    if text.rich and text.part is not None and block.body < len(lines):
        before = len(b"".join(text.lines[: correction.first_line - 1]).decode("utf-8", "replace"))
        kind, body = "text/html", _html(text.part, before + lines[block.body].start, before + len(words))
    return rebuild(block, [(kind, body)], cut_from=cut_from)


def _html(part: Part, start: int, end: int) -> str:
    """Give the HTML of a stretch of text; where it begins between two texts, from the next tag on."""
    page = part.page()
    stop = page.html_position(end) if end < len(page.text) else len(part.text())
    found = part.text()[page.html_position(start) : stop]
    between = not page.text[start : start + 1].strip()
    return found[max(found.find("<"), 0) :] if between else found
