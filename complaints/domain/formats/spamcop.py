"""SpamCop's own reports: a text that ends in the offending message, recipients and parts of identifiers masked.

Source: reports of SpamCop 1.3, 4.x and 5.x; its ARF flavour is read as ARF.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from complaints.domain.addresses import find_address
from complaints.domain.dates import parse_date
from complaints.domain.facts import Format, Original, Reading, Reported, ReporterKind, Status
from complaints.domain.formats._feedback import read_ip
from complaints.domain.formats._readings import MAX_COMMENT
from complaints.domain.html_text import find_urls
from complaints.domain.mime import EMBEDDED_TYPES
from complaints.domain.original import cut, unquote_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from complaints.domain.mime import Message, Part

name = "spamcop"

_BANNER = re.compile(
    rb"(?i)(?:^|(?<=[\r\n]))(?:[ \t]{0,3}>){0,5}+[ \t]{0,9}[-\[] ?SpamCop V?[0-9.]{1,12}+[a-z0-9 ]{0,9}[-\]]"
)
# Lists of addresses without a message; they are listings.
_NO_REPORT = re.compile(r"(?i)\[SpamCop\] (?:alert|summary)")
_QUOTED = rb"(?:[ \t]{0,3}>){0,5}+"
_MARK = re.compile(
    rb"(?i)(?:^|(?<=[\r\n]))(" + _QUOTED + rb")[ \t]{0,9}"
    rb"(?:\[[ \t]{0,3}Offending[ \t]{1,3}message[ \t]{0,3}\]|Offending message:)[ \t]{0,9}(?:\r{0,2}\n|\r|$)"
)
_EMAIL_FROM = re.compile(r"(?im)^[\s>]{0,9}E?mail (?:sent )?from:?\s{1,9}(\S{2,60})\s{0,9}/\s{0,9}([^\r\n]{1,100}+)")
_WEB_SITE = re.compile(r"(?im)^[\s>]{0,9}Spamvertised (?:web ?site|URL|link)s?:\s{0,9}([^\r\n]{1,2000}+)")
_SUBJECT_IP = re.compile(r"\[SpamCop \(([^)]{2,60})\)")
_REPORTS = ("@reports.spamcop.net", "@bounces.spamcop.net", "@devnull.spamcop.net")
_LINK = re.compile(rb"spamcop\.net/w3m\?|/sc\?id=z")
_NOTICE_BYTES = 65_536
_MARKED_BYTES = 1024 * 1024


def read(message: Message) -> Reading | None:
    """See `Recogniser`."""
    for root in _mails(message):
        if _NO_REPORT.search(root.headers.get("subject")):
            continue
        for part in root.own_parts():
            if not part.children and part.content_type.startswith("text/") and _is_report(part, root):
                return _reading(root, part)
    return None


def _mails(message: Message) -> Iterator[Part]:
    """Give the mail itself and one report of SpamCop's that somebody attached to it."""
    yield message.root
    inner = [part for part in message.parts() if part.content_type in EMBEDDED_TYPES and part.children]
    if len(inner) == 1 and _is_sender(inner[0].children[0]):
        yield inner[0].children[0]


def _is_report(part: Part, root: Part) -> bool:
    """Tell a report by its banner, or by the mark above the message where SpamCop's address vouches for it."""
    notice = _content(part)[:_NOTICE_BYTES]
    banner = _BANNER.search(notice) if b"spamcop" in notice.lower() else None
    by_sender = _is_sender(root)
    if not banner and not by_sender:
        return False
    if banner and (by_sender or _LINK.search(notice, banner.start())):
        return True
    return bool(_MARK.search(_content(part), 0, _MARKED_BYTES))


def _is_sender(root: Part) -> bool:
    sender = find_address(root.headers.get("from"))
    return "x-spamcop-sourceip" in root.headers or sender.endswith(_REPORTS)


def _content(part: Part) -> bytes:
    return part.page().text.encode("utf-8", "replace") if part.content_type == "text/html" else part.decoded()


def _reading(root: Part, part: Part) -> Reading:
    body = _content(part)
    mark = _MARK.search(body)
    notice = body[: mark.start() if mark else _NOTICE_BYTES][:_NOTICE_BYTES].decode("utf-8", "replace")
    notice = notice.replace("\r\n", "\n").replace("\r", "\n")
    original = _original(part, mark, notice, root) if mark and body[mark.end() :].strip() else None
    return Reading(
        recogniser=name,
        status=Status.ACCEPTED,
        format=Format.SPAMCOP,
        originals=(original,) if original else (),
        comment=notice.strip()[:MAX_COMMENT].replace("\x00", ""),
        needs=() if original else ("original",),
        reporter_kind=ReporterKind.NETWORK,
        trace=(f"Original in {original.cut_from}." if original else "SpamCop sent no offending message along.",),
    )


def _original(part: Part, mark: re.Match[bytes], notice: str, root: Part) -> Original:
    content = mark.string[mark.end() :]
    quotes = mark[1].count(b">")
    for _ in range(quotes):
        content = unquote_lines(content)
    exact = part.transfer_encoding != "quoted-printable" and not quotes and part.content_type != "text/html"
    where = f"part {part.path}, text bytes {mark.end()} to {len(mark.string)}"
    return replace(cut(content, exact=exact, cut_from=where), reported=_reported(notice, root))


def _reported(notice: str, root: Part) -> Reported:
    email_from = _EMAIL_FROM.search(notice)
    subject = _SUBJECT_IP.search(root.headers.get("subject"))
    candidates = (
        root.headers.get("x-spamcop-sourceip"),
        email_from[1] if email_from else "",
        subject[1] if subject else "",
    )
    web_sites = tuple(url for match in _WEB_SITE.finditer(notice) for url in find_urls(match[1]))
    return Reported(
        source_ip=None if web_sites else next((ip for text in candidates if (ip := read_ip(text))), None),
        arrived_at=parse_date(email_from[2]) if email_from else None,
        uris=web_sites[:50],
    )
