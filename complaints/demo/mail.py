"""The bytes of mail, put together by hand: an original must stay exactly what was signed."""

from __future__ import annotations

import base64
import quopri
from email.header import Header
from email.utils import format_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


def crlf(text: str) -> bytes:
    """Encode text with CRLF line ends."""
    return text.replace("\r\n", "\n").replace("\n", "\r\n").encode()


def words(value: str) -> str:
    """Encode a header value; ASCII stays as it is (RFC 2047)."""
    return value if value.isascii() else Header(value, "utf-8").encode(linesep="\n")


def mailbox(name: str, address: str) -> str:
    """Give a display name and an address as a header value."""
    if not name:
        return f"<{address}>"
    return f'"{name}" <{address}>' if name.isascii() else f"{words(name)} <{address}>"


def date(moment: datetime) -> str:
    """Give a Date header value."""
    return format_datetime(moment)


def head(fields: list[tuple[str, str]]) -> bytes:
    """Give header lines with their line ends, values encoded already."""
    return crlf("".join(f"{name}: {value}\n" for name, value in fields))


def body_part(content_type: str, text: str, encoding: str = "quoted-printable") -> bytes:
    """Give one MIME entity with its headers, ending in a line end."""
    if encoding == "base64":
        payload = base64.encodebytes(crlf(text)).replace(b"\n", b"\r\n")
    elif encoding == "quoted-printable":
        payload = quopri.encodestring(text.encode()).replace(b"\n", b"\r\n")
    else:
        payload = crlf(text)
    ending = b"" if payload.endswith(b"\r\n") else b"\r\n"
    fields = head([("Content-Type", content_type), ("Content-Transfer-Encoding", encoding)])
    return fields + b"\r\n" + payload + ending


def entity(fields: list[tuple[str, str]], payload: bytes) -> bytes:
    """Give one MIME entity of given bytes, ending in a line end."""
    return head(fields) + b"\r\n" + payload + (b"" if payload.endswith(b"\r\n") else b"\r\n")


def multipart(boundary: str, *entities: bytes) -> bytes:
    """Join entities under a boundary; the bytes of each stay as they are."""
    opening = f"--{boundary}\r\n".encode()
    return b"".join(opening + each for each in entities) + f"--{boundary}--\r\n".encode()


def base64_lines(content: bytes) -> bytes:
    """Give base64 in lines of 76."""
    return base64.encodebytes(content).replace(b"\n", b"\r\n")
