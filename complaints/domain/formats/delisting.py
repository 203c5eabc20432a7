"""A blocklist's word that an address was taken off, or that a request for that has arrived: good news, no complaint.

Source: acknowledgements of Spamhaus, UCEPROTECT, Barracuda and others.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from complaints.domain.formats._networks import find_networks
from complaints.domain.formats._readings import comment_of, no_complaint
from complaints.domain.mime import EMBEDDED_TYPES

if TYPE_CHECKING:
    from complaints.domain.facts import Reading
    from complaints.domain.mime import Message

name = "delisting"

_GONE = re.compile(
    r"(?i)\b(?:has been|have been|was|were|is|are|successfully|now)\s{1,3}(?:now\s|successfully\s|"
    r"automatically\s)?(?:de-?listed|unlisted|unblocked|removed from (?:the|our) [\w ]{0,40}(?:list|"
    r"blocklist|blacklist|database|sbl|rbl))\b|\b(?:removal|delisting|de-listing|unblock) (?:request|"
    r"ticket|form)[^.\n]{0,80}\b(?:received|processed|granted|complete|approved|accepted|submitted|"
    r"confirm)|\b(?:delisting|removal) (?:confirmation|successful|complete|notification)\b"
)
_LIST_WORD = re.compile(
    r"(?i)block-?list|black-?list|\bdns?bl\b|\brbl\b|\bsbl\b|delist|spamhaus|uceprotect|barracuda|"
    r"reputation"
)
_LOOK = 1500


def read(message: Message) -> Reading | None:
    """See `Recogniser`."""
    if any(part.content_type in EMBEDDED_TYPES for part in message.parts()):
        return None
    start = f"{message.headers.get('subject')}\n{comment_of(message)[:_LOOK]}"
    if _GONE.search(start) and _LIST_WORD.search(start) and find_networks(start):
        return no_complaint(name, name, "A blocklist tells that an address was or will be taken off.")
    return None
