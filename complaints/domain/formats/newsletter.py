"""Newsletters that reach the desk because somebody subscribed it. Spam to the desk itself stays a complaint.

Only what calls itself a newsletter and keeps to every rule of bulk mail is set aside; anybody can add a List-Id.

Source: RFC 2369, RFC 2919, RFC 8058.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from complaints.domain.formats._readings import complains, no_complaint

if TYPE_CHECKING:
    from complaints.domain.facts import Reading
    from complaints.domain.mime import Message

name = "newsletter"

_CALLS_ITSELF = re.compile(
    r"(?i)\b(?:newsletters?|digest|weekly|monthly|bulletin|rundbrief|infobrief|lettre d.information|"
    r"(?:la )?lettre de|infolettre|"
    r"bolet[íi]n|"
    r"boletim|bollettino|nieuwsbrief|nyhetsbrev|nyhedsbrev|uutiskirje|biuletyn|zpravodaj|hírlevél|bülten\w*|"
    r"рассылка|дайджест|розсилка)\b|メールマガジン|メルマガ|ニュースレター|电子报|電子報|뉴스레터"
)
_REQUIRED = ("list-id", "list-unsubscribe", "dkim-signature")
# Groups that people write to, an abuse address run as a mailing list among them, stamp their mail like newsletters.
_OF_GROUPS = ("list-post", "x-google-group-id", "x-mailman-version", "x-beenthere", "mailing-list")


def read(message: Message) -> Reading | None:
    """See `Recogniser`."""
    headers = message.headers
    if not all(one in headers for one in _REQUIRED) or any(one in headers for one in _OF_GROUPS):
        return None
    if headers.get("precedence").lower() not in {"bulk", "list"} and "list-unsubscribe-post" not in headers:
        return None
    subject = headers.get("subject")
    in_name = _CALLS_ITSELF.search(f"{headers.get('from')} {headers.get('list-id')}")
    if not in_name and (not _CALLS_ITSELF.search(subject) or complains(subject)):
        return None
    return no_complaint(name, name, "The mail is a newsletter: signed, with List-Id and List-Unsubscribe.")
