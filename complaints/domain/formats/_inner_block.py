"""Which of several forward blocks below each other is about the message complained about.

People forward what they got. Where that came from a colleague who had forwarded it himself, the sender of the first
block is the colleague.

Source: forwards of forwards as helpdesks and resellers send them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from complaints.domain.addresses import parse_addresses
from complaints.domain.formats._blocks import Block, find_block
from complaints.domain.formats._labels import is_forward_subject

if TYPE_CHECKING:
    from complaints.domain.formats._lines import Line

MAX_LEVELS = 3
_ROLE = re.compile(r"(?:abuse|postmaster|spam|phish(?:ing)?|complaints?|badactor|security|fbl|report(?:s|ing)?)[+.@-]")
# Where everybody can have an address, the same domain makes no colleagues.
_PUBLIC = re.compile(
    r"(?:gmail|googlemail|yahoo|ymail|rocketmail|aol|hotmail|outlook|live|msn|passport|icloud|me|mac|gmx|web|t-online|"
    r"freenet|mail|inbox|bk|list|yandex|ya|proton|protonmail|pm|tuta|tutanota|qq|163|126|sina|naver|daum|hanmail|orange|"
    r"wanadoo|free|laposte|sfr|libero|virgilio|tiscali|comcast|verizon|att|sbcglobal|bellsouth|cox|charter|btinternet|"
    r"sky|talktalk|zoho|fastmail|hey|seznam|wp|o2|interia|onet|abv|ukr|rambler|docomo|ezweb|softbank|nate|uol|bol|terra)"
    r"\.[a-z.]{2,7}$"
)


def innermost(lines: list[Line], block: Block, reporter: str) -> tuple[Block, tuple[str, ...]]:
    """Go from a colleague's forward to the one below it, at most three levels.

    Args:
        lines: of the text that the block stands in.
        block: the first one.
        reporter: who sent the complaint, lower case, "" when unknown.

    Returns:
        The block that is about the message complained about, and a sentence for every level passed.
    """
    passed: list[str] = []
    while len(passed) < MAX_LEVELS:
        inner = find_block(lines, block.body)
        reason = _why_inward(block, reporter)
        if not reason or inner is None or "from" not in inner.fields or not _is_a_forward(block, inner):
            break
        passed.append(f"The block of {block.fields['from'][:200]} is {reason}: the one below it was taken.")
        block = inner
    return block, tuple(passed)


def _is_a_forward(block: Block, inner: Block) -> bool:
    return is_forward_subject(block.fields.get("subject", "")) or inner.separator == "forwarded"


def _why_inward(block: Block, reporter: str) -> str:
    sender = next((one.address for one in parse_addresses(block.fields.get("from", "")) if one.address), "")
    domain = sender.rpartition("@")[2]
    if sender and sender == reporter:
        return "the reporter's own forward"
    if domain and domain == reporter.rpartition("@")[2] and not _PUBLIC.match(domain):
        return "a forward out of the reporter's domain"
    if any(_ROLE.match(one.address) for one in parse_addresses(block.fields.get("to", ""))):
        return "a forward to an address for complaints"
    return ""
