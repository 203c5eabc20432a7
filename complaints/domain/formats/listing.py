"""Notices of blocklists that an address of ours is listed.

Source: notices of Spamhaus (old, new), SpamCop (alert, summary), UCEPROTECT, mail-abuse.com, Project Honey Pot.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from complaints.domain.addresses import find_address
from complaints.domain.facts import Format, Listing, Reading, ReporterKind, Status
from complaints.domain.formats._blocks import find_block, split_lines
from complaints.domain.formats._labels import is_forward_subject, is_reply_subject
from complaints.domain.formats._networks import find_networks
from complaints.domain.formats._pasted import find_pasted
from complaints.domain.formats._readings import MAX_COMMENT, comment_of
from complaints.domain.html_text import find_urls
from complaints.domain.mime import EMBEDDED_TYPES

if TYPE_CHECKING:
    from complaints.domain.mime import Message

name = "listing"


class _Notice(NamedTuple):
    """What marks one blocklist's notices: the sender's domain, and what its subject says."""

    blocklist: str
    domain: str
    subject: re.Pattern[str]


_NOTICES = (
    _Notice("Spamhaus SBL", "spamhaus.org", re.compile(r"(?i)\bSBL\b")),
    _Notice("Spamhaus", "spamhaus.org", re.compile(r"(?i)notif|listed|listing")),
    _Notice("SpamCop", "spamcop.net", re.compile(r"(?i)\[SpamCop\] (?:alert|summary)")),
    _Notice("UCEPROTECT", "uceprotect.net", re.compile(r"(?i)status ?change|listed|level ?\d")),
    _Notice("mail-abuse.com", "mail-abuse.com", re.compile(r"(?i)list|rbl|dul|notif")),
    _Notice("Project Honey Pot", "projecthoneypot.org", re.compile(r"(?i)report|monitor|alert")),
)
_BETWEEN = re.compile(r"(?is)-{2,9} ?IPs? listed[^\n]{0,80}-{2,9}([^\x00]{1,20000}?)-{2,9} ?End of IPs")
_REFERENCE = re.compile(
    r"\b((?:SBL|CSS|XBL|DBL|PBL)\d{3,12}|(?:Ref(?:erence)?|Case|Evidence)(?: ID| No\.?|#)?:\s{0,3}[\w-]{3,40})"
)
_REMOVAL = re.compile(r"(?i)remov|delist|unlist|unblock|/sbl/query|check\.spamhaus")
_LISTED = re.compile(
    r"(?i)(?:\b(?:is|are|was|were|has been|have been|got|been|now|currently)\s{1,3}"
    r"(?:now\s|currently\s|automatically\s)?"
    r"(?:listed|blacklisted|blocklisted|block-listed|black-listed|added to))\b|\bnew listing\b|\blisting notification\b"
)
_LIST_WORD = re.compile(
    r"(?i)\b(?:block-?lists?|black-?lists?|block list|black list|dnsb?l|rbl|sbl|xbl|zen|denylist)\b"
)
_LOOK = 4000


def read(message: Message) -> Reading | None:
    """See `Recogniser`."""
    if any(part.content_type in EMBEDDED_TYPES for part in message.parts()):
        return None
    subject = message.headers.get("subject")
    text = comment_of(message)
    blocklist = _known(message, subject) or _generic(subject, text)
    if not blocklist:
        return None
    between = _BETWEEN.search(text)
    networks = find_networks(between[1] if between else f"{subject}\n{text}")
    return Reading(
        recogniser=name,
        status=Status.ACCEPTED,
        format=Format.LISTING,
        listing=Listing(
            blocklist=blocklist, networks=networks, reference=_reference(subject, text), removal=_removal(text)
        ),
        comment=text[:MAX_COMMENT],
        reporter_kind=ReporterKind.BLOCKLIST,
        trace=(f"Notice of {blocklist} on {len(networks)} addresses or networks.",),
    )


def _known(message: Message, subject: str) -> str:
    domain = find_address(message.headers.get("from")).rpartition("@")[2]
    for notice in _NOTICES:
        if (domain == notice.domain or domain.endswith("." + notice.domain)) and notice.subject.search(subject):
            return notice.blocklist
    return ""


def _generic(subject: str, text: str) -> str:
    """Tell a stranger's notice: it says listed, names a blocklist, and an address; people's forwards are not it."""
    if is_forward_subject(subject) or is_reply_subject(subject):
        return ""
    if find_pasted(text.encode("utf-8", "replace")) or find_block(split_lines(text)):
        return ""
    start = f"{subject}\n{text[:_LOOK]}"
    words = _LIST_WORD.search(start)
    if not words or not _LISTED.search(start) or not find_networks(start):
        return ""
    named = re.search(r"(?i)\b(?:to|on|in|by) (?:the |our )?([A-Z][\w.-]{1,40}(?: [A-Z][\w.-]{1,40}){0,3})", start)
    return named[1].rstrip(".") if named and _LIST_WORD.search(named[1]) else words[0]


def _reference(subject: str, text: str) -> str:
    found = _REFERENCE.search(subject) or _REFERENCE.search(text)
    return found[1].rpartition(":")[2].strip() if found else ""


def _removal(text: str) -> str:
    """Give where to ask for removal: an address on a line that speaks of it, or on the one behind."""
    lines = text.splitlines()[:2000]
    for number, line in enumerate(lines):
        if not _REMOVAL.search(line):
            continue
        for candidate in lines[number : number + 3]:
            urls = find_urls(candidate)
            if urls or find_address(candidate):
                return urls[0] if urls else find_address(candidate)
    return ""
