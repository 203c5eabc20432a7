"""Finding the block of From, Date and Subject lines that a mail client puts above a message it forwards.

Everything works on lines, each looked at a bounded number of times.

Source: the shapes listed in the format notes for Gmail, Apple Mail, Outlook, Yahoo, Thunderbird and others.
"""

# ruff: noqa: RUF001 - the full-width colon of East Asian clients is meant
from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import dropwhile
from typing import TYPE_CHECKING

from complaints.domain.formats._labels import (
    ENGLISH,
    FIELD_OF,
    MAX_LABEL,
    is_forwarded_line,
    is_original_line,
    may_announce,
)
from complaints.domain.formats._senders import read_attributed

if TYPE_CHECKING:
    from complaints.domain.formats._lines import Line

_MAX_VALUE = 32 * 1024
_FIELDS_ALONE = 3
_LOOK_AHEAD = 3
# Nobody writes so many ruled lines above a forward; the words for it are dear to look for.
_MAX_ANNOUNCEMENTS = 2_000
_LOOK_FOR_LABELS = 6
_MAX_WRAPPED = 8
# Other labels may repeat without end; every start of a block would then read on to the last line.
_MAX_OTHERS = 20

_BRACKETED_MAILTO = re.compile(r"\[mailto:([^\[\]<>]{1,300}+)\]", re.IGNORECASE)
_ANGLED_MAILTO = re.compile(r"<mailto:([^<>]{1,300}+)>", re.IGNORECASE)
_CAPITALISED = {label[0].upper() + label[1:] for label in FIELD_OF if len(label) > 1} | {"CC", "CCO", "CCN"}
_NAMES_IN_LINE = "|".join(re.escape(label) for label in sorted(_CAPITALISED, key=len, reverse=True))
# Values and labels touch: "<ann@example.com>Cc: …", "09:26:50 CETAsunto: …". One letter is a label behind ">" only.
_INSIDE_LINE = re.compile(rf"(?P<label>{_NAMES_IN_LINE}|(?<=>)[ÀA])\s?[:：]\s")
# eM Client leaves the colon out.
_WITHOUT_COLON = re.compile(rf"({_NAMES_IN_LINE})\s+(?=\S)")
# A line that is a mailbox and nothing else: what stands below a label whose own line is empty.
_MAILBOX = re.compile(r"(?:[^@<>]{0,80}<)?[^\s@<>,;]{1,64}+@[^\s@<>,;]{1,255}+>?$")
# Orange and Wanadoo begin so, without a colon.
_DATED = re.compile(r"(?i)message du (\d{1,2}/\d{1,2}/\d{2,4}[^\n]{0,40}+)$")
# Yahoo in Polish prints this one without a colon.
_POLISH_COPY = re.compile(r"(?<=>)Dw (?=\S)")


@dataclass(slots=True)
class Block:
    """A forward block.

    Attributes:
        fields: from, to, cc, date, subject, reply-to, message-id: what the client printed, mail addresses untangled.
        first: index of the line where it begins, its separator included.
        body: index of the first line behind it.
        separator: forwarded, original or "".
        quoting: what stands in front of the block's lines.
        foreign: a label was not English, so that the day stands before the month.
    """

    first: int
    body: int
    separator: str
    quoting: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    foreign: bool = False


@dataclass(slots=True, frozen=True)
class _Label:
    name: str
    value: str
    foreign: bool


def find_block(lines: list[Line], start: int = 0) -> Block | None:
    """Find the first forward block from a line on: behind a separator, or three labelled lines with a sender."""
    announcements = 0
    for index in range(start, len(lines)):
        line = lines[index]
        announcements += may_announce(line.text)
        kind = _separator(line.text) if announcements < _MAX_ANNOUNCEMENTS else ""
        if kind:
            block = _behind_separator(lines, index, kind)
            if block:
                return block
        elif begins_field(line.text, but="other"):
            block = _read_block(lines, index)
            if _holds(block, separated=False):
                return block
    return None


def body_text(lines: list[Line], block: Block) -> str:
    """Give the forwarded text: one quoting level less, ending where the quoting does."""
    behind = lines[block.body :]
    level = block.quoting.count(">")
    written = [line for line in behind if line.text]
    if not level:
        level = 1 if written and all(line.quoting.startswith(">") for line in written) else 0
    elif not any(">" in line.quoting for line in written):
        # Apple Mail on a telephone and some web mailers quote the block and leave the text as it was.
        level, behind = 0, list(dropwhile(lambda line: not line.text, behind))
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
    block = _read_one_line(lines, index)
    if block is None:
        start = index + 1
        while start < min(len(lines), index + 1 + _LOOK_FOR_LABELS) and not lines[start].text:
            start += 1
        if start < len(lines) and (_label(lines[start].text) or _sent_by(lines[start].text)):
            block = _read_block(lines, start)
        elif start < len(lines) and kind == "forwarded" and _WITHOUT_COLON.match(lines[start].text):
            block = _read_without_colons(lines, start)
    if block and _holds(block, separated=True):
        block.first, block.separator = index, kind
        return block
    if kind == "forwarded":
        return Block(first=index, body=index + 1, separator=kind, quoting=lines[index].quoting)
    return None


