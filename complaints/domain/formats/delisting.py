"""A blocklist's word that an address was taken off, or that a request for that has arrived: good news, no complaint.

A refusal is not it: what stays listed is left to the listings, or to a person.

Source: acknowledgements of Spamhaus, UCEPROTECT, Barracuda, SORBS, Microsoft, Proofpoint, Trend Micro, Cisco Talos,
SpamCop and Abusix, and notices of monitoring services.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from complaints.domain.addresses import find_address
from complaints.domain.formats._blocklists import blocklist_of_sender
from complaints.domain.formats._networks import find_networks
from complaints.domain.formats._readings import comment_of, no_complaint
from complaints.domain.mime import EMBEDDED_TYPES

if TYPE_CHECKING:
    from complaints.domain.facts import Reading
    from complaints.domain.mime import Message

name = "delisting"

_GONE = re.compile(
    r"(?i)\b(?:has been|have been|was|were|is|are|will be|successfully|now)\s{1,3}(?:now\s|successfully\s|being\s|"
    r"automatically\s|recently\s){0,2}(?:de-?listed|unlisted|unblocked|cleared|no longer (?:black-?|block-?)?listed|"
    r"removed from[\s\w:.\"'()/-]{0,80}?(?:list|blocklists?|blacklists?|database|level|uceprotect[\w-]*|barracuda|"
    r"spamhaus|sbl|rbl|xbl|css|dnsbl|system))\b|"
    r"\bno longer (?:black|block)?-?listed\b|(?<!not )(?<!conditionally )\bmitigated\b|\bconditionally mitigated\b|"
    r"\b(?:removal|delisting|de-listing|delist|unblock|mitigation) (?:request|ticket|form)(?:[^.\n]|"
    r"\.\d){0,80}\b(?:received|"
    r"processed|granted|complete|completed|approved|accepted|submitted|confirm\w*|successful)|"
    r"\breceived your (?:removal|delisting|de-listing|unblock|delist) request\b|"
    r"\b(?:delisting|removal) (?:confirmation|successful|complete|completed|notification|acknowledg\w+)\b|"
    r"^\W{0,3}(?:delisted|removed|unlisted|\[delisted\])\b|\bremoved from(?: the)? black-?list|"
    r"(?:wurde|ist)[^.\n]{0,60}(?:von|aus) der[^.\n]{0,40}(?:black|block|sperr)liste? (?:entfernt|gelöscht)|"
    r"(?:wurde|ist)[^.\n]{0,60}(?:von|aus) der liste[^.\n]{0,40}(?:entfernt|gelöscht|ausgetragen)|"
    r"\bimplemented (?:a )?mitigation\b|\b(?:SBL|CSS|XBL|DBL)\d{3,12} (?:is|was|has been)(?: now)? removed\b|"
    r"\b(?:block|restriction|rate limit|listing)\b[^.\n]{0,40}(?:\.\d[^.\n]{0,20}){0,4}\b(?:has been|was|is) lifted\b|"
    r"\blifted the (?:block|restriction|rate limit|listing)|"
    r"(?:a été|est) (?:retirée?|supprimée?|désinscrite?) de (?:la |notre )?(?:liste|blacklist)|"
    r"(?:ha sido|fue) (?:eliminad|retirad|quitad)[oa] de (?:la |nuestra )?(?:lista|blacklist)",
    re.MULTILINE,
)
_STAYS = re.compile(
    r"(?i)\b(?:not|never|cannot|can't|won't|hasn't|isn't|nor)\s(?:\w+\s){0,3}(?:de-?list|unlist|remov|clear|unblock|"
    r"mitigat|"
    r"process|approv|accept|grant|qualif|eligible)|\b(?:unable|refus\w+|declin\w+|unwilling) to (?:\w+ )?(?:de-?list|"
    r"remove|"
    r"unlist|clear|process|grant)|\b(?:removal|delist\w*|de-listing|request|mitigation)\b(?:[^.\n]|"
    r"\.\d){0,60}\b(?:denied|"
    r"rejected|"
    r"declined|refused|failed|unsuccessful)\b|\b(?:remains?|still|stays?|again|re-?)\s?(?:\w+\s)?(?:listed|blacklisted|"
    r"blocklisted|on the (?:list|sbl))\b|nicht (?:entfernt|gelöscht)|n.a pas été|no ha sido"
)
_LIST_WORD = re.compile(
    r"(?i)block-?list|black-?list|block list|\bdns?bl\b|\b[rsx]bl\b|\bdbl\b|delist|spamhaus|uceprotect|barracuda|"
    r"reputation|sperrliste|mitigat|lifted|unblocked|liste? (?:noire|negra)"
)
_LIST_MAILBOX = re.compile(r"(?:dns[bw]l|[rxs]bl|black-?lists?|block-?lists?|delist(?:ing)?|unblock|removals?)@")
_REFERENCE = re.compile(r"\b(?:SBL|CSS|XBL|DBL)\d{3,12}\b")
_LOOK = 1500


def read(message: Message) -> Reading | None:
    """See `Recogniser`."""
    if any(part.content_type in EMBEDDED_TYPES for part in message.parts()):
        return None
    subject = message.headers.get("subject")
    start = f"{subject}\n{comment_of(message)[:_LOOK]}"
    if not _GONE.search(start) or _STAYS.search(start):
        return None
    sender = find_address(message.headers.get("from"))
    by_list = bool(blocklist_of_sender(sender) or _LIST_MAILBOX.match(sender))
    named = find_networks(start) or _REFERENCE.search(start)
    # A person may mention in passing that an address was taken off; a notice says so in its subject.
    if by_list or (named and _LIST_WORD.search(start) and (_GONE.search(subject) or _IN_SUBJECT.search(subject))):
        return no_complaint(name, name, "A blocklist tells that an address was or will be taken off.")
    return None


_IN_SUBJECT = re.compile(
    r"(?i)\b(?:de-?list\w*|remov(?:al|ed)|unlist\w*|unblock\w*|mitigat\w*|entfernt|entsperrt|retir\w+)\b"
)
