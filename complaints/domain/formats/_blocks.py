"""Finding the block of From, Date and Subject lines that a mail client puts above a message it forwards.

Everything works on lines, each looked at a bounded number of times.

Source: the shapes listed in the format notes for Gmail, Apple Mail, Outlook, Yahoo, Thunderbird and others.
"""

# ruff: noqa: RUF001 - the full-width colon of East Asian clients is meant
from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from complaints.domain.formats._labels import (
    FIELD_OF,
    MAX_LABEL,
    is_attribution,
    is_forwarded_line,
    is_original_line,
)

MAX_CHARACTERS = 500_000
MAX_LINES = 20_000
_MAX_VALUE = 32 * 1024
_FIELDS_ALONE = 3
_LOOK_BACK = 4
_LOOK_AHEAD = 3

_PREFIX = re.compile(r"[ \t>|]{0,200}+")
_DROPPED = str.maketrans({"\ufeff": "", "\u200b": "", "\u200e": "", "\u200f": "", "\xa0": " ", "\u202f": " "})
_BRACKETED_MAILTO = re.compile(r"\[mailto:([^\[\]<>]{1,300}+)\]", re.IGNORECASE)
_ANGLED_MAILTO = re.compile(r"<mailto:([^<>]{1,300}+)>", re.IGNORECASE)
_CAPITALISED = {label[0].upper() + label[1:] for label in FIELD_OF if len(label) > 1} | {"CC", "CCO", "CCN"}
_NAMES_IN_LINE = "|".join(re.escape(label) for label in sorted(_CAPITALISED, key=len, reverse=True))
# Values and labels touch: "<ann@example.com>Cc: …", "09:26:50 CETAsunto: …". One letter is a label behind ">" only.
_INSIDE_LINE = re.compile(rf"(?P<label>{_NAMES_IN_LINE}|(?<=>)[ÀA])\s?[:：]\s")
# Yahoo in Polish prints this one without a colon.
_POLISH_COPY = re.compile(r"(?<=>)Dw (?=\S)")


class Line(NamedTuple):
    """A line without its quoting. `quoting` is what stood in front, `start` its place in the text."""

    quoting: str
    text: str
    start: int


@dataclass(slots=True)
class Block:
    """A forward block.

    Attributes:
        fields: from, to, cc, date, subject, reply-to, message-id: what the client printed, mail addresses untangled.
        first: index of the line where it begins, its separator included.
        body: index of the first line behind it.
        separator: forwarded, original or "".
        quoting: what stands in front of the block's lines.
    """

    first: int
    body: int
    separator: str
    quoting: str = ""
    fields: dict[str, str] = field(default_factory=dict)


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


def find_block(lines: list[Line]) -> Block | None:
    """Find the first forward block: behind a separator, or three labelled lines with a sender among them."""
    for index, line in enumerate(lines):
        kind = _separator(line.text)
        if kind:
            block = _behind_separator(lines, index, kind)
            if block:
                return block
        elif _label(line.text):
            block = _read_block(lines, index)
            if _holds(block, separated=False):
                return block
    return None


def find_attribution(lines: list[Line]) -> int | None:
    """Give the index of the line that ends a "... wrote:", which clients wrap over up to three lines."""
    for index, line in enumerate(lines):
        if line.text.endswith((":", "：")):
            wrapped = " ".join(one.text for one in lines[max(0, index - 2) : index + 1])
            if is_attribution(line.text) or is_attribution(wrapped):
                return index
    return None


def body_text(lines: list[Line], block: Block) -> str:
    """Give the forwarded text: one quoting level less, ending where the quoting does."""
    behind = lines[block.body :]
    level = block.quoting.count(">")
    if not level and behind:
        written = [line for line in behind if line.text]
        level = 1 if written and all(line.quoting.startswith(">") for line in written) else 0
    out: list[str] = []
    blank_before = False
    for line in behind:
        if level and blank_before and line.text and ">" not in line.quoting:
            break
        blank_before = not line.text and ">" not in line.quoting
        out.append(_unquoted(line, level))
    return "\n".join(out).strip("\n")


def text_above(lines: list[Line], block: Block) -> str:
    """Give what stands above the block: the reporter's own words."""
    return "\n".join(line.quoting + line.text for line in lines[: block.first]).strip()