def begins_field(text: str, *, but: str = "") -> bool:
    """Tell whether a line begins with a label of a forward block, `but` one for that field."""
    label = _label(text.strip())
    return label is not None and label.name != but


def _label(text: str) -> _Label | None:
    """Split "*Von:* John" into from and John; None for a line without a known label."""
    dated = _DATED.match(text)
    if dated:
        return _Label("date", dated[1], foreign=True)
    end = min((place for mark in ":：|\t" if (place := text.find(mark, 0, MAX_LABEL + 8)) > 0), default=-1)
    if end < 0:
        return None
    word = text[:end].strip(" *_\t").lower().removeprefix("i̇")
    name = FIELD_OF.get(word)
    if not name:
        return None
    # Behind a cell of a table a colon may follow yet.
    value = text[end + 1 :].strip(" *_|\t:：" if text[end] in "|\t" else " *_\t")
    return _Label(name, value[:_MAX_VALUE], word not in ENGLISH and name != "other")


def _sent_by(text: str) -> dict[str, str]:
    """Read a line such as '05.11.2026, 16:14, "Shop" <news@shop.example>:' (Yandex, old Notes)."""
    return read_attributed(text) if text.endswith((":", "：")) or " on " in text else {}


def _read_block(lines: list[Line], start: int) -> Block:
    block = Block(first=start, body=start, separator="", quoting=lines[start].quoting)
    index, last, wrapped, others = start, "", 0, 0
    while index < len(lines) and others <= _MAX_OTHERS:
        text = lines[index].text
        label = _label(text)
        if label and (label.name == "other" or label.name not in block.fields):
            last, wrapped = label.name, 0
            others += last == "other"
            block.fields[last] = label.value
            block.foreign = block.foreign or label.foreign
        elif not label and "from" not in block.fields and len(sent := _sent_by(text)) > 1:
            block.fields |= sent
            last = ""
        elif label or wrapped > _MAX_WRAPPED or not _goes_on(lines, index, block, last):
            break
        elif text and last:
            block.fields[last] = f"{block.fields[last]} {text.strip('*')}".strip()[:_MAX_VALUE]
            wrapped += 1
        index += 1
        block.body = index
    return _finished(block)


def _finished(block: Block) -> Block:
    block.fields.pop("other", None)
    block.fields = {name: _untangled(name, value) for name, value in block.fields.items()}
    return block


def _read_without_colons(lines: list[Line], start: int) -> Block:
    block = Block(first=start, body=start, separator="", quoting=lines[start].quoting)
    for line in lines[start : start + _LOOK_FOR_LABELS]:
        match = _WITHOUT_COLON.match(line.text)
        name = FIELD_OF[match[1].lower()] if match else ""
        if not match or name in block.fields:
            break
        block.fields[name] = line.text[match.end() :][:_MAX_VALUE]
        block.foreign = block.foreign or match[1].lower() not in ENGLISH
        block.body += 1
    return _finished(block) if len(block.fields) >= _FIELDS_ALONE else Block(start, start, "")


def _goes_on(lines: list[Line], index: int, block: Block, last: str) -> bool:
    """Tell whether a line without a label still belongs: a wrapped value, or an empty line of a double-spaced block."""
    text, value = lines[index].text, block.fields.get(last, "")
    if text and _is_cut_off(last, value, text):
        return True
    for line in lines[index + 1 : index + 1 + _LOOK_AHEAD]:
        label = _label(line.text)
        if label:
            return label.name not in block.fields and (label.name != "other" or "subject" not in block.fields)
        if line.text and not text:
            return False
    return not text and not value and last in {"from", "to"} and _stands_below(lines, index)


def _is_cut_off(last: str, value: str, text: str) -> bool:
    """Tell a value that needs its next line: a list that ends in a comma, a name without its address, nothing yet."""
    if last in {"to", "cc", "bcc"} and (value.endswith((",", ";")) or (text[0] == "<" and "@" in text)):
        return True
    if last == "from" and text[0] in "<[" and "@" in text and "@" not in value:
        return True
    return not value and last in {"from", "to"} and bool(_MAILBOX.match(text))


def _stands_below(lines: list[Line], index: int) -> bool:
    return any(_MAILBOX.match(line.text) for line in lines[index + 1 : index + 3])


def _read_one_line(lines: list[Line], index: int) -> Block | None:
    """Read Yahoo's block, which runs on behind its separator in one line."""
    text = _POLISH_COPY.sub("Dw: ", lines[index].text[:_MAX_VALUE])
    found = list(_INSIDE_LINE.finditer(text))
    if len(found) < _FIELDS_ALONE - 1:
        return None
    block = Block(first=index, body=index + 1, separator="", quoting=lines[index].quoting)
    for number, match in enumerate(found):
        name = FIELD_OF[match["label"].lower()]
        block.foreign = block.foreign or match["label"].lower() not in ENGLISH
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
    """Undo what clients do to values: "John<mailto:j@x> <j@x<mailto:j@x>>", "John [mailto:j@x]", Yandex's semicolon."""
    if name not in {"from", "to", "cc", "bcc", "reply-to"}:
        return value.removesuffix(";").rstrip()
    value = _BRACKETED_MAILTO.sub(r"<\1>", value)
    without = _ANGLED_MAILTO.sub("", value)
    return without if "@" in without else _ANGLED_MAILTO.sub(r"<\1>", value)
