"""Telling spam that was sent to the desk itself from somebody's words about mail.

Every sign has a name and a weight. A short complaint of a person must never be taken for spam, in whatever language:
so bulk mail's marks are needed beside what the text says, and any word of complaint, any culprit named and any answer
to the desk speaks against it. Nothing is thrown away either way; a direct mail only goes to a queue of its own.

Source: header fields of bulk senders (RFC 2369, RFC 8058, Feedback-ID), and advance-fee and advertising mail.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from complaints.domain.evidence.domains import aligned, domain_of, organisational_domain
from complaints.domain.formats import _direct_words as words
from complaints.domain.formats._complaint_words import COMPLAINING
from complaints.domain.formats._labels import is_forward_subject, is_reply_subject
from complaints.domain.formats._networks import find_networks
from complaints.domain.formats._readings import comment_of

if TYPE_CHECKING:
    from complaints.domain.mime import Message

ENOUGH = 3
_LOOK = 6000
_HEAD = 1500
_SHORT = 160
_MANY_LINKS = 4
# Bulk mail may use a word of complaint by the way; a person who pastes an advertisement below one may not be lost.
_AGAINST = -5
_VETO = -20

_ESP_FIELDS = """
    list-unsubscribe list-unsubscribe-post feedback-id x-csa-complaints x-campaign x-campaignid x-mailgun-sid x-sg-eid
    x-mandrill-user x-mc-user x-mailin-eid x-mj-mid x-ses-outgoing x-report-abuse x-hs-cid x-sfmc-stack
    x-mailchimp-campaign-id x-mailer-lid x-mailer-recptid x-roving-id x-emarsys-identify x-klaviyo-message-id x-job
    x-binding x-kmail-account x-pm-message-id x-complaints-to
