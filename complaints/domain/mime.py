"""A bounded walk over the raw bytes of a mail. Parts are slices; nothing is ever re-serialised.

The standard library parses too much too eagerly: it turns feedback reports into phantom messages, loses base64-encoded
embedded messages, refolds headers (which breaks DKIM) and goes quadratic or recurses without end on hostile mail.

Source: RFC 2045, RFC 2046 section 5, RFC 2183, RFC 5322.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from complaints.domain.boundaries import split_at_boundary
from complaints.domain.decoding import MAX_TEXT_BYTES, decode_text, decode_transfer
from complaints.domain.headers import Headers, parse_parameters, read_headers
from complaints.domain.html_text import HtmlText, read_html

if TYPE_CHECKING:
    from collections.abc import Iterator

    from complaints.domain.facts import Received

MAX_MESSAGE_BYTES = 25 * 1024 * 1024
MAX_DEPTH = 20
MAX_PARTS = 500

EMBEDDED_TYPES = frozenset({"message/rfc822", "message/global", "message/news"})


@dataclass(slots=True, eq=False, kw_only=True)
class Part:
    """One part of a message: where it lies, and what its header block says of it.

    Attributes:
        container: the bytes that the positions count in: the whole mail, or what a transfer encoding hid.
        start: first byte of the header block.
        body_start: first byte of the body.
        end: first byte behind the body; the line end before a boundary is the boundary's.
        content_type: lower case, "text/plain" when missing.
        disposition: inline, attachment or "".
        filename: from Content-Disposition or the type's name; "" when absent.
        path: "1" for the mail itself, "1.3" for its third part, "1.3.1" for the message embedded in that.
        encoded: `container` is the decoding of another part's body.
    """

    container: bytes
    start: int
    body_start: int
    end: int
    headers: Headers
    content_type: str
    parameters: dict[str, str]
    transfer_encoding: str
    disposition: str
    filename: str
    depth: int
    path: str
    encoded: bool = False
    children: tuple[Part, ...] = ()
    _decoded: bytes | None = field(default=None, repr=False)
    _text: str | None = field(default=None, repr=False)
    _page: HtmlText | None = field(default=None, repr=False)

    @property
    def raw(self) -> bytes:
        """The unchanged bytes with their header block."""
        return self.container[self.start : self.end]

    @property
    def body(self) -> bytes:
        """The unchanged bytes of the body."""
        return self.container[self.body_start : self.end]

    @property
    def span(self) -> str:
        """Where the body lies, for people."""
        decoded = " of the decoded part" if self.encoded else ""
        return f"part {self.path}, bytes {self.body_start} to {self.end}{decoded}"

    def decoded(self) -> bytes:
        """Give the body with its transfer encoding undone. Never raises."""
        if self._decoded is None:
            self._decoded = decode_transfer(self.body, self.transfer_encoding)
        return self._decoded

    def text(self) -> str:
        """Give the body as text: charset by allow-list, bad bytes replaced, at most 2 MB. Never raises."""
        if self._text is None:
            self._text = decode_text(self.decoded()[:MAX_TEXT_BYTES], self.parameters.get("charset", ""))
        return self._text

    def page(self) -> HtmlText:
        """Give what a reader of the body sees when it is taken as HTML: text and links. Never raises."""
        if self._page is None:
            self._page = read_html(self.text())
        return self._page

    def walk(self) -> Iterator[Part]:
        """Give this part and all below it, in the order of the bytes."""
        stack = [self]
        while stack:
            part = stack.pop()
            yield part
            stack.extend(reversed(part.children))

    def own_parts(self) -> Iterator[Part]:
        """Give this part and all below it that do not lie inside an embedded message."""
        stack = [self]
        while stack:
            part = stack.pop()
            yield part
            if part.content_type not in EMBEDDED_TYPES:
                stack.extend(reversed(part.children))


@dataclass(slots=True, eq=False, kw_only=True)
class Message:
    """A mail taken apart, with what broke a limit.

    Attributes:
        broken_limits: names out of message_bytes, header_bytes, headers, depth, parts; what lies behind a broken limit
            was not looked at.
    """

    received: Received
    root: Part
    broken_limits: tuple[str, ...] = ()

    @property
    def raw(self) -> bytes:
        """The whole mail as received."""
        return self.received.raw

    @property
    def headers(self) -> Headers:
        """The mail's own header fields."""
        return self.root.headers

    def parts(self) -> tuple[Part, ...]:
        """Give the mail's own parts, leaving out what lies inside embedded messages."""
        return tuple(self.root.own_parts())