def _unquoted(line: Line, level: int) -> str:
    kept = line.quoting
    for _ in range(level):
        before, mark, behind = kept.partition(">")
        kept = behind.removeprefix(" ") if mark else before
    return (kept + line.text) if level else line.text if len(line.quoting.strip(" ")) == 0 else line.quoting + line.text


def _separator(text: str) -> str:
    if is_forwarded_line(text):
        return "forwarded"
    return "original" if is_original_line(text) else ""


def _behind_separator(lines: list[Line], index: int, kind: str) -> Block | None:
    inline = _read_one_line(lines, index)
    if inline is None:
        start = index + 1
        while start < min(len(lines), index + 1 + _LOOK_AHEAD) and not lines[start].text:
            start += 1
        if start < len(lines) and _label(lines[start].text):
            inline = _read_block(lines, start)
    if inline and _holds(inline, separated=True):
        inline.first, inline.separator = index, kind
        return inline
    if kind == "forwarded":
        return Block(first=index, body=index + 1, separator=kind, quoting=lines[index].quoting)
    return None


def _label(text: str) -> tuple[str, str] | None:
    """Split "*Von:* John" into ("from", "John"); None for a line without a known label."""
    end = min((place for mark in ":：" if (place := text.find(mark, 0, MAX_LABEL + 8)) > 0), default=-1)
    if end < 0:
        return None
    name = FIELD_OF.get(text[:end].strip(" *_\t").lower().removeprefix("i̇"))
    return (name, text[end + 1 :].strip(" *_\t")[:_MAX_VALUE]) if name else None


def _read_block(lines: list[Line], start: int) -> Block:
    block = Block(first=start, body=start, separator="", quoting=lines[start].quoting)
    index, last = start, ""
    while index < len(lines):
        text = lines[index].text
        label = _label(text)
        if label and (label[0] == "other" or label[0] not in block.fields):
            last = label[0]
            block.fields[last] = label[1]
        elif label or not _goes_on(lines, index, block, last):
            break
        elif text and last:
            block.fields[last] = f"{block.fields[last]} {text}".strip()[:_MAX_VALUE]
        index += 1
        block.body = index
    block.fields.pop("other", None)
    block.fields = {name: _untangled(name, value) for name, value in block.fields.items()}
    return block


def _goes_on(lines: list[Line], index: int, block: Block, last: str) -> bool:
    """Tell whether a line without a label still belongs: a wrapped value, or an empty line of a double-spaced block."""
    if lines[index].text and block.fields.get(last, "").endswith((",", ";")) and last in {"to", "cc", "bcc"}:
        return True
    for line in lines[index + 1 : index + 1 + _LOOK_AHEAD]:
        label = _label(line.text)
        if label:
            return label[0] not in block.fields and (label[0] != "other" or "subject" not in block.fields)
        if line.text and not lines[index].text:
            return False
    return False


def _read_one_line(lines: list[Line], index: int) -> Block | None:
    """Read Yahoo's block, which runs on behind its separator in one line."""
    text = _POLISH_COPY.sub("Dw: ", lines[index].text[:_MAX_VALUE])
    found = list(_INSIDE_LINE.finditer(text))
    if len(found) < _FIELDS_ALONE - 1:
        return None
    block = Block(first=index, body=index + 1, separator="", quoting=lines[index].quoting)
    for number, match in enumerate(found):
        name = FIELD_OF[match["label"].lower()]
        end = found[number + 1].start() if number + 1 < len(found) else len(text)
        if name not in block.fields:
            block.fields[name] = _untangled(name, text[match.end() : end].strip())
        if name == "subject":
            block.fields[name] = text[match.end() :].strip()
            break
    return block


def _holds(block: Block, *, separated: bool) -> bool:
    fields = set(block.fields)
    if separated:
        return bool(fields & {"from", "subject"})
    return "from" in fields and len(fields & {"from", "to", "date", "subject"}) >= _FIELDS_ALONE


def _untangled(name: str, value: str) -> str:
    """Undo what clients do to addresses: "John<mailto:j@x> <j@x<mailto:j@x>>", "John [mailto:j@x]"."""
    if name not in {"from", "to", "cc", "bcc", "reply-to"}:
        return value
    value = _BRACKETED_MAILTO.sub(r"<\1>", value)
    without = _ANGLED_MAILTO.sub("", value)
    return without if "@" in without else _ANGLED_MAILTO.sub(r"<\1>", value)
