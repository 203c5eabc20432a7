"""How Zimbra marks the reports that it sends when a user moves a message into or out of Junk.

Source: Zimbra Collaboration: subject "zimbra-spam-report: user@domain: spam", fields X-Zimbra-Spam-Report-Sender and
X-Zimbra-Spam-Report-Type.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from complaints.domain.addresses import find_address

if TYPE_CHECKING:
    from complaints.domain.mime import Message

_SUBJECT = re.compile(r"(?i)\s{0,9}zimbra-(spam|ham)-report:\s{0,9}([^\s:]{1,320}+)\s{0,9}(?::\s{0,9}(spam|ham))?")


class ZimbraMarks(NamedTuple):
    """Whose report it is ("" when not stated), and "spam" or "ham"."""

    user: str
    verdict: str


def read_marks(message: Message) -> ZimbraMarks | None:
    """Read the marks, or give None for a mail without them."""
    subject = _SUBJECT.match(message.headers.get("subject"))
    sender = message.headers.get("x-zimbra-spam-report-sender")
    if subject is None and not sender:
        return None
    stated = message.headers.get("x-zimbra-spam-report-type").strip().lower()
    verdict = stated or (subject[3] or subject[1] if subject else "spam")
    user = find_address(sender) or (find_address(subject[2]) if subject else "")
    return ZimbraMarks(user, "ham" if verdict.lower() == "ham" else "spam")
