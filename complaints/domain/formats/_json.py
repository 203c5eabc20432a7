"""JSON that a mail carries: as a part, as a file, amid a text, or as the whole of it. Bounded, never raising.

Source: RFC 8259; footers of mailing services behind it, lines of one object each, byte order marks.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from complaints.domain.decoding import decode_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from complaints.domain.mime import Message, Part

MAX_JSON_BYTES = 5 * 1024 * 1024
MAX_OBJECTS = 500
_MAX_STARTS = 5
_BLANK = re.compile(r"[\s,\x1e]*+")
_START = re.compile(r"(?m)^[ \t>]{0,8}([\[{])[ \t]{0,8}(?:$|[\"\[{])")
# Control characters inside strings are let pass: mailers wrap long lines.
# JSON can escape NUL and half a surrogate pair, which no database stores: whole pairs and other escapes stay.
_ESCAPE = re.compile(r"(?is)(\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2})|\\u(?:0000|d[89a-f][0-9a-f]{2})|(\\.)")
_DECODER = json.JSONDecoder(strict=False)


def json_parts(message: Message, *needles: str) -> Iterator[tuple[Part, tuple[dict[str, Any], ...]]]:
    """Give the mail's own parts that carry JSON objects, those that are JSON by name first.

    Args:
        message: any mail, or bare JSON taken for one.
        needles: only what has one of these words is parsed.

    Returns:
        Each part with its objects, those of an array one by one, at most 500 a part.
    """
    leaves = [part for part in message.parts() if not part.children and part.content_type != "text/html"]
    for part in sorted(leaves, key=lambda part: not is_named_json(part)):
        text = _text(part, message)
        if any(needle in text for needle in needles):
            objects = read_objects(text)
            if objects:
                yield part, objects


def is_named_json(part: Part) -> bool:
    """Tell whether a part says that it is JSON."""
    return part.content_type.endswith("json") or part.filename.lower().endswith(".json")


def is_bare(message: Message) -> bool:
    """Tell whether the whole mail is JSON without a header block."""
    return message.raw[:256].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in {b"{", b"["} or message.raw[:2] in {
        b"\xff\xfe",
        b"\xfe\xff",
    }


def read_objects(text: str) -> tuple[dict[str, Any], ...]:
    """Read the objects of a text; those of an array, or of lines that follow each other, one by one."""
    text = _ESCAPE.sub(lambda match: match[1] or match[2] or "", text.replace("\x00", ""))
    position = _BLANK.match(text).end()  # type: ignore[union-attr]  # it matches the empty text
    if text[position : position + 1] in {"{", "["}:
        found = tuple(_following(text, position))
        if found:
            return found
    for number, start in enumerate(_START.finditer(text)):
        if number == _MAX_STARTS:
            break
        found = tuple(_following(text, start.start(1)))
        if found:
            return found
    return ()


def _text(part: Part, message: Message) -> str:
    # A header block is looked for in front of bare JSON, which can cost its first line.
    content = message.raw if part is message.root and is_bare(message) else part.decoded()
    if len(content) > MAX_JSON_BYTES:
        return ""
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return content.decode("utf-16", "replace")
    return decode_text(content).replace("\r\n", "\n").replace("\r", "\n")


def _following(text: str, position: int) -> Iterator[dict[str, Any]]:
    for _ in range(MAX_OBJECTS):
        try:
            value, end = _DECODER.raw_decode(text, position)
        except (ValueError, RecursionError):
            return
        yield from (
            one for one in (value if isinstance(value, list) else [value])[:MAX_OBJECTS] if isinstance(one, dict)
        )
        position = _BLANK.match(text, end).end()  # type: ignore[union-attr]  # it matches the empty text
        if text[position : position + 1] not in {"{", "["}:
            return


def at(value: object, *path: str) -> Any:
    """Follow keys into nested objects; None where one is missing."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def text_at(value: object, *path: str) -> str:
    """Give a text or number behind keys as text of at most 2,000 characters, or ""."""
    found = at(value, *path)
    return str(found)[:2000] if isinstance(found, str | int | float) and not isinstance(found, bool) else ""
