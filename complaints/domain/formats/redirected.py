"""Originals that somebody redirected ("bounced", "resent"): the mail itself is the original below its Resent fields.

Source: RFC 5322 section 3.6.6: resent fields are prepended as a block.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from complaints.domain.facts import Format, Reading, Status
from complaints.domain.formats._readings import missing_headers
from complaints.domain.original import cut, looks_like_message

if TYPE_CHECKING:
    from complaints.domain.headers import Headers
    from complaints.domain.mime import Message

name = "redirected"

_SENDERS = ("resent-from", "resent-sender")
_BESIDE = ("resent-to", "resent-date", "resent-message-id")
# Debian's lists resend what they distribute.
_OF_LISTS = ("list-post", "list-id", "x-mailing-list")
_FIELD = re.compile(rb"(?im)^resent-[a-z-]{2,20}+:[^\r\n]*+(?:(?:\r\n|\n|\r)[ \t][^\r\n]*+)*+(?:\r\n|\n|\r)")


def read(message: Message) -> Reading | None:
    """See `Recogniser`."""
    headers = message.headers
    if _is_resent_by_its_list(headers):
        return None
    if not any(one in headers for one in _SENDERS) or not any(one in headers for one in _BESIDE):
        return None
    start = _behind_resent(message)
    original = cut(message.raw[start:], exact=True, cut_from=f"part 1, bytes {start} to {len(message.raw)}")
    return Reading(
        recogniser=name,
        status=Status.ACCEPTED,
        format=Format.REDIRECTED,
        originals=(original,),
        needs=missing_headers((original,)),
        trace=(f"The mail was redirected by {headers.get('resent-from')[:200]}.", f"Original in {original.cut_from}."),
    )


def _is_resent_by_its_list(headers: Headers) -> bool:
    """Tell a list that distributes by resending; a newsletter that a person redirects has a list's fields too."""
    lists = " ".join(headers.get(field) for field in _OF_LISTS).lower()
    domains = [resender.address.rpartition("@")[2] for field in _SENDERS for resender in headers.addresses(field)]
    return any(domain and domain in lists for domain in domains)


def _behind_resent(message: Message) -> int:
    """Give where the original's own fields begin; 0 when a client has mixed the resent ones into them."""
    block = message.raw[: message.root.body_start]
    ends = [match.end() for match in _FIELD.finditer(block)]
    if ends and looks_like_message(message.raw[ends[-1] :]):
        return ends[-1]
    return 0
