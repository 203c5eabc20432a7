"""The message complained about: cutting it out unchanged, grading what was left of it, and reading its facts.

Source: RFC 5322, RFC 5321 section 4.4 (trace fields), RFC 6376; oddities of feedback loops as noted at each step.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from complaints.domain.addresses import bare_address, find_address
from complaints.domain.dates import parse_date
from complaints.domain.facts import Completeness, Original, OriginalFacts, Reported
from complaints.domain.headers import EOL, MBOX_LINE, Headers, read_headers
from complaints.domain.html_text import MAX_LINKS, find_urls
from complaints.domain.mime import Part, walk

if TYPE_CHECKING:
    from datetime import datetime

MAX_TEXT = 200_000
# Written over a rebuilt original whose "5/11/2026" a client printed in a language that puts the day first.
DATE_ORDER = "X-Date-Order"
DAY_FIRST = "day-first"
_ENOUGH_TEXT = 20

# Where receiving systems note the mailbox they delivered to, the most particular first.
DELIVERED_TO = (
    "delivered-to",
    "x-hmxmroriginalrecipient",
    "x-original-to",
    "x-apparently-to",
    "x-envelope-to",
    "envelope-to",
    "x-delivered-to",
    "x-rcpt-to",
    "original-recipient",
    "x-original-recipient",
)
_FIELDS = """
    received return-path message-id from to cc subject date sender reply-to mime-version content-type dkim-signature
    delivered-to x-mailer list-unsubscribe authentication-results received-spf x-originating-ip
