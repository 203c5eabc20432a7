"""Originals in the text of a mail: pasted with full headers, or below a mail client's forward block.

Source: the format notes on inline forwards; RFC 3676 (quoting).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from complaints.domain.addresses import parse_addresses
from complaints.domain.facts import Format, Original, Reading, Status
from complaints.domain.formats._blocks import Block, body_text, find_block, text_above
from complaints.domain.formats._inner_block import innermost
from complaints.domain.formats._labels import is_forward_subject, is_reply_subject, without_prefixes
from complaints.domain.formats._lines import split_lines
from complaints.domain.formats._pasted import Pasted, behind_headers, find_all_pasted, with_body
from complaints.domain.formats._readings import MAX_COMMENT, complains, missing_headers
from complaints.domain.formats._rebuilding import rebuild
from complaints.domain.formats._senders import find_attribution, read_attributed
from complaints.domain.formats._texts import PersonText, is_person_text, person_text
from complaints.domain.original import cut, headers_of

if TYPE_CHECKING:
    from complaints.domain.formats._lines import Line
    from complaints.domain.mime import Message

name = "inline"

_MIN_WRAPPED = 30
_MAX_WRAPPED_LINES = 3
_MAX_LINES_BETWEEN = 3


class _Found(NamedTuple):
    """A block in one text."""

    text: PersonText
    lines: list[Line]
    block: Block


def read(message: Message) -> Reading | None:
    """See `Recogniser`."""
    texts = [person_text(part) for part in message.parts() if is_person_text(part)]
    return _read_pasted(message, texts) or _read_block(message, texts)


def _read_pasted(message: Message, texts: list[PersonText]) -> Reading | None:
    for text in texts:
        as_sent = text.page is None and text.text == text.part.text()
        content = text.part.decoded() if as_sent else text.text.encode("utf-8", "replace")
        pasted = find_all_pasted(content)
        if pasted:
            originals = tuple(_pasted_original(text, one, as_sent=as_sent) for one in pasted)
            own_words = (content[: pasted[0].start] + content[pasted[-1].end :]).decode("utf-8", "replace")
            if len(originals) == 1:
                originals, own_words = _completed(message, texts, originals[0], own_words)
            return _reading(originals, own_words, "pasted headers")
    return None


def _pasted_original(text: PersonText, pasted: Pasted, *, as_sent: bool) -> Original:
    where = f"part {text.part.path}, text bytes {pasted.start} to {pasted.end}"
    return cut(pasted.content, exact=as_sent and not pasted.changed, cut_from=where)


def _completed(
    message: Message, texts: list[PersonText], original: Original, own_words: str
) -> tuple[tuple[Original, ...], str]:
    """Put the body of a forward block below headers that were pasted without one, if both are of the same mail."""
    below = behind_headers(original.content)
    found = _block_below(below.decode("utf-8", "replace")) if below else _block_above(message, texts, original)
    if not found or not _same_sender(headers_of(original.content).get("from"), found[0].fields.get("from", "")):
        return (original,), own_words
    block, lines = found
    body = body_text(lines, block)
    if not below:
        own_words = text_above(lines, block)
        body = body.partition(_first_field(original))[0].strip("\n")
    where = f"{original.cut_from}, body of the forward block beside it"
    return (cut(with_body(original.content, body), exact=False, cut_from=where),), own_words


def _first_field(original: Original) -> str:
    return original.content[:60].decode("utf-8", "replace").partition("\n")[0].strip()


def _block_below(text: str) -> tuple[Block, list[Line]] | None:
    """Find a block with hardly anything between it and the headers above."""
    lines = split_lines(text)
    block = find_block(lines)
    if block is None or len([line for line in lines[: block.first] if line.text]) > _MAX_LINES_BETWEEN:
        return None
    return block, lines


def _block_above(message: Message, texts: list[PersonText], original: Original) -> tuple[Block, list[Line]] | None:
    """Find a block above the headers; the From, To and Subject of the headers themselves are none."""
    first = _first_field(original)
    for text in texts:
        found = _find(text, message)
        if found and not any(first in line.text for line in found.lines[: found.block.first + 1]):
            return found.block, found.lines
    return None


def _same_sender(one: str, other: str) -> bool:
    first, second = parse_addresses(one)[:1], parse_addresses(other)[:1]
    return bool(first and second and first[0].address and first[0].address == second[0].address)


def _read_block(message: Message, texts: list[PersonText]) -> Reading | None:
    found = [one for text in texts if (one := _find(text, message))]
    if not found:
        return None
    best = next((one for one in found if one.text.page is None), found[0])
    above = text_above(best.lines, best.block)
    if not _is_forward(message, best, above):
        return None
    reporter = next((one.address for one in message.headers.addresses("from")), "")
    passed: tuple[str, ...] = ()
    for number, one in enumerate(found):
        block, sentences = innermost(one.lines, one.block, reporter)
        found[number] = one._replace(block=block)
        if one is best:
            best, passed = found[number], sentences
    original = _original(best, found)
    return _reading((original,), above, f"forward block ({best.block.separator or 'labels only'})", passed)


def _original(best: _Found, found: list[_Found]) -> Original:
    bodies = [
        ("text/plain", body_text(one.lines, one.block))
        if one.text.page is None
        else ("text/html", one.text.html_behind(next(iter(one.lines[one.block.body :]), None)))
        for one in found
    ]
    lines = f"lines {best.block.first + 1} to {len(best.lines)}"
    return rebuild(best.block, bodies, cut_from=f"part {best.text.part.path}, {lines} of its text")


def _reading(originals: tuple[Original, ...], above: str, how: str, passed: tuple[str, ...] = ()) -> Reading:
    return Reading(
        recogniser=name,
        status=Status.ACCEPTED,
        format=Format.INLINE,
        originals=originals,
        comment=above.strip()[:MAX_COMMENT].replace("\x00", ""),
        needs=missing_headers(originals),
        trace=(*(f"Original in {one.cut_from}, found by its {how}." for one in originals), *passed),
    )


def _find(text: PersonText, message: Message) -> _Found | None:
    lines = text.lines()
    block = find_block(lines)
    if block is None or not block.fields:
        block = _find_outlook_quote(lines, message) or block
    if block is None:
        return None
    _complete_subject(lines, block, message)
    return _Found(text, lines, block)


def _complete_subject(lines: list[Line], block: Block, message: Message) -> None:
    """Let the mail's own subject tell where that of the block goes on: in the next line, or where it is missing."""
    outer = without_prefixes(message.headers.get("subject"))
    stated = block.fields.get("subject", "")
    if not stated and "from" in block.fields and is_forward_subject(message.headers.get("subject")):
        block.fields["subject"] = outer
    if len(stated) < _MIN_WRAPPED or len(stated) >= len(outer):
        return
    joined = stated
    for taken, line in enumerate(lines[block.body : block.body + _MAX_WRAPPED_LINES], start=1):
        joined = f"{joined} {line.text}"
        if not line.text or without_prefixes(joined) not in outer:
            return
        if without_prefixes(joined) == outer:
            block.fields["subject"], block.body = joined, block.body + taken
            return


