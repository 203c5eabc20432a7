"""Newsletters that reach the desk because somebody subscribed it. Spam to the desk itself stays a complaint.

Only what calls itself a newsletter and keeps to every rule of bulk mail is set aside; anybody can add a List-Id.

Source: RFC 2369, RFC 2919, RFC 8058.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from complaints.domain.formats._readings import no_complaint

if TYPE_CHECKING:
    from complaints.domain.facts import Reading
    from complaints.domain.mime import Message

name = "newsletter"

_CALLS_ITSELF = re.compile(r"(?i)\b(?:newsletters?|digest|weekly|monthly|bulletin|rundbrief|lettre d.information)\b")
_REQUIRED = ("list-id", "list-unsubscribe", "dkim-signature")


def read(message: Message) -> Reading | None:
    """See `Recogniser`."""
    headers = message.headers
    if not all(one in headers for one in _REQUIRED):
        return None
    if headers.get("precedence").lower() not in {"bulk", "list"} and "list-unsubscribe-post" not in headers:
        return None
    if not _CALLS_ITSELF.search(f"{headers.get('from')} {headers.get('subject')} {headers.get('list-id')}"):
        return None
    return no_complaint(name, name, "The mail is a newsletter: signed, with List-Id and List-Unsubscribe.")
