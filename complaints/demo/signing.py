"""DKIM signing at a moment handed in.

dkimpy can only stamp t= with the clock of the machine, which would make every run differ and date old mail to today;
it is left to verify, in the tests, what is signed here.

Source: RFC 6376 sections 3.4, 3.5 and 3.7; RFC 8463 section 3.
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.demo.keys import DemoKey

SIGNED = (
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "MIME-Version",
    "Content-Type",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "Feedback-ID",
)


def _relaxed_header(name: bytes, value: bytes) -> bytes:
    unfolded = re.sub(rb"[ \t]+", b" ", value.replace(b"\r\n", b""))
    return name.strip().lower() + b":" + unfolded.strip()


def _header(name: bytes, value: bytes, how: str) -> bytes:
    return _relaxed_header(name, value) if how == "relaxed" else name + b":" + value


def _body(body: bytes, how: str) -> bytes:
    if how == "relaxed":
        body = re.sub(rb"[ \t]+", b" ", body).replace(b" \r\n", b"\r\n")
    body = body.rstrip(b"\r\n")
    return body + b"\r\n" if body or how == "simple" else b""


def _fields(head: bytes) -> list[tuple[bytes, bytes]]:
    """Split a header block into names and values, folds kept, without the last line end of each."""
    lines = re.split(rb"\r\n(?![ \t])", head)
    return [(name, value) for name, _, value in (line.partition(b":") for line in lines) if name]


def _signature(key: DemoKey, signed: bytes) -> bytes:
    if isinstance(key.private, rsa.RSAPrivateKey):
        return key.private.sign(signed, padding.PKCS1v15(), SHA256())
    return key.private.sign(hashlib.sha256(signed).digest())


def sign(message: bytes, key: DemoKey, at: datetime, *, how: str = "relaxed/relaxed", limited: bool = False) -> bytes:
    """Put a DKIM signature on top of a message.

    Args:
        message: whole message with CRLF line ends.
        key: whose d= and s= the signature names.
        at: aware; its t=.
        how: canonicalisation of header and body.
        limited: sign with l=, which lets anyone append.

    Returns:
        The message with one DKIM-Signature field added as its first line.
    """
    head, _, body = message.partition(b"\r\n\r\n")
    header_how, body_how = how.split("/")
    present = {name.lower(): (name, value) for name, value in _fields(head)}
    names = [name for name in SIGNED if name.lower().encode() in present]
    canonical = _body(body, body_how)
    body_hash = base64.b64encode(hashlib.sha256(canonical).digest()).decode()
    length = f" l={len(canonical)};" if limited else ""
    value = (
        f" v=1; a={key.algorithm}; c={how}; d={key.domain};\r\n"
        f"\ts={key.selector}; t={int(at.timestamp())};{length}\r\n"
        f"\th={':'.join(names)};\r\n"
        f"\tbh={body_hash};\r\n\tb="
    ).encode()
    lines = [_header(*present[name.lower().encode()], header_how) for name in names]
    lines.append(_header(b"DKIM-Signature", value, header_how))
    encoded = base64.b64encode(_signature(key, b"\r\n".join(lines)))
    folded = b"\r\n\t ".join(encoded[start : start + 70] for start in range(0, len(encoded), 70))
    return b"DKIM-Signature:" + value + folded + b"\r\n" + message
