"""Notices of blocklists, and of services that watch them, that an address of ours is listed.

Source: notices of Spamhaus (old, new), SpamCop (alert, summary), UCEPROTECT, mail-abuse.com, Project Honey Pot, and of
the lists and services named in `_blocklists`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from complaints.domain.addresses import find_address
from complaints.domain.facts import Format, Listing, Original, Reading, ReporterKind, Status
from complaints.domain.formats import _listing_words as words
from complaints.domain.formats._blocklists import WATCHERS, blocklist_of_sender
from complaints.domain.formats._blocks import find_block
from complaints.domain.formats._labels import is_forward_subject, is_reply_subject
from complaints.domain.formats._lines import split_lines
from complaints.domain.formats._listed_evidence import evidence_of
from complaints.domain.formats._networks import find_networks
from complaints.domain.formats._pasted import find_pasted
from complaints.domain.formats._readings import MAX_COMMENT, comment_of
from complaints.domain.html_text import find_urls
from complaints.domain.mime import EMBEDDED_TYPES

if TYPE_CHECKING:
    from complaints.domain.mime import Message

name = "listing"

# Lists that also send other mail: by these subjects they speak of a listing, and by nothing else.
_SUBJECTS = {
    "SpamCop": re.compile(r"(?i)\[SpamCop\] (?:alert|summary)"),
    "Project Honey Pot": re.compile(r"(?i)report|monitor|alert"),
    "UCEPROTECT": re.compile(r"(?i)status ?change|listed|level ?\d"),
}
_NOTICE = re.compile(
    r"(?i)notif|listed|listing|alert|black-?list|block-?list|\b(?:rbl|dul|qil|[scxd]bl\d{0,12}|css|zrd|pbl)\b"
)
_SPAMHAUS_LIST = re.compile(r"\b(SBL|CSS|XBL|DBL|ZRD|PBL|DROP)\b")
_LOOK = 4000
_ENOUGH = 2


def read(message: Message) -> Reading | None:
    """See `Recogniser`."""
    subject = message.headers.get("subject")
    text = comment_of(message)
    sender = find_address(message.headers.get("from"))
    by_list = _by_list(sender, subject, text)
    blocklist = by_list or _by_stranger(message, sender, subject, text)
    if not blocklist:
        return None
    return _reading(message, blocklist, text, evidence=evidence_of(message) if by_list else ())


def _reading(message: Message, blocklist: str, text: str, *, evidence: tuple[Original, ...]) -> Reading:
    subject = message.headers.get("subject")
    networks = _networks(subject, text)
    reference = _reference(subject, text, networks)
    return Reading(
        recogniser=name,
        status=Status.ACCEPTED,
        format=Format.LISTING,
        originals=evidence,
        listing=Listing(blocklist=blocklist, networks=networks, reference=reference, removal=_removal(text)),
        comment=text[:MAX_COMMENT],
        reporter_kind=ReporterKind.BLOCKLIST,
        trace=(
            f"Notice of {blocklist} on {len(networks)} addresses or networks.",
            *(f"Evidence in {one.cut_from}." for one in evidence),
        ),
    )


def _by_list(sender: str, subject: str, text: str) -> str:
    """Name the list whose own domain a notice comes from; "" where it does not speak of a listing."""
    blocklist = blocklist_of_sender(sender)
    if not blocklist:
        return ""
    known = _SUBJECTS.get(blocklist)
    if known:
        return blocklist if known.search(subject) else ""
    start = words.NOT_LISTED.sub(" ", f"{subject}\n{text[:_LOOK]}")
    if not _NOTICE.search(words.NOT_LISTED.sub(" ", subject)) and not words.LISTED.search(start):
        return ""
    if not (find_networks(start) or words.REFERENCE.search(start) or words.DOMAIN.search(start)):
        return ""
    if blocklist in WATCHERS:
        return _named(start) or blocklist
    particular = _SPAMHAUS_LIST.search(subject) if blocklist == "Spamhaus" else None
    return f"Spamhaus {particular[1]}" if particular else blocklist


def _by_stranger(message: Message, sender: str, subject: str, text: str) -> str:
    """Tell a stranger's notice: it says listed, names a blocklist and an address, and reads like no person's mail."""
    if is_forward_subject(subject) or is_reply_subject(subject):
        return ""
    if any(part.content_type in EMBEDDED_TYPES for part in message.parts()):
        return ""
    if find_pasted(text.encode("utf-8", "replace")) or find_block(split_lines(text)):
        return ""
    start = words.NOT_LISTED.sub(" ", f"{subject}\n{text[:_LOOK]}")
    if not words.LIST_WORD.search(start) or not words.LISTED.search(start) or not find_networks(start):
        return ""
    if _weight(sender, subject, start) < _ENOUGH:
        return ""
    return _named(start) or _in_own_words(start)


def _weight(sender: str, subject: str, start: str) -> int:
    """Weigh what speaks for a notice against what speaks for a person who mentions a list."""
    subject = words.NOT_LISTED.sub(" ", subject)
    says_listed = bool(words.LISTED.search(subject) or words.LIST_WORD.search(subject))
    removable = bool(words.REMOVAL.search(start)) and bool(find_urls(start) or find_address(start))
    return (
        says_listed
        + (says_listed and bool(find_networks(subject)))
        + bool(words.OWN_LIST.search(start))
        + removable
        + bool(words.ROBOT.match(sender))
        - 2 * bool(words.OF_PERSON.search(start))
    )


def _named(start: str) -> str:
    found = words.LIST_NAME.search(start)
    return found[1] if found else ""


def _in_own_words(start: str) -> str:
    named = re.search(r"\b(?:to|on|in|by) (?:the |our )?([A-Z][\w.-]{1,40}(?: [A-Z][\w.-]{1,40}){0,3})", start)
    if named and words.LIST_WORD.search(named[1]):
        return named[1].rstrip(".")
    word = words.LIST_WORD.search(start)
    return word[0] if word else ""


def _networks(subject: str, text: str) -> tuple[str, ...]:
    """Give what is listed: between marks, else subject and labelled lines, else all above the evidence."""
    between = words.BETWEEN.search(text)
    if between:
        return find_networks(between[1])
    labelled = "\n".join(match[1] for match in words.LABELLED.finditer(text[:_LOOK]))
    named = find_networks(f"{subject}\n{labelled}")
    if named:
        return named
    evidence = words.EVIDENCE.search(text)
    return find_networks(text[: evidence.start()] if evidence else text) or find_networks(text)


def _reference(subject: str, text: str, networks: tuple[str, ...]) -> str:
    """Give the list's own number, else the domain where no address is listed."""
    found = words.REFERENCE.search(subject) or words.REFERENCE.search(text)
    if found:
        return found[2] or found[1]
    domain = None if networks else words.DOMAIN.search(f"{subject}\n{text[:_LOOK]}")
    return next((one.replace("[.]", ".") for one in domain.groups() if one), "") if domain else ""


def _removal(text: str) -> str:
    """Give where to ask for removal: an address on a line that speaks of it, or on the one behind."""
    lines = text.splitlines()[:2000]
    for number, line in enumerate(lines):
        if not words.REMOVAL.search(line):
            continue
        for candidate in lines[number : number + 3]:
            urls = find_urls(candidate)
            if urls or find_address(candidate):
                return urls[0] if urls else find_address(candidate)
    return ""
