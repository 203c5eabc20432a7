"""Originals that somebody redirected ("bounced", "resent"): the mail itself is the original below its Resent fields.

Also mail that a person's mailbox forwards by a rule: nothing is wrapped then either, and only a field tells of it.

Source: RFC 5322 section 3.6.6: resent fields are prepended as a block; Gmail's X-Forwarded-For, Pigeonhole's
X-Sieve-Redirected-From; Exchange's rules write a Resent-From alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from complaints.domain.addresses import find_address
from complaints.domain.facts import Format, Reading, Status
from complaints.domain.formats._readings import missing_headers
from complaints.domain.formats._roles import is_role_address
from complaints.domain.headers import read_headers
from complaints.domain.mime import EMBEDDED_TYPES
from complaints.domain.original import cut, looks_like_message

if TYPE_CHECKING:
    from complaints.domain.headers import Headers
    from complaints.domain.mime import Message

name = "redirected"

_SENDERS = ("resent-from", "resent-sender")
_BESIDE = ("resent-to", "resent-date", "resent-message-id", "resent-cc")
# Debian's lists resend what they distribute.
_OF_LISTS = ("list-post", "list-id", "x-mailing-list")
_FIELD = re.compile(rb"(?im)^resent-[a-z-]{2,20}+:[^\r\n]*+(?:(?:\r\n|\n|\r)[ \t][^\r\n]*+)*+(?:\r\n|\n|\r)")
# What belongs to the original and to no redirection: where it stands above a Resent field, the two are mixed.
_WRITTEN = """
    from to cc reply-to sender subject date message-id mime-version content-type x-mailer x-mimeole x-priority
    x-msmail-priority feedback-id list-id list-unsubscribe list-unsubscribe-post precedence organization
"""
# None of these is added on the way: above the resent fields they show that a client has put those among them.
_OF_THE_ORIGINAL = frozenset(_WRITTEN.split())
_AUTOMATIC = ("x-forwarded-for", "x-sieve-redirected-from")
_EXCHANGE = "x-ms-exchange-"


def read(message: Message) -> Reading | None:
    """See `Recogniser`."""
    headers = message.headers
    if not _is_redirected(headers):
        return _forwarded_by_rule(message)
    if _is_resent_by_its_list(headers):
        return None
    resender = headers.get("resent-from") or headers.get("resent-sender")
    return _reading(message, _behind_resent(message), f"The mail was redirected by {resender[:200]}.")


def _reading(message: Message, start: int, sentence: str) -> Reading:
    original = cut(message.raw[start:], exact=True, cut_from=f"part 1, bytes {start} to {len(message.raw)}")
    return Reading(
        recogniser=name,
        status=Status.ACCEPTED,
        format=Format.REDIRECTED,
        originals=(original,),
        needs=missing_headers((original,)),
        trace=(sentence, f"Original in {original.cut_from}."),
    )


def _is_redirected(headers: Headers) -> bool:
    """Tell a redirected mail: a resender and one field beside it, or Exchange's lone Resent-From."""
    if not any(one in headers for one in _SENDERS):
        return False
    if any(one in headers for one in _BESIDE):
        return True
    resenders = [one.address for one in headers.addresses("resent-from")]
    senders = [one.address for one in headers.addresses("from")]
    by_exchange = any(field.startswith(_EXCHANGE) for field, _ in headers.fields)
    return by_exchange and bool(resenders) and resenders != senders


def _is_resent_by_its_list(headers: Headers) -> bool:
    """Tell a list that distributes by resending; a newsletter that a person redirects has a list's fields too."""
    lists = " ".join(headers.get(field) for field in _OF_LISTS).lower()
    domains = [resender.address.rpartition("@")[2] for field in _SENDERS for resender in headers.addresses(field)]
    return any(domain and domain in lists for domain in domains)


def _behind_resent(message: Message) -> int:
    """Give where the original's own fields begin; 0 when a client has mixed the resent ones into them.

    Several redirections leave a block each, so the lowest one counts whose fields above are all of the transport.
    """
    block = message.raw[: message.root.body_start]
    ends = [match.end() for match in _FIELD.finditer(block)]
    if not ends or not looks_like_message(message.raw[ends[-1] :]):
        return 0
    above = {field for field, _ in read_headers(block, 0, ends[-1]).headers.fields}
    return 0 if above & _OF_THE_ORIGINAL else ends[-1]


def _forwarded_by_rule(message: Message) -> Reading | None:
    """Take a mail for the original that a person's mailbox forwarded by a rule to us.

    Not what a role mailbox forwards, nor what was written to one, nor what carries a mail: those are complaints.
    """
    headers = message.headers
    forwarder = next((one for field in _AUTOMATIC if (one := find_address(headers.get(field)))), "")
    if not forwarder or is_role_address(forwarder):
        return None
    written_to = [one.address for field in ("to", "cc") for one in headers.addresses(field)]
    written_by = [one.address for one in headers.addresses("from")]
    if forwarder in written_by or any(is_role_address(one) for one in written_to):
        return None
    if headers.raw("in-reply-to") or any(part.content_type in EMBEDDED_TYPES for part in message.parts()):
        return None
    return _reading(
        message, 0, f"The mailbox {forwarder[:200]} forwards such mail by a rule, so the mail is the original."
    )
