"""What names a person or a machine in a mail, found without the code that redacts it."""

from __future__ import annotations

import gzip
import io
import re
import zipfile

from complaints.domain.decoding import decode_base64, decode_header
from complaints.domain.mime import Part, walk
from complaints.domain.original import looks_like_message

_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_LINK_HOST = re.compile(r"https?://([\w.-]{4,200})")
_V4 = re.compile(r"(?<![\w.])(?:[1-9]\d{0,2})(?:\.\d{1,3}){3}(?![\w.])")
_TOKEN = re.compile(r"\b(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{16,}\b")
_NAME = re.compile(r"[^\W\d_]{4,}")
_BASE64 = re.compile(r'"([A-Za-z0-9+/]{40,}={0,2})"')
_LOCAL = re.compile(r"^(?:0|10|127|169\.254|172\.(?:1[6-9]|2\d|3[01])|192\.168|22[4-9]|23\d|255)\.")
_PEOPLE = ("from", "to", "cc", "reply-to", "sender", "resent-from")


def texts(content: bytes, depth: int = 0) -> list[str]:
    """Give all that can be read in a mail: header fields and bodies, decoded, down to what is attached or packed."""
    if depth > 4:
        return []
    root, _ = walk(content)
    found = []
    for part in root.walk():
        found += [decode_header(value) for _, value in part.headers.fields]
        if not part.children:
            found += _leaf(part.decoded(), part, depth)
    return found


def _leaf(content: bytes, part: Part | None, depth: int) -> list[str]:
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            open_ones = [entry.filename for entry in archive.infolist() if not entry.flag_bits & 1]
            return [text for name in open_ones for text in (name, *_leaf(archive.read(name), None, depth + 1))]
    if content.startswith(b"\x1f\x8b"):
        return _leaf(gzip.decompress(content), None, depth)
    if looks_like_message(content):
        return texts(content, depth + 1)
    shown = part.text() if part else content.decode("utf-8", "replace")
    carried = [decode_base64(match[1].encode()) for match in _BASE64.finditer(shown)]
    return [shown, *(text for one in carried for text in texts(one, depth + 1))]


def addresses(content: bytes) -> set[str]:
    return {match[0].lower() for text in texts(content) for match in _ADDRESS.finditer(text)}


def hosts(content: bytes) -> set[str]:
    found = {match[1].lower().rstrip(".") for text in texts(content) for match in _LINK_HOST.finditer(text)}
    return found | {address.rpartition("@")[2] for address in addresses(content)}


def ip_addresses(content: bytes) -> set[str]:
    found = {match[0] for text in texts(content) for match in _V4.finditer(text)}
    return {one for one in found if not _LOCAL.match(one) and all(int(octet) < 256 for octet in one.split("."))}


def tokens(content: bytes) -> set[str]:
    return {match[0] for text in texts(content) for match in _TOKEN.finditer(text)}


def names(content: bytes) -> set[str]:
    """Give the words of display names."""
    root, _ = walk(content)
    shown = [
        one.display for part in root.walk() for name in _PEOPLE for one in part.headers.addresses(name) if one.address
    ]
    return {word.lower() for display in shown for word in _NAME.findall(display)}
