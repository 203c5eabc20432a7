"""A bounded walk over the raw bytes of a mail. Parts are slices; nothing is ever re-serialised.

The standard library parses too much too eagerly: it turns feedback reports into phantom messages, loses base64-encoded
embedded messages, refolds headers (which breaks DKIM) and goes quadratic or recurses without end on hostile mail.

Source: RFC 2045, RFC 2046 section 5, RFC 2183, RFC 5322.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar, cast

from complaints.domain.boundaries import split_at_boundary
from complaints.domain.decoding import TextAllowance, decode_text, decode_transfer
from complaints.domain.headers import Headers, parse_parameters, read_headers
from complaints.domain.html_text import HtmlText, read_html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from complaints.domain.facts import Received

MAX_MESSAGE_BYTES = 25 * 1024 * 1024
MAX_DEPTH = 20
MAX_PARTS = 500

Answer = TypeVar("Answer")

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
        embedded: it lies inside an embedded message, so it is not the mail's own.
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
    embedded: bool = False
    children: tuple[Part, ...] = ()
    _allowance: TextAllowance = field(default_factory=TextAllowance, repr=False)
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
        """Give the body as text: charset by allow-list, bad bytes replaced. Never raises.

        At most 1 MB of all parts of a mail is read, but 2 KB of each; the parts asked first go first.
        """
        if self._text is None:
            data = self.decoded()
            data = data[: self._allowance.take(len(data))]
            self._text = decode_text(data, self.parameters.get("charset", ""))
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
        cut_short: the same names, of limits that only an embedded message broke.
    """

    received: Received
    root: Part
    broken_limits: tuple[str, ...] = ()
    cut_short: tuple[str, ...] = ()
    _answers: dict[Any, Any] = field(default_factory=dict, repr=False)

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

    def once(self, ask: Callable[[Message], Answer]) -> Answer:
        """Give the answer to a question that several recognisers ask of a mail, looked for the first time only."""
        if ask not in self._answers:
            self._answers[ask] = ask(self)
        return cast("Answer", self._answers[ask])


def read_message(received: Received, allowance: TextAllowance | None = None) -> Message:
    """Take a received mail apart under limits.

    Args:
        received: any bytes at all; b"" gives one empty text/plain part.
        allowance: shared by mails that are read together; None gives this one its own.

    Returns:
        A Message; what broke a limit is named there. Never raises.
    """
    walker = _Walker(allowance or TextAllowance())
    root = walker.run(received.raw)
    return Message(
        received=received,
        root=root,
        broken_limits=tuple(sorted(walker.broken)),
        cut_short=tuple(sorted(walker.cut_short)),
    )


def walk(content: bytes) -> tuple[Part, tuple[str, ...]]:
    """Take any message's bytes apart, also those of an original.

    Returns:
        The root part and the names of the limits that it broke itself, sorted.
    """
    walker = _Walker(TextAllowance())
    return walker.run(content), tuple(sorted(walker.broken))


@dataclass(slots=True)
class _Walker:
    """One walk over one mail: what may still be used, and what broke.

    The mail's own parts come first. A limit that breaks among them ends the walk; one that breaks inside an embedded
    message only ends the walk there, since nobody should make a complaint unreadable by what they sent to its writer.
    """

    allowance: TextAllowance
    broken: set[str] = field(default_factory=set)
    cut_short: set[str] = field(default_factory=set)
    parts: int = 1
    decoded_left: int = MAX_MESSAGE_BYTES

    def run(self, content: bytes) -> Part:
        if len(content) > MAX_MESSAGE_BYTES:
            self.broken.add("message_bytes")
        root = self._read(content, (0, len(content)), None, "1", "text/plain")
        own, embedded = [root], list[Part]()
        while (own or embedded) and not self.broken:
            part = own.pop() if own else embedded.pop()
            part.children = self._children(part)
            self.parts += len(part.children)
            for child in part.children:
                (embedded if child.embedded else own).append(child)
        return root

    def _breaks(self, name: str, *, embedded: bool) -> None:
        (self.cut_short if embedded else self.broken).add(name)

    def _children(self, part: Part) -> tuple[Part, ...]:
        if not _is_container(part):
            return ()
        inside = _is_inside(part)
        allowed = MAX_PARTS - self.parts
        if part.depth >= MAX_DEPTH:
            self._breaks("depth", embedded=inside)
            return ()
        container, spans = self._spans(part, allowed + 1)
        if len(spans) > allowed:
            self._breaks("parts", embedded=inside)
            spans = spans[:allowed]
        default = "message/rfc822" if part.content_type == "multipart/digest" else "text/plain"
        return tuple(
            self._read(container, span, part, f"{part.path}.{number}", default)
            for number, span in enumerate(spans, start=1)
        )

    def _spans(self, part: Part, most: int) -> tuple[bytes, list[tuple[int, int]]]:
        """Give the bytes that the children lie in, and where in them."""
        encoded = part.transfer_encoding in {"base64", "quoted-printable"}
        if encoded and part.end - part.body_start > self.decoded_left:
            # Quoted-printable in itself does not shrink: without a limit each level would hold the mail once more.
            self._breaks("message_bytes", embedded=_is_inside(part))
            return part.container, []
        container, whole = part.container, (part.body_start, part.end)
        if encoded:
            container = part.decoded()
            whole = (0, len(container))
            self.decoded_left -= len(container)
        if not part.content_type.startswith("multipart/"):
            return container, [whole]
        boundary = part.parameters.get("boundary", "")
        spans = split_at_boundary(container, whole, boundary, most)
        if spans or not encoded:
            return container, spans
        # RFC 2045 section 6.4 forbids to encode a multipart; many that claim to be are not.
        return part.container, split_at_boundary(part.container, (part.body_start, part.end), boundary, most)

    def _read(self, container: bytes, span: tuple[int, int], parent: Part | None, path: str, default_type: str) -> Part:
        start, end = span
        block = read_headers(container, start, end)
        embedded = parent is not None and _is_inside(parent)
        for name in block.broken:
            self._breaks(name, embedded=embedded)
        headers = block.headers
        content_type, parameters = parse_parameters(headers.raw("content-type"))
        disposition, disposition_parameters = parse_parameters(headers.raw("content-disposition"))
        return Part(
            container=container,
            start=start,
            body_start=block.body_start,
            end=end,
            headers=headers,
            content_type=content_type if "/" in content_type else default_type,
            parameters=parameters,
            transfer_encoding=headers.get("content-transfer-encoding").partition(";")[0].strip().lower(),
            disposition=disposition,
            filename=disposition_parameters.get("filename", "") or parameters.get("name", ""),
            depth=parent.depth + 1 if parent else 0,
            path=path,
            encoded=parent is not None and (parent.encoded or container is not parent.container),
            embedded=embedded,
            _allowance=self.allowance,
        )


def _is_container(part: Part) -> bool:
    return part.content_type.startswith("multipart/") or part.content_type in EMBEDDED_TYPES


def _is_inside(part: Part) -> bool:
    """Tell whether what lies in a part is an embedded message's."""
    return part.embedded or part.content_type in EMBEDDED_TYPES
