"""Redacting a mail part by part: what a transfer encoding hides is decoded, redacted and encoded again.

Source: RFC 2045 section 6, RFC 2046.
"""

from __future__ import annotations

import binascii
import gzip
import io
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from complaints.domain.decoding import codec_for, decode_base64
from complaints.domain.formats._archives import is_zip, read_zip
from complaints.domain.formats._embedded import is_declared
from complaints.domain.headers import EOL
from complaints.domain.mime import walk
from complaints.domain.original import looks_like_message
from complaints.domain.redaction.evidence import redact_json
from complaints.domain.redaction.fields import redact_block, redact_filename, redact_text

if TYPE_CHECKING:
    from complaints.domain.mime import Part
    from complaints.domain.redaction.text import Redactor

_TEXT_TYPES = ("json", "xml", "yaml", "csv", "feedback-report", "delivery-status", "disposition-notification")
_PLACEHOLDER = b"The content of this attachment was left out.\r\n"
_ENCODINGS = frozenset({"base64", "quoted-printable"})
_LINE_BYTES = 57
_MAX_UNPACKED_BYTES = 5 * 1024 * 1024
_MAX_NESTING = 6
_GZIP_WINDOW = 31
_GZIP_MAGIC = b"\x1f\x8b"
_LOOK_BYTES = 4096
_JSON = re.compile(rb'(?m)^[ \t]{0,9}[\[{]\s{0,20}(?:\{\s{0,20})?"[\w-]{1,60}"\s{0,9}:')


@dataclass(slots=True)
class Rebuilder:
    """Writes a redacted copy of a message's bytes, also of those inside of it."""

    redactor: Redactor
    nesting: int = 0
    boundaries: dict[str, str] = field(default_factory=dict)

    def message(self, content: bytes) -> bytes:
        """Redact a whole message."""
        root, _ = walk(content)
        for part in root.walk():
            boundary = part.parameters.get("boundary", "")
            if boundary and boundary not in self.boundaries:
                self.boundaries[boundary] = self.redactor.names.scramble(boundary)
        return content[: root.start] + self._part(root)

    def _part(self, part: Part) -> bytes:
        head = redact_block(part.container[part.start : part.body_start], self.redactor, self.boundaries)
        if (
            part.transfer_encoding in _ENCODINGS
            and not looks_like_message(part.decoded())
            and looks_like_message(part.body)
        ):
            return head + Rebuilder(self.redactor, self.nesting + 1).message(part.body)  # It is encoded in name only.
        return head + (self._children(part) if part.children else self._leaf(part))

    def _children(self, part: Part) -> bytes:
        """Write the parts below one, and what lies between them."""
        container = part.children[0].container
        hidden = container is not part.container
        position, end = (0, len(container)) if hidden else (part.body_start, part.end)
        out = []
        for child in part.children:
            out += [self._between(container[position : child.start]), self._part(child)]
            position = child.end
        inner = b"".join([*out, self._between(container[position:end])])
        return encode_transfer(inner, part.transfer_encoding, part.body) if hidden else inner

    def _between(self, gap: bytes) -> bytes:
        return b"".join(self._delimiter(line) or self._text(line, "", "text") for line in gap.splitlines(keepends=True))

    def _delimiter(self, line: bytes) -> bytes:
        """Redact a boundary's line; b"" for any other."""
        mark = line.strip().decode("utf-8", "replace")
        for boundary in (mark[2:], mark[2:-2]) if mark.startswith("--") else ():
            if boundary in self.boundaries:
                return line.replace(boundary.encode(), self.boundaries[boundary].encode(), 1)
        return b""

    def _leaf(self, part: Part) -> bytes:
        if not part.body.strip():
            return part.body
        content = part.decoded()
        return encode_transfer(self.content(content, part), part.transfer_encoding, part.body)

    def content(self, content: bytes, part: Part | None) -> bytes:
        """Redact what a file or part holds, by what it is."""
        content_type = part.content_type if part else ""
        if is_zip(content) or content.startswith(_GZIP_MAGIC):
            return self._unpacked(content)
        is_message = is_declared(content_type) or looks_like_message(content)
        if is_message and self.nesting < _MAX_NESTING:
            return Rebuilder(self.redactor, self.nesting + 1).message(content)
        if not _is_text(content, content_type):
            return _PLACEHOLDER
        return self._text(content, part.parameters.get("charset", "") if part else "", _kind(content, content_type))

    def _inner(self, content: bytes) -> bytes:
        """Redact what a value of JSON carries, down to a bounded depth."""
        return Rebuilder(self.redactor, self.nesting + 1).content(content, None) if self.nesting < _MAX_NESTING else b""

    def _unpacked(self, content: bytes) -> bytes:
        """Pack a zip or gzip again with its files redacted; what cannot be unpacked within bounds is left out."""
        if not is_zip(content):
            return gzip.compress(self.content(_gunzip(content), None), mtime=0)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for member in read_zip(content, budget_bytes=_MAX_UNPACKED_BYTES):
                name = zipfile.ZipInfo(redact_filename(member.filename, self.redactor))
                archive.writestr(name, self.content(member.content, None))
        return out.getvalue()

    def _text(self, content: bytes, charset: str, kind: str) -> bytes:
        text, codec = _decoded(content, charset)
        if kind == "json":
            redacted = redact_json(text, self.redactor, self._inner)
        elif kind == "text":
            redacted = redact_text(text, self.redactor)
        else:
            redacted = self.redactor.text(text, kind)
        return redacted.encode(codec, "xmlcharrefreplace" if kind == "markup" else "replace")