def _find_outlook_quote(lines: list[Line], message: Message) -> Block | None:
    """Take "On …, … wrote:" for a forward where Outlook 2019 makes it: in a "FW:" mail, without quote marks.

    Above an indented text there may be words of the reporter; else it stands on top.
    """
    at = find_attribution(lines)
    if at is None or not is_forward_subject(message.headers.get("subject")):
        return None
    behind = [line for line in lines[at + 1 :] if line.text]
    indented = all(line.quoting in {"    ", "\t"} for line in behind)
    if any(line.text for line in lines[:at]) and not indented:
        return None
    if any(">" in line.quoting for line in behind) or lines[at].quoting:
        return None
    fields = read_attributed(lines[at].text) | {"subject": message.headers.get("subject").partition(":")[2].strip()}
    return Block(first=at, body=at + 1, separator="", fields=fields, foreign="wrote" not in lines[at].text)


def _is_forward(message: Message, found: _Found, above: str) -> bool:
    """Tell a forwarded message from the one that a reply quotes.

    A client's word "forwarded" decides, unless the mail is a reply and only quotes it. "Original Message" and bare
    labels stand above replies too: there the subject decides, and the reporter's own words.
    """
    subject = message.headers.get("subject")
    if is_forward_subject(subject) and not _answers_in_finnish(subject, found):
        return True
    if not found.block.fields or (found.block.separator != "forwarded" and _answers_its_sender(message, found.block)):
        return False
    if is_reply_subject(subject) or _answers(message, found):
        return complains(above) or (found.block.separator == "forwarded" and ">" not in found.block.quoting)
    if found.block.separator == "forwarded" or not above:
        return True
    quoted = found.block.fields.get("subject", "")
    return complains(above) or complains(subject) or bool(quoted and quoted.lower() in subject.lower())


def _answers(message: Message, found: _Found) -> bool:
    if _answers_in_finnish(message.headers.get("subject"), found):
        return True
    return bool(message.headers.raw("in-reply-to")) and found.block.separator != "forwarded"


def _answers_in_finnish(subject: str, found: _Found) -> bool:
    """Tell the Finnish and Estonian answer from the Danish forward, which share the letters "VS"."""
    if subject.lstrip()[:3].lower() != "vs:":
        return False
    printed = found.lines[found.block.first : found.block.body]
    return any(line.text.lower().startswith(("*lähettäjä", "lähettäjä", "saatja", "*saatja")) for line in printed)


def _answers_its_sender(message: Message, block: Block) -> bool:
    """Tell whether the mail goes to whom the block names as sender: then it answers, and quotes."""
    addressed = {one.address for field in ("to", "cc") for one in message.headers.addresses(field)} - {""}
    return any(one.address in addressed for one in parse_addresses(block.fields.get("from", "")))
