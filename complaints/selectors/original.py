"""The original as the content review needs it: parts, links, attachments, headers as they stand."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from complaints.domain.decoding import decode_header, decode_text
from complaints.domain.errors import ForgottenError
from complaints.domain.mime import EMBEDDED_TYPES, Part, walk
from complaints.selectors.safe_html import RASTER_TYPES, SafeHtml, sanitise

if TYPE_CHECKING:
    from collections.abc import Iterable

    from complaints.models import Incident

MAX_TEXT_CHARACTERS = 200_000
MAX_RAW_HEADER_BYTES = 64 * 1024
MAX_SHOWN_HEADERS = 300
MAX_ATTACHMENTS = 100
NO_HTML = SafeHtml()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A part that is not shown. `path` names it within the mail; names come from the mail and are hostile."""

    path: str
    name: str
    content_type: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A target in the mail, never to be clicked. `host` is "" where there is none to see."""

    number: int
    target: str
    host: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Headers:
    """Header fields, decoded, in their order; and the block as it stands, at most 64 KB."""

    fields: tuple[tuple[str, str], ...]
    raw: str
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginalContent:
    """What a message says.

    Attributes:
        text: of the text part, "" without one.
        html: sanitised, for the locked frame only.
        missing: the raw bytes could not be read, or were forgotten, and why; "" when they could.
    """

    text: str = ""
    html: SafeHtml = NO_HTML
    has_html: bool = False
    links: tuple[Link, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    broken_limits: tuple[str, ...] = ()
    missing: str = ""


def read_original(incident: Incident) -> bytes:
    """Give the bytes of an incident's original.

    Raises:
        ForgottenError: they were forgotten.
        OSError: when the store does not have them or cannot be reached.
    """
    return incident.content()


def original_content(incident: Incident) -> OriginalContent:
    """Take an incident's original apart for the content review. Never raises for what the mail holds."""
    try:
        content = read_original(incident)
    except ForgottenError as error:
        return OriginalContent(missing=str(error))
    except OSError as error:
        return OriginalContent(missing=f"The raw message {incident.original_id[:16]}… could not be read: {error}")
    return content_of(content)


def content_of(content: bytes) -> OriginalContent:
    """Take any message apart for people: its text, its sanitised HTML, where its links lead and what is attached."""
    root, broken = walk(content)
    parts = _leaves(root)
    text = next((part for part in parts if _is_shown(part, "text/plain")), None)
    html = next((part for part in parts if _is_shown(part, "text/html")), None)
    safe = sanitise(html.text(), _pictures(parts)) if html else NO_HTML
    return OriginalContent(
        text=text.text()[:MAX_TEXT_CHARACTERS] if text else "",
        html=safe,
        has_html=html is not None,
        links=_links(safe.links),
        attachments=tuple(_attachment(part) for part in parts if part not in (text, html) and part.body)[
            :MAX_ATTACHMENTS
        ],
        broken_limits=broken,
    )


def headers_of(content: bytes) -> Headers:
    """Read the header block of a message for display."""
    root, _ = walk(content)
    fields = root.headers.fields
    return Headers(
        fields=tuple((name, decode_header(value)) for name, value in fields[:MAX_SHOWN_HEADERS]),
        raw=decode_text(content[root.start : root.body_start][:MAX_RAW_HEADER_BYTES]),
        more=len(fields) > MAX_SHOWN_HEADERS or root.body_start - root.start > MAX_RAW_HEADER_BYTES,
    )


def attachment_content(content: bytes, path: str) -> bytes | None:
    """Give the decoded bytes of the part at a path, or None when there is no such part."""
    root, _ = walk(content)
    return next((_bytes_of(part) for part in _leaves(root) if part.path == path), None)


def _leaves(root: Part) -> list[Part]:
    """Give the parts that hold something: an embedded message is one of them, what lies inside it is not."""
    return [part for part in root.own_parts() if not part.children or part.content_type in EMBEDDED_TYPES]


def _bytes_of(part: Part) -> bytes:
    return part.body if part.content_type in EMBEDDED_TYPES and not part.encoded else part.decoded()


def _is_shown(part: Part, content_type: str) -> bool:
    return part.content_type == content_type and part.disposition != "attachment"


def _pictures(parts: Iterable[Part]) -> dict[str, tuple[str, bytes]]:
    named = ((part.headers.get("content-id").strip("<> "), part) for part in parts if part.content_type in RASTER_TYPES)
    return {name: (part.content_type, part.decoded()) for name, part in named if name}


def _attachment(part: Part) -> Attachment:
    content = _bytes_of(part)
    return Attachment(
        path=part.path,
        name=part.filename[:200],
        content_type=part.content_type[:100],
        size_bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )


def _links(targets: Iterable[str]) -> tuple[Link, ...]:
    return tuple(Link(number=n, target=target, host=host_of(target)) for n, target in enumerate(targets, start=1))


def host_of(target: str) -> str:
    """Give the host that a link leads to, "" when it cannot be told."""
    try:
        return urlsplit(target.strip()).hostname or ""
    except ValueError:
        return ""
