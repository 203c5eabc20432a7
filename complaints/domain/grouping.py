"""What belongs together: one original in one mailbox is an incident, incidents of one account and campaign a case."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from complaints.domain.facts import WARRANTS_WARNING, Origin

if TYPE_CHECKING:
    from complaints.domain.facts import Attribution, Evidence, Listing

SUBJECT_TAG = re.compile(
    r"^\s*(?:(?:re|fwd?|aw|wg|tr|rv|i|enc|vs|sv)\s*:|\[[^\]]{1,40}\]|\*{2,}\s*spam\s*\*{2,})\s*", re.IGNORECASE
)
DIGITS = re.compile(r"\d+")


def digest(*parts: str) -> str:
    """Give a key of 64 hexadecimal digits for the parts, which cannot run into one another."""
    joined = "\x1f".join(part.replace("\x1f", " ") for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()


def plain_subject(subject: str) -> str:
    """Give a subject without reply and spam tags, digits folded, so that the copies of one campaign agree."""
    text = subject[:500]
    for _ in range(5):
        stripped = SUBJECT_TAG.sub("", text, count=1)
        if stripped == text:
            break
        text = stripped
    return DIGITS.sub("#", " ".join(text.lower().split()))


def incident_fingerprint(evidence: Evidence, attribution: Attribution, *, content_sha256: str) -> str:
    """Say which incident this is: the same original in the same mailbox gives the same.

    Without a Message-ID in the copy the send log's counts, where exactly one of its messages fits; else sender, date
    and subject name the original. Without a recipient only a copy that is equal byte for byte counts as the same,
    because two people may have been redacted alike.
    """
    recipient, facts = _mailbox(evidence), evidence.facts
    if recipient is None:
        return digest("copy", content_sha256)
    message_id = facts.message_id or logged_message_id(evidence, attribution)
    if message_id:
        return digest("message", message_id, recipient.lower())
    if facts.from_address and (facts.subject or facts.sent_at_recorded):
        when = facts.sent_at.isoformat() if facts.sent_at else facts.sent_at_recorded
        return digest("letter", facts.from_address.lower(), when, plain_subject(facts.subject), recipient.lower())
    return digest("copy", content_sha256, recipient.lower())


def _mailbox(evidence: Evidence) -> str | None:
    """Give the recipient as the log of this message has it: a reporter may add subaddresses (ann+1) at will."""
    exact = (row.recipient for row in evidence.log if row.by == "message_id" and row.same_recipient)
    return next(exact, evidence.recipient)


def logged_message_id(evidence: Evidence, attribution: Attribution) -> str:
    """Give the Message-ID of the one logged message that the copy is shown to be, else ""."""
    if attribution.origin not in WARRANTS_WARNING:
        return ""
    fitting = {
        row.message_id for row in evidence.log if row.same_recipient and row.account_id == attribution.account_id
    }
    return fitting.pop() if len(fitting) == 1 else ""


def stronger(one: Origin, other: Origin) -> bool:
    """Tell whether one origin shows more than another."""
    strength = list(Origin)
    return strength.index(one) < strength.index(other)


def case_key(attribution: Attribution, evidence: Evidence) -> str:
    """Say which case an incident belongs to.

    Mail that frames an account gathers in one case per account: a joe-job is seen in its many reporters, and its author
    varies subjects. Mail of nobody of ours gathers by its sender's domain and subject.
    """
    subject = plain_subject(evidence.facts.subject)
    if attribution.account_id is None:
        return digest("unattributed", evidence.facts.from_address.rpartition("@")[2].lower(), subject)
    if attribution.origin is Origin.CONTRADICTED:
        return digest("framed", attribution.account_id)
    if advertises_only(attribution, evidence):
        return digest("spamvertised", attribution.account_id)
    return digest("mail", attribution.account_id, attribution.campaign_id or f"subject {subject}")


def advertises_only(attribution: Attribution, evidence: Evidence) -> bool:
    """Tell whether the only tie to the account is a link to a site that we host for it."""
    linked = attribution.account_id in evidence.web_sites.values()
    return attribution.origin is Origin.CLAIMED and linked and evidence.from_owner != attribution.account_id


def listing_key(listing: Listing) -> str:
    """Say which case a blocklist's notice belongs to."""
    return digest("listing", listing.blocklist.lower(), *sorted(listing.networks))
