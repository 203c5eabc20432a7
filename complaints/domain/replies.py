"""When a machine may answer a mail by itself.

Source: RFC 3834 section 2 (automatic responses), RFC 5965 and RFC 6650 (reports are not answered).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from complaints.domain.facts import ReporterKind

if TYPE_CHECKING:
    from complaints.domain.facts import ReporterStanding
    from complaints.domain.mime import Message

MACHINES = re.compile(
    r"^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|owner-.*|.*-request|.*-bounces?)$"
)


def why_silent(message: Message, standing: ReporterStanding, own_addresses: frozenset[str]) -> str | None:
    """Say why no automatic answer may be sent, or None when one may.

    Args:
        message: for its outer headers and the envelope sender, to whom alone an answer goes.
        standing: an answer to an unauthenticated sender would hit whoever was forged.
        own_addresses: our mailboxes, lower case.
    """
    if standing.kind is not ReporterKind.PERSON:
        return "The reporter is a machine."
    if not standing.authenticated:
        return "The sender is not authenticated; an answer could hit somebody whose address was forged."
    sender = message.received.mail_from.strip("<>").lower()
    if not sender or sender != standing.address:
        return "The envelope sender is empty or another than the author."
    if sender in own_addresses or MACHINES.match(sender.rpartition("@")[0]):
        return "The address belongs to a machine."
    return _automatic(message)


def _automatic(message: Message) -> str | None:
    if message.headers.get("auto-submitted").strip().lower() not in {"", "no"}:
        return "The mail was sent automatically (Auto-Submitted)."
    if message.headers.get("list-id") or message.headers.get("list-unsubscribe") or message.headers.get("list-post"):
        return "The mail came through a mailing list."
    if message.headers.get("precedence").strip().lower() in {"bulk", "list", "junk"}:
        return "The mail was sent in bulk (Precedence)."
    if message.headers.get("x-auto-response-suppress"):
        return "The sender asks for no automatic answers."
    if message.headers.get("content-type").lstrip().lower().startswith("multipart/report"):
        return "The mail is a report."
    return None