def read_message(received: Received) -> Message:
    """Take a received mail apart under limits.

    Args:
        received: any bytes at all; b"" gives one empty text/plain part.

    Returns:
        A Message; what broke a limit is named there. Never raises.
    """
    root, broken = walk(received.raw)
    return Message(received=received, root=root, broken_limits=broken)


def walk(content: bytes) -> tuple[Part, tuple[str, ...]]:
    """Take any message's bytes apart, also those of an original.

    Returns:
        The root part and the names of the limits that it broke, sorted.
    """
    broken: set[str] = set()
    if len(content) > MAX_MESSAGE_BYTES:
        broken.add("message_bytes")
    root = _read_part(content, (0, len(content)), depth=0, path="1", broken=broken)
    waiting, count = [root], 1
    while waiting and not broken:
        part = waiting.pop()
        if part.depth >= MAX_DEPTH and _is_container(part):
            broken.add("depth")
            break
        part.children = _children(part, MAX_PARTS - count, broken)
        count += len(part.children)
        waiting.extend(part.children)
    return root, tuple(sorted(broken))


def _is_container(part: Part) -> bool:
    return part.content_type.startswith("multipart/") or part.content_type in EMBEDDED_TYPES


def _children(part: Part, allowed: int, broken: set[str]) -> tuple[Part, ...]:
    if not _is_container(part):
        return ()
    container, spans, encoded = part.container, [(part.body_start, part.end)], part.encoded
    if part.transfer_encoding in {"base64", "quoted-printable"}:
        container, encoded = part.decoded(), True
        spans = [(0, len(container))]
    if part.content_type.startswith("multipart/"):
        boundary = part.parameters.get("boundary", "")
        spans = split_at_boundary(container, spans[0], boundary, allowed + 1)
        if not spans and encoded and not part.encoded:
            # RFC 2045 section 6.4 forbids to encode a multipart; many that claim to be are not.
            container, encoded = part.container, part.encoded
            spans = split_at_boundary(container, (part.body_start, part.end), boundary, allowed + 1)
    if len(spans) > allowed:
        broken.add("parts")
        spans = spans[:allowed]
    default = "message/rfc822" if part.content_type == "multipart/digest" else "text/plain"
    return tuple(
        _read_part(
            container,
            span,
            depth=part.depth + 1,
            path=f"{part.path}.{number}",
            broken=broken,
            default_type=default,
            encoded=encoded,
        )
        for number, span in enumerate(spans, start=1)
    )


def _read_part(  # noqa: PLR0913 - a private constructor: each is one fact of the part's place
    container: bytes,
    span: tuple[int, int],
    *,
    depth: int,
    path: str,
    broken: set[str],
    default_type: str = "text/plain",
    encoded: bool = False,
) -> Part:
    start, end = span
    block = read_headers(container, start, end)
    broken.update(block.broken)
    headers = block.headers
    content_type, parameters = parse_parameters(headers.raw("content-type"))
    disposition, disposition_parameters = parse_parameters(headers.raw("content-disposition"))
    encoding = headers.get("content-transfer-encoding").partition(";")[0].strip().lower()
    return Part(
        container=container,
        start=start,
        body_start=block.body_start,
        end=end,
        headers=headers,
        content_type=content_type if "/" in content_type else default_type,
        parameters=parameters,
        transfer_encoding=encoding,
        disposition=disposition,
        filename=disposition_parameters.get("filename", "") or parameters.get("name", ""),
        depth=depth,
        path=path,
        encoded=encoded,
    )