"""
_BULK_FIELDS = tuple(_ESP_FIELDS.split())
_BULK_PRECEDENCE = frozenset({"bulk", "junk"})
_LISTS = ("list-post", "x-google-group-id", "x-beenthere", "mailing-list", "x-mailman-version")


class Sign(NamedTuple):
    """Something that speaks for spam to the desk (weight above 0) or against it."""

    words: str
    weight: int


def signs(message: Message) -> tuple[Sign, ...]:
    """Give the signs that a mail without an original shows, those of its envelope first."""
    comment = comment_of(message)[:_LOOK]
    subject = message.headers.get("subject")
    return (*_of_headers(message, subject), *_of_text(message, subject, comment))


def is_direct(found: tuple[Sign, ...]) -> bool:
    """Tell whether signs make a mail spam to the desk itself."""
    return sum(sign.weight for sign in found) >= ENOUGH


def _of_headers(message: Message, subject: str) -> list[Sign]:
    headers = message.headers
    bulk = [one for one in _BULK_FIELDS if one in headers]
    answers = is_reply_subject(subject) and ("in-reply-to" in headers or "references" in headers)
    checks = (
        (bool(bulk), Sign(f"It has header fields of bulk mail ({', '.join(bulk[:3])}).", 3 if len(bulk) > 1 else 2)),
        (headers.get("precedence").lower() in _BULK_PRECEDENCE, Sign("It calls itself bulk mail.", 1)),
        (any(one in headers for one in _LISTS), Sign("It came through a group that people write to.", -2)),
        (answers, Sign("It answers another mail.", _AGAINST)),
        (is_forward_subject(subject), Sign("Its subject is that of a forward.", _VETO)),
        (headers.get("x-spam-flag").lower().startswith("yes"), Sign("A spam filter on the way marked it.", 2)),
        (_is_to_others(message), Sign("It is written to many, or to others than the desk.", 1)),
        (_differs(message), Sign("Answers would go to another domain than the sender's.", 1)),
    )
    return [sign for holds, sign in checks if holds]


def _of_text(message: Message, subject: str, comment: str) -> list[Sign]:
    said = f"{subject}\n{comment}"
    footer = bool(words.FOOTER.search(comment))
    bare = words.URL.sub(" ", words.DISCLAIMER.sub(" ", words.FOOTER.sub(" ", said)))
    offers = {match[0].lower() for match in words.OFFER.finditer(said)}
    pleas = {match[0].lower() for match in words.ADVANCE_FEE.finditer(said)}
    lures = {match[0].lower() for match in words.LURE.finditer(said)}
    baits = {match[0].lower() for match in words.BAIT.finditer(said)}
    links = _links(message)
    complaining = COMPLAINING.search(words.ADDRESS.sub(" ", bare)[:_HEAD])
    leads, of_mail = _leads_to_sender(message, comment), bool(words.OF_MAIL.search(said))
    checks = (
        (footer, Sign("Its text offers to unsubscribe or to view it in a browser.", 2)),
        (bool(offers), Sign(f"It advertises ({', '.join(sorted(offers)[:3])}).", min(len(offers), 4))),
        (
            bool(lures),
            Sign(f"It presses to be quick or to click ({', '.join(sorted(lures)[:3])}).", min(len(lures), 3)),
        ),
        (bool(baits), Sign(f"It baits ({', '.join(sorted(baits)[:3])}).", min(2 * len(baits), 3))),
        (leads and of_mail, Sign("It links to the sender's own domain.", 1)),
        (leads and not of_mail, Sign("It links to the sender's own domain and does not speak of mail.", 3)),
        (len(pleas) > 1, Sign("It tells a tale of money as advance-fee fraud does.", min(len(pleas), 4))),
        (len(links) >= _MANY_LINKS, Sign(f"It is HTML with {len(links)} links.", 2)),
        (0 < len(links) < _MANY_LINKS, Sign("It is HTML with links.", 1)),
        (bool(words.SHOUT.search(said)), Sign("It shouts.", 1)),
        (
            bool(complaining),
            Sign("It has words of complaint.", _AGAINST if _is_bulk(message) else _VETO),
        ),
        (bool(words.ABOUT.search(bare[:_HEAD])), Sign("It speaks of a customer, a network or an incident.", _VETO)),
        (bool(find_networks(bare)), Sign("It names an address as the culprit.", _VETO)),
        (bool(words.HEADER_QUOTED.search(comment)), Sign("It quotes header fields.", _VETO)),
        (bool(words.DESK.search(subject)), Sign("Its subject speaks to the desk.", -2)),
        (len(comment) < _SHORT and not footer and not links and not leads, Sign("It is a few words, no links.", -1)),
    )
    return [sign for holds, sign in checks if holds]


def _leads_to_sender(message: Message, comment: str) -> bool:
    """Tell whether the text links to the domain that it was sent from: who complains links to somebody else's."""
    senders = message.headers.addresses("from")
    own = organisational_domain(domain_of(senders[0].address)) if senders else ""
    return bool(own) and any(own in match[0][:300].lower() for match in words.URL.finditer(comment))


def _is_bulk(message: Message) -> bool:
    return any(one in message.headers for one in _BULK_FIELDS)


def _links(message: Message) -> tuple[str, ...]:
    pages = [part for part in message.parts() if part.content_type == "text/html" and not part.children]
    return pages[0].page().links if pages else ()


def _is_to_others(message: Message) -> bool:
    headers = message.headers
    recipients = headers.addresses("to")
    if not recipients or not recipients[0].address or len(recipients) > _MANY_LINKS:
        return True
    named = {one.address for field in ("to", "cc") for one in headers.addresses(field)}
    return bool(message.received.rcpt_to) and named.isdisjoint(one.lower() for one in message.received.rcpt_to)


def _differs(message: Message) -> bool:
    senders, answers = message.headers.addresses("from"), message.headers.addresses("reply-to")
    if not senders or not answers or not senders[0].address or not answers[0].address:
        return False
    return not aligned(domain_of(senders[0].address), domain_of(answers[0].address))
