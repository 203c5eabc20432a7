"""The machine-readable part of a feedback report, which several formats share.

Source: RFC 5965 section 3, RFC 6591, RFC 6692 (Source-Port), and what feedback loops really send.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from complaints.domain.addresses import bare_address, find_address, parse_addresses
from complaints.domain.dates import parse_date
from complaints.domain.facts import Original, Reported
from complaints.domain.formats._embedded import embedded_content
from complaints.domain.headers import EOL, Headers, read_headers
from complaints.domain.mime import EMBEDDED_TYPES
from complaints.domain.original import cut, looks_like_message

if TYPE_CHECKING:
    from complaints.domain.mime import Message, Part

HEADER_TYPES = frozenset(
    {"text/rfc822-headers", "text/rfc822-header", "message/rfc822-headers", "message/rfc822-header"}
)
_MOST = 50
_FEEDBACK_TYPE = re.compile(rb"(?im)^feedback-type[ \t]*+:")
_TYPE_WORD = re.compile(r"[a-z][a-z-]*")
_RECIPIENT_FIELDS = ("original-rcpt-to", "removal-recipient", "x-original-rcpt-to", "x-hmxmroriginalrecipient")
_ARRIVAL_FIELDS = ("arrival-date", "received-date")


@dataclass(frozen=True, slots=True)
class Feedback:
    """A feedback part. `kind` is the Feedback-Type in lower case without what trails it, "" when missing."""

    part: Part
    kind: str
    reported: Reported


def find_feedback(message: Message) -> Feedback | None:
    """Find the feedback part of a report, also one that hides in base64 or behind another content type."""
    for part in message.parts():
        if part.children or part is message.root:
            continue
        if part.content_type == "message/feedback-report" or _FEEDBACK_TYPE.match(part.decoded()[:200].lstrip()):
            headers = _fields(part.decoded())
            return Feedback(part, _kind(headers.get("feedback-type")), _reported(headers))
    return None


def originals_behind(message: Message, feedback: Feedback) -> tuple[Original, ...]:
    """Cut the originals of a report: embedded messages, or header blocks, that stand beside its feedback part."""
    found = []
    for part in message.parts():
        if part is feedback.part or part is message.root:
            continue
        if part.content_type in EMBEDDED_TYPES or part.content_type in HEADER_TYPES or _hidden_message(part):
            content = embedded_content(part)
            if content.strip():
                found.append(cut(content, exact=True, cut_from=part.span, reported=feedback.reported))
    return tuple(found)


def _hidden_message(part: Part) -> bool:
    return not part.children and part.content_type != "text/html" and looks_like_message(part.decoded())


def _fields(body: bytes) -> Headers:
    """Read the fields, going on behind stray empty lines; free text behind the last one is left alone."""
    fields: tuple[tuple[str, bytes], ...] = ()
    position = 0
    for _ in range(_MOST):
        while (line_end := EOL.match(body, position)) and line_end.end() > position:
            position = line_end.end()
        block = read_headers(body, position, len(body))
        if not len(block.headers):
            break
        fields += block.headers.fields
        position = block.body_start
    return Headers(fields)


def _kind(value: str) -> str:
    """Reduce a Feedback-Type to its word: "Abuse ", "abuse;..." and "auth_failure" occur."""
    word = _TYPE_WORD.match(value.lower().replace("_", "-"))
    return word[0] if word else ""


def _reported(headers: Headers) -> Reported:
    recipients: dict[str, None] = {}
    for name in _RECIPIENT_FIELDS:
        for value in headers.all(name):
            bare = value.partition(";")[2] if value.lower().startswith("rfc822;") else value
            recipients |= dict.fromkeys(one.address for one in parse_addresses(bare) if one.address)
    arrivals = (parse_date(value) for name in _ARRIVAL_FIELDS for value in headers.all(name))
    mail_from = headers.get("original-mail-from")
    return Reported(
        recipients=tuple(recipients)[:200],
        source_ip=next((ip for value in headers.all("source-ip") if (ip := read_ip(value))), None),
        mail_from=bare_address(mail_from) if "<" in mail_from else find_address(mail_from),
        arrived_at=next((moment for moment in arrivals if moment), None),
        message_id=_message_id(headers),
        domains=tuple(value.lower() for value in headers.all("reported-domain")[:_MOST] if value),
        uris=tuple(value[:2000] for value in headers.all("reported-uri")[:_MOST] if value),
        authentication_results=headers.all("authentication-results")[:_MOST],
        user_agent=headers.get("user-agent")[:500],
        incidents=_count(headers.get("incidents")),
    )


def _message_id(headers: Headers) -> str:
    value = headers.get("original-message-id") or headers.get("message-id")
    inside = re.sub(r"\s+", "", value).strip("<>")
    return f"<{inside}>" if inside else ""


def _count(value: str) -> int:
    digits = re.match(r"\d{1,6}", value.strip())
    return max(1, int(digits[0])) if digits else 1


def read_ip(text: str) -> str | None:
    """Give the first IP address of a text in canonical form, IPv4-mapped ones unmapped, or None.

    OpenDMARC appends the host in brackets, mail headers put the address into them, some add "IPv6:".
    """
    for word in re.split(r"[\s\[\](){}<>,;\"'=]+", text[:500]):
        try:
            address = ipaddress.ip_address(word.lower().removeprefix("ipv6:").partition("%")[0].rstrip("."))
        except ValueError:
            continue
        mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
        return str(mapped or address)
    return None
