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
from complaints.domain.html_text import find_urls
from complaints.domain.original import cut

if TYPE_CHECKING:
    from complaints.domain.mime import Message, Part

name = "spamcop"

_BANNER = re.compile(rb"(?m)^[ \t]{0,9}[-\[] ?SpamCop V[0-9.]{1,12}+ ?[-\]]")
_MARK = re.compile(rb"(?im)^[ \t]{0,9}(?:\[ Offending message \]|Offending message:)[ \t]{0,9}(?:\r{0,2}\n|\r)")
_EMAIL_FROM = re.compile(r"(?im)^\s{0,9}Email from (\S{2,60})\s{0,9}/\s{0,9}([^\r\n]{1,100}+)")
_WEB_SITE = re.compile(r"(?im)^\s{0,9}Spamvertised (?:web ?site|URL)s?:\s{0,9}([^\r\n]{1,2000}+)")
_SUBJECT_IP = re.compile(r"\[SpamCop \(([^)]{2,60})\)")
_REPORTS = ("@reports.spamcop.net", "@bounces.spamcop.net", "@devnull.spamcop.net")
_NOTICE_BYTES = 65_536


def read(message: Message) -> Reading | None:
    """See `Recogniser`."""
    for part in message.parts():
        if part.children or not part.content_type.startswith("text/"):
            continue
        banner = _BANNER.search(part.decoded()[:_NOTICE_BYTES])
        if banner or (_is_sender(message) and _MARK.search(part.decoded()[:_NOTICE_BYTES])):
            return _reading(message, part)
    return None


def _is_sender(message: Message) -> bool:
    sender = find_address(message.headers.get("from"))
    return "x-spamcop-sourceip" in message.headers or sender.endswith(_REPORTS)


def _reading(message: Message, part: Part) -> Reading:
    body = part.decoded()
    mark = _MARK.search(body)
    notice = body[: mark.start() if mark else _NOTICE_BYTES][:_NOTICE_BYTES].decode("utf-8", "replace")
    original = _original(part, mark.end(), notice, message) if mark and body[mark.end() :].strip() else None
    return Reading(
        recogniser=name,
        status=Status.ACCEPTED,
        format=Format.SPAMCOP,
        originals=(original,) if original else (),
        comment=notice.strip()[:20_000],
        needs=() if original else ("original",),
        reporter_kind=ReporterKind.NETWORK,
        trace=(f"Original in {original.cut_from}." if original else "SpamCop sent no offending message along.",),
    )


def _original(part: Part, start: int, notice: str, message: Message) -> Original:
    exact = part.transfer_encoding != "quoted-printable"
    where = f"part {part.path}, text bytes {start} to {len(part.decoded())}"
    return replace(cut(part.decoded()[start:], exact=exact, cut_from=where), reported=_reported(notice, message))


def _reported(notice: str, message: Message) -> Reported:
    email_from = _EMAIL_FROM.search(notice)
    subject = _SUBJECT_IP.search(message.headers.get("subject"))
    candidates = (
        message.headers.get("x-spamcop-sourceip"),
        email_from[1] if email_from else "",
        subject[1] if subject else "",
    )
    web_sites = tuple(url for match in _WEB_SITE.finditer(notice) for url in find_urls(match[1]))
    return Reported(
        source_ip=None if web_sites else next((ip for text in candidates if (ip := read_ip(text))), None),
        arrived_at=parse_date(email_from[2]) if email_from else None,
        uris=web_sites[:50],
    )
