"""The machine-readable part of a feedback report, which several formats share.

Source: RFC 5965 section 3, RFC 6591, RFC 6692 (Source-Port), and what feedback loops really send.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from complaints.domain.addresses import bare_address, find_address, parse_addresses
from complaints.domain.dates import parse_date
from complaints.domain.facts import Original, Reported
from complaints.domain.formats._embedded import HEADER_TYPES, embedded_content, is_declared
from complaints.domain.headers import EOL, Headers, read_headers
from complaints.domain.mime import EMBEDDED_TYPES
from complaints.domain.original import cut, looks_like_message

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from complaints.domain.mime import Message, Part

_MOST = 50
_BLOCK_BYTES = 65_536
_WRAPPERS = 3
_FEEDBACK_TYPE = re.compile(rb"(?i)(?:^|[\r\n])[ \t]{0,8}feedback-type[ \t]{0,8}:")
_EMPTY_LINE = re.compile(rb"(?>\r{0,2}\n|\r)[ \t]{0,8}(?>\r{0,2}\n|\r)")
_INDENT = re.compile(rb"(?m)^[ \t]{1,8}(?=[A-Za-z][A-Za-z-]{1,40}+[ \t]{0,8}:)")
_TYPE_WORD = re.compile(r"[\s\"'<]{0,4}([a-z][a-z-]*)")
# A block of fields that speaks for itself has the type and one of these (RFC 5965 section 3.1).
_COMPANIONS = frozenset(
    {"user-agent", "version", "source-ip", "arrival-date", "original-mail-from", "original-rcpt-to", "reported-domain"}
)
_RECIPIENT_FIELDS = (
    "original-rcpt-to",
    "removal-recipient",
    "x-original-rcpt-to",
    "x-hmxmroriginalrecipient",
    "original-recipient",
    "original-rcpt",
)
_ARRIVAL_FIELDS = ("arrival-date", "received-date")
_SOURCE_FIELDS = ("source-ip", "x-source-ip", "sender-ip", "source")


@dataclass(frozen=True, slots=True)
class Feedback:
    """A feedback part, or what stands for it.

    Attributes:
        part: where the fields were read; the human part of a declared report that has none.
        kind: the Feedback-Type in lower case without what trails it, "" when missing.
        beside: the other parts of the same report, among which the originals are.
    """

    part: Part
    kind: str
    reported: Reported
    headers: Headers = field(default_factory=Headers)
    beside: tuple[Part, ...] = ()


def find_feedback(message: Message) -> Feedback | None:
    """Find the feedback part of a report, also one in base64, behind another type, or wrapped as a whole."""
    return message.once(_find)


def _find(message: Message) -> Feedback | None:
    root = message.root
    for _ in range(_WRAPPERS):
        found = _among(root, tuple(root.own_parts()))
        if found:
            return found
        if root.content_type not in EMBEDDED_TYPES or not root.children:
            return None
        # A mail that has nothing but the report (Cloudmark's loops).
        root = root.children[0]
    return None


def declared_type(root: Part) -> str:
    """Give the report type that a mail declares, in lower case, or ""."""
    return root.parameters.get("report-type", "").strip().lower() if root.content_type == "multipart/report" else ""


def _among(root: Part, parts: tuple[Part, ...]) -> Feedback | None:
    leaves = [part for part in parts if not part.children and part is not root]
    declared = declared_type(root) == "feedback-report"
    for part in leaves or ([root] if root.content_type.endswith("/feedback-report") else []):
        if part.content_type.endswith("/feedback-report"):
            return _feedback(part, _fields(_content(part)), root, parts)
    for part in leaves:
        headers = _fields(_block(part))
        if "feedback-type" in headers and (declared or any(name in headers for name in _COMPANIONS)):
            return _feedback(part, headers, root, parts)
    return _undeclared(leaves, root, parts) if declared and leaves else None


def _undeclared(leaves: list[Part], root: Part, parts: tuple[Part, ...]) -> Feedback:
    """Read a declared report without Feedback-Type: by the fields that it has, if any."""
    for part in leaves:
        if part.content_type.startswith("text/") and not _is_evidence(part):
            headers = _fields(_content(part))
            if sum(name in headers for name in _COMPANIONS) > 1:
                return _feedback(part, headers, root, parts)
    return _feedback(leaves[0], Headers(), root, parts)


def _feedback(part: Part, headers: Headers, root: Part, parts: tuple[Part, ...]) -> Feedback:
    beside = tuple(one for one in parts if one is not part and one is not root)
    return Feedback(part, _kind(headers.get("feedback-type")), _reported(headers), headers, beside)


def _content(part: Part) -> bytes:
    """Undo the transfer encoding, unless the part only claims to have one."""
    decoded = part.decoded()
    if _FEEDBACK_TYPE.search(decoded[:_BLOCK_BYTES]) or not _FEEDBACK_TYPE.search(part.body[:_BLOCK_BYTES]):
        return decoded
    return part.body


def _block(part: Part) -> bytes:
    """Give the block of fields in which a text names its Feedback-Type, or b""."""
    if part.content_type == "text/html" or _is_evidence(part):
        return b""
    content = _content(part)[:_BLOCK_BYTES]
    named = _FEEDBACK_TYPE.search(content)
    if named is None:
        return b""
    before = [gap.end() for gap in _EMPTY_LINE.finditer(content, 0, named.end())]
    start = before[-1] if before else 0
    behind = _EMPTY_LINE.search(content, named.end())
    return content[start : behind.start() if behind else len(content)]


def _is_evidence(part: Part) -> bool:
    return part.content_type in HEADER_TYPES or looks_like_message(part.decoded())


def originals_behind(message: Message, feedback: Feedback) -> tuple[Original, ...]:
    """Cut the originals of a report: embedded messages, or header blocks, that stand beside its feedback part.

    What merely looks like a message counts only where nothing is declared to be one.
    """
    beside = [part for part in feedback.beside if part is not message.root]
    declared = [part for part in beside if is_declared(part.content_type)]
    return tuple(_cut(declared, feedback)) or tuple(_cut(filter(_hidden_message, beside), feedback))


def _cut(parts: Iterable[Part], feedback: Feedback) -> Iterator[Original]:
    for part in parts:
        content = embedded_content(part)
        if content.strip():
            yield cut(content, exact=True, cut_from=part.span, reported=feedback.reported)


def _hidden_message(part: Part) -> bool:
    return not part.children and part.content_type != "text/html" and looks_like_message(part.decoded())


def _fields(body: bytes) -> Headers:
    """Read the fields, going on behind stray empty lines; free text behind the last one is left alone."""
    body = body[:_BLOCK_BYTES].removeprefix(b"\xef\xbb\xbf")
    if body.lstrip(b"\r\n")[:1] in {b" ", b"\t"}:
        body = _INDENT.sub(b"", body)
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
    return word[1].rstrip("-") if word else ""


def _reported(headers: Headers) -> Reported:
    recipients: dict[str, None] = {}
    for name in _RECIPIENT_FIELDS:
        for value in headers.all(name):
            bare = value.partition(";")[2] if value.lower().startswith(("rfc822;", "utf-8;")) else value
            recipients |= dict.fromkeys(one.address for one in parse_addresses(bare) if one.address)
    arrivals = (parse_date(value) for name in _ARRIVAL_FIELDS for value in headers.all(name))
    sources = chain.from_iterable(headers.all(name) for name in _SOURCE_FIELDS)
    mail_from = headers.get("original-mail-from")
    return Reported(
        recipients=tuple(recipients)[:200],
        source_ip=next((ip for value in sources if (ip := read_ip(value))), None),
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