"""
_ESSENTIAL = frozenset({"from", "date", "subject"})
KNOWN_FIELDS = frozenset(_FIELDS.split())
# What an original can lack, with words for people; in the order in which `lacks` names it.
LACKS_LABELS = {
    "trace": "the Received lines, which show the way that the message took",
    "signature": "the sender's DKIM signature",
    "message_id": "the Message-ID",
    "date": "the date",
    "from": "the sender's address",
    "subject": "the subject",
    "return_path": "the Return-Path",
    "body": "the text of the message",
}
_FIELD_LACKED = {
    "trace": "received",
    "signature": "dkim-signature",
    "message_id": "message-id",
    "date": "date",
    "from": "from",
    "subject": "subject",
    "return_path": "return-path",
}
_NOT_BLANK = re.compile(rb"\S")
_QUOTED_LINE = re.compile(rb"[ \t]{0,3}> ?")


def cut(content: bytes, *, exact: bool, cut_from: str, reported: Reported | None = None) -> Original:
    """Make an original of a slice.

    Args:
        content: the bytes from the header block on; empty lines and an mbox line in front of it are the container's.
        exact: the slice is unchanged, or the decoding of one.
        cut_from: where it was found, for people.
        reported: what the report states beside it.

    Returns:
        An Original whose `headers` is graded by `grade`.
    """
    content = strip_mbox_line(content)
    return Original(
        content=content,
        headers=grade(headers_of(content)),
        exact=exact,
        cut_from=cut_from,
        reported=reported or Reported(),
    )


def strip_mbox_line(content: bytes) -> bytes:
    """Take away empty lines and a "From ", ">From " or quoted "From " line in front of a header block."""
    start = 0
    while (line_end := EOL.match(content, start)) and line_end.end() > start:
        start = line_end.end()
    mbox_line = MBOX_LINE.match(content, start)
    return content[mbox_line.end() if mbox_line else start :]


def headers_of(content: bytes) -> Headers:
    """Read an original's header fields, going on behind one stray empty line inside the block (seen in RT).

    What stands behind it counts when it gives a From, Date or Subject that was missing, and repeats none.
    """
    block = read_headers(content, 0, len(content))
    names = {name for name, _ in block.headers.fields}
    if names and not names >= _ESSENTIAL:
        behind = read_headers(content, block.body_start, len(content)).headers
        more = {name for name, _ in behind.fields}
        if more & _ESSENTIAL and not more & names & _ESSENTIAL and len(more & KNOWN_FIELDS) > 1:
            return Headers(block.headers.fields + behind.fields)
    return block.headers


def grade(headers: Headers) -> Completeness:
    """Grade which headers of an original there are.

    Full: something that only transport writes is left, a Received or DKIM-Signature field, or Return-Path beside a
    Message-ID. Partial: any other field, as in a client's From/Date/Subject block. None: no field at all.
    """
    if "received" in headers or "dkim-signature" in headers:
        return Completeness.FULL
    if "return-path" in headers and "message-id" in headers:
        return Completeness.FULL
    return Completeness.PARTIAL if len(headers) else Completeness.NONE


def lacks(original: Original) -> tuple[str, ...]:
    """Name what an original lacks of all that could show who sent it.

    Args:
        original: as cut by a recogniser; hostile, perhaps empty.

    Returns:
        Keys of `LACKS_LABELS` in their order; a field without a value is lacking too, the null Return-Path "<>" is
        not. Empty when nothing is missing. Never raises.
    """
    headers = headers_of(original.content)
    there = {name for name, value in headers.fields if value}
    missing = {key for key, field in _FIELD_LACKED.items() if field not in there}
    if not has_body(original.content):
        missing.add("body")
    return tuple(key for key in LACKS_LABELS if key in missing)


def has_body(content: bytes) -> bool:
    """Tell whether anything but white space stands in a part that is not a container."""
    root, _ = walk(strip_mbox_line(content))
    return any(
        _NOT_BLANK.search(part.container, part.body_start, part.end) for part in root.walk() if not part.children
    )


def unquote_lines(content: bytes) -> bytes:
    """Take one level of "> " off every line that has it."""
    return b"".join(_QUOTED_LINE.sub(b"", line, count=1) for line in content.splitlines(keepends=True))


def describe(original: Original) -> OriginalFacts:
    """Read an original's facts for comparison and display.

    Args:
        original: as cut by a recogniser; hostile, perhaps empty.

    Returns:
        Decoded, bounded facts; "" and None where absent. Never raises.
    """
    headers = headers_of(original.content)
    senders = headers.addresses("from") or headers.addresses("sender")
    recorded = headers.get("date")
    text, links = read_body(original.content)
    return OriginalFacts(
        message_id=message_id_of(headers),
        subject=headers.get("subject"),
        from_address=senders[0].address if senders else "",
        from_display=senders[0].display if senders else "",
        to=tuple(address.address for address in headers.addresses("to") if address.address),
        sent_at=parse_date(recorded, day_first=True if headers.get(DATE_ORDER) == DAY_FIRST else None),
        sent_at_recorded=recorded,
        return_path=_return_path(headers),
        delivered_to=delivered_to(headers),
        list_unsubscribe=headers.get("list-unsubscribe"),
        text=text,
        links=links,
    )


def message_id_of(headers: Headers) -> str:
    """Give the Message-ID in angle brackets without white space, the last one where there are two (Cox), or ""."""
    return bracketed(headers.last("message-id"))


def bracketed(text: str) -> str:
    """Give a Message-ID in angle brackets without white space, or ""."""
    identifier = re.sub(r"\s+", "", text)
    inside = identifier.removeprefix("<").removesuffix(">")
    return f"<{inside}>" if inside else ""


def _return_path(headers: Headers) -> str:
    return next((address for value in headers.all("return-path") if (address := _envelope(value))), "")


def _envelope(value: str) -> str:
    return bare_address(value) if "<" in value else find_address(value)


def delivered_to(headers: Headers) -> tuple[str, ...]:
    """Give the mailboxes that receiving systems say they delivered to, distinct, the most particular first."""
    found: dict[str, None] = {}
    for name in DELIVERED_TO:
        for value in headers.all(name)[:5]:
            address = find_address(value.rpartition(";")[2] if "recipient" in name else value)
            if address:
                found.setdefault(address)
    return tuple(found)


def arrived_at(headers: Headers) -> datetime | None:
    """Give the time of the topmost Received field, else that of the Date field."""
    stamp = headers.get("received").rpartition(";")[2]
    return parse_date(stamp) or parse_date(headers.get("date"))


def read_body(content: bytes) -> tuple[str, tuple[str, ...]]:
    """Give the visible text and the links of a message.

    Plain parts are preferred; HTML parts speak where there is hardly any plain text, and always give their links.
    """
    root, _ = walk(content)
    plain: list[str] = []
    rich: list[str] = []
    links: dict[str, None] = {}
    for part in root.own_parts():
        if part.content_type == "text/html":
            page = part.page()
            rich.append(page.text)
            links |= dict.fromkeys(page.links)
        elif _is_plain_text(part):
            plain.append(part.text())
    text = "\n".join(plain).strip()
    if len(text) < _ENOUGH_TEXT:
        text = "\n".join([text, *rich]).strip()
    text = text[:MAX_TEXT].replace("\x00", "")
    links |= dict.fromkeys(find_urls(text))
    return text, tuple(links)[:MAX_LINKS]


def read_page(content: bytes) -> str | None:
    """Give the visible text of a message's HTML parts, which readers are shown instead of the plain text.

    None where there is no such part.
    """
    root, _ = walk(content)
    pages = [part.page().text for part in root.own_parts() if part.content_type == "text/html"]
    return "\n".join(pages)[:MAX_TEXT].replace("\x00", "") if pages else None


def _is_plain_text(part: Part) -> bool:
    return part.content_type == "text/plain" and part.disposition != "attachment" and not part.children


def looks_like_message(content: bytes) -> bool:
    """Tell whether bytes begin with the header block of a mail: three known fields, a sender or a hop among them."""
    names = {name for name, _ in headers_of(strip_mbox_line(content[:65_536])).fields}
    return len(names & KNOWN_FIELDS) > 2 and bool(names & {"from", "received", "return-path"})  # noqa: PLR2004
