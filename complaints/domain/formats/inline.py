"""Originals in the text of a mail: pasted with full headers, or below a mail client's forward block.

Source: the format notes on inline forwards; RFC 3676 (quoting).
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, NamedTuple

from complaints.domain.facts import Completeness, Format, Original, Reading, Status
from complaints.domain.formats._blocks import (
    Block,
    Line,
    body_text,
    find_attribution,
    find_block,
    split_lines,
    text_above,
)
from complaints.domain.formats._labels import is_forward_subject, is_reply_subject
from complaints.domain.formats._pasted import find_pasted
from complaints.domain.formats._readings import MAX_COMMENT, complains, missing_headers
from complaints.domain.original import cut

if TYPE_CHECKING:
    from complaints.domain.html_text import HtmlText
    from complaints.domain.mime import Message, Part

name = "inline"

_MAX_ATTRIBUTION = 1000
# Up to five capitalised words, or a quoted name, in front of an address in angle or round brackets.
_WORD = r"(?<![^\W\d_])[A-ZÀ-ŽА-ЯΑ-Ω][\w.'-]{0,60}+"
# A name in quotes or of up to five capitalised words, then the address; in Swedish a word stands between them.
_SENDER = re.compile(
    rf"""(?:["“«]\s?([^"”»]{{1,200}}?)\s?["”»]|({_WORD}(?: {_WORD}){{0,4}}))?(?: följande)?\s?"""
    r"[<(]{1,2}([^\s<>()@]{1,64}+@[^\s<>()]{1,255}+)[>)]"
)
_NUMERIC_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?\s{1,3}\d{1,2}[:.]\d{2}(?::\d{2})?(?:\s?[AaPp][Mm])?")

_HEADER_NAMES = ("from", "reply-to", "to", "cc", "date", "subject", "message-id")


class _Found(NamedTuple):
    """A block in one text part. `page` is None for plain text."""

    part: Part
    lines: list[Line]
    block: Block
    page: HtmlText | None


def read(message: Message) -> Reading | None:
    """See `Recogniser`."""
    texts = [part for part in message.parts() if _is_text(part)]
    return _read_pasted(texts) or _read_block(message, texts)


def _is_text(part: Part) -> bool:
    return not part.children and part.content_type in {"text/plain", "text/html"} and part.disposition != "attachment"


def _read_pasted(texts: list[Part]) -> Reading | None:
    for part in texts:
        rich = part.content_type == "text/html"
        text = part.page().text.encode("utf-8", "replace") if rich else part.decoded()
        pasted = find_pasted(text)
        if pasted:
            exact = not (pasted.changed or rich)
            where = f"part {part.path}, text bytes {pasted.start} to {pasted.end}"
            original = cut(pasted.content, exact=exact, cut_from=where)
            return _reading(original, text[: pasted.start].decode("utf-8", "replace"), "pasted headers")
    return None


def _read_block(message: Message, texts: list[Part]) -> Reading | None:
    found = [one for part in texts if (one := _find(part, message))]
    if not found:
        return None
    best = next((one for one in found if one.page is None), found[0])
    above = text_above(best.lines, best.block)
    if not _is_forward(message, best, above):
        return None
    return _reading(_rebuilt(best, found), above, f"forward block ({best.block.separator or 'labels only'})")


def _reading(original: Original, above: str, how: str) -> Reading:
    return Reading(
        recogniser=name,
        status=Status.ACCEPTED,
        format=Format.INLINE,
        originals=(original,),
        comment=above.strip()[:MAX_COMMENT].replace("\x00", ""),
        needs=missing_headers((original,)),
        trace=(f"Original in {original.cut_from}, found by its {how}.",),
    )


def _find(part: Part, message: Message) -> _Found | None:
    page = part.page() if part.content_type == "text/html" else None
    lines = split_lines(page.text if page else part.text())
    block = find_block(lines) or _find_outlook_quote(lines, message)
    return _Found(part, lines, block, page) if block else None


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
    subject = message.headers.get("subject").partition(":")[2].strip()
    return Block(first=at, body=at + 1, separator="", fields=_attributed(lines[at].text) | {"subject": subject})


def _attributed(text: str) -> dict[str, str]:
    """Read sender and date out of an attribution line."""
    fields = {}
    sender = _SENDER.search(text[:_MAX_ATTRIBUTION])
    if sender:
        fields["from"] = f"{sender[1] or sender[2] or ''} <{sender[3]}>".strip()
    date = _NUMERIC_DATE.search(text[:_MAX_ATTRIBUTION])
    if date:
        fields["date"] = date[0]
    return fields


def _is_forward(message: Message, found: _Found, above: str) -> bool:
    """Tell a forwarded message from the one that a reply quotes.

    A client's word "forwarded" decides, unless the mail is a reply and only quotes it. "Original Message" and bare
    labels stand above replies too: there the subject decides, and the reporter's own words.
    """
    subject = message.headers.get("subject")
    if is_forward_subject(subject):
        return True
    if not found.block.fields:
        return False
    is_reply = is_reply_subject(subject) or (
        bool(message.headers.raw("in-reply-to")) and found.block.separator != "forwarded"
    )
    if is_reply:
        return complains(above) or (found.block.separator == "forwarded" and ">" not in found.block.quoting)
    if found.block.separator == "forwarded" or not above:
        return True
    quoted = found.block.fields.get("subject", "")
    return complains(above) or complains(subject) or bool(quoted and quoted.lower() in subject.lower())


def _rebuilt(best: _Found, found: list[_Found]) -> Original:
    """Write the block's fields as headers over the forwarded text, and over the HTML too where there is some."""
    fields = best.block.fields
    headers = "".join(f"{one.title()}: {fields[one]}\r\n" for one in _HEADER_NAMES if fields.get(one))
    bodies = []
    for one in found:
        if one.page is None:
            bodies.append(("text/plain", body_text(one.lines, one.block)))
        else:
            bodies.append(("text/html", _html_behind(one)))
    plain_first = sorted(bodies, key=lambda body: body[0] != "text/plain")
    content = (headers + _joined(plain_first[:2])).encode("utf-8", "replace")
    lines = f"lines {best.block.first + 1} to {len(best.lines)}"
    return Original(
        content=content,
        headers=Completeness.PARTIAL if headers else Completeness.NONE,
        exact=False,
        cut_from=f"part {best.part.path}, {lines} of its text",
    )


def _html_behind(found: _Found) -> str:
    if found.page is None or found.block.body >= len(found.lines):
        return ""
    return found.part.text()[found.page.html_position(found.lines[found.block.body].start) :]


def _joined(bodies: list[tuple[str, str]]) -> str:
    if len(bodies) == 1:
        kind, text = bodies[0]
        return f"Content-Type: {kind}; charset=utf-8\r\n\r\n{text}"
    digest = hashlib.sha256("".join(text for _, text in bodies).encode("utf-8", "replace")).hexdigest()
    boundary = f"original-{digest[:24]}"
    parts = "".join(f"--{boundary}\r\nContent-Type: {kind}; charset=utf-8\r\n\r\n{text}\r\n" for kind, text in bodies)
    kind = f'multipart/alternative; boundary="{boundary}"'
    return f"MIME-Version: 1.0\r\nContent-Type: {kind}\r\n\r\n{parts}--{boundary}--\r\n"