def _is_text(content: bytes, content_type: str) -> bool:
    if content_type.startswith(("text/", "message/")) or content_type.endswith(_TEXT_TYPES):
        return True
    return b"\x00" not in content and _decodes(content[:_LOOK_BYTES])


def _decodes(content: bytes) -> bool:
    try:
        content[:-3].decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > len(content) - 8
    return True


def _has_json(content: bytes) -> bool:
    return bool(_JSON.search(content[:_LOOK_BYTES]))


def _kind(content: bytes, content_type: str) -> str:
    start = content[:200].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if content_type.endswith("json") or _has_json(content):
        return "json"
    markup = (
        content_type == "text/html"
        or content_type.endswith("xml")
        or start.startswith((b"<?xml", b"<html", b"<!doctype", b"<feedback"))
    )
    return "markup" if markup else "text"


def _decoded(content: bytes, charset: str) -> tuple[str, str]:
    codec = codec_for(charset) if charset else None
    if codec and codec != "utf_8":
        return content.decode(codec, "replace"), codec
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return content.decode("latin-1"), "latin-1"


def _gunzip(content: bytes) -> bytes:
    try:
        return zlib.decompressobj(_GZIP_WINDOW).decompress(content, _MAX_UNPACKED_BYTES)
    except zlib.error:
        return b""


def encode_transfer(content: bytes, encoding: str, before: bytes) -> bytes:
    """Apply a transfer encoding again.

    Args:
        content: what is to be encoded.
        encoding: base64 or quoted-printable; another one leaves the bytes as they are.
        before: the body as it was encoded, for its line ends and for what was encoded in name only.
    """
    found = EOL.search(before)
    line_end = found[0] if found else b"\r\n"
    if encoding == "base64":
        if not before.strip() or not decode_base64(before):
            return content
        lines = [content[at : at + _LINE_BYTES] for at in range(0, len(content), _LINE_BYTES)]
        return line_end.join(binascii.b2a_base64(line, newline=False) for line in lines) + (
            line_end if before.endswith((b"\n", b"\r")) else b""
        )
    if encoding == "quoted-printable":
        return binascii.b2a_qp(content, istext=True)
    return content
