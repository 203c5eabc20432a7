"""Reading e-mail addresses out of headers and forward blocks: linear, bounded, never raising.

`email.utils.getaddresses` recurses on brackets and drops what it can't parse; complaints are full of both.

Source: RFC 5322 section 3.4, and the shapes of mail clients' forward blocks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from complaints.domain.decoding import MAX_HEADER_TEXT, clean_text, decode_text, decode_words

MAX_ADDRESSES = 200
_MAX_NAME = 1000

# One address, generous about what stands left of the @; the length bounds keep the search linear.
_ADDRESS = re.compile(r"""[^\s<>()\[\]",;:\\@]{1,255}+@[^\s<>()\[\]",;:\\@'*]{1,255}+""")
_SEPARATOR = re.compile(r'(?s)"(?:[^"\\]|\\.?)*+(?:"|\Z)|<[^<>]*+>|[,;]')
_SEPARATOR_UNQUOTED = re.compile(r"<[^<>]*+>|[,;]")
_MAILTO = re.compile(r"(?i)mailto:")


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox. `display` is "" without a name; `address` is lower case, "" where only a name stands."""

    display: str
    address: str


def find_address(text: str) -> str:
    """Give the first thing in a text that looks like an address, lower case, or ""."""
    if "@" not in text:
        return ""
    match = _ADDRESS.search(_MAILTO.sub(" ", text[:MAX_HEADER_TEXT]))
    return match[0].strip(".'*").lower() if match else ""


def bare_address(text: str) -> str:
    """Give an envelope address without brackets, blanks and route, lower case; "" for the null path."""
    inside = text[:2000].rpartition("<")[2].partition(">")[0]
    return clean_text(inside).replace(" ", "").lower()


def parse_addresses(value: bytes | str) -> tuple[Address, ...]:
    """Read a list of addresses.

    Args:
        value: a header's value, not yet decoded, since decoded names may hold commas; or a forward block's line.

    Returns:
        At most 200 addresses in order, read from the first 32 KB; names without an address are kept only when nothing
        else stands there.
    """
    text = decode_text(value[:MAX_HEADER_TEXT]) if isinstance(value, bytes) else value[:MAX_HEADER_TEXT]
    found: list[Address] = []
    name_before = ""
    for piece in _pieces(text):
        if "@" not in piece:
            name_before = f"{name_before},{piece}".lstrip(", ") if len(name_before) < _MAX_NAME else name_before
            continue
        found.append(_address(f"{name_before},{piece}" if name_before else piece))
        name_before = ""
        if len(found) == MAX_ADDRESSES:
            break
    if not found and name_before:
        return (Address(display=_name(name_before), address=""),)
    return tuple(found)


def _pieces(text: str) -> list[str]:
    """Split at commas and semicolons that stand neither in quotes nor in angle brackets."""
    # A quote that is never closed would swallow all that follows; then quotes mean nothing.
    separators = list(_SEPARATOR.finditer(text))
    if separators and separators[-1][0].startswith('"') and separators[-1].end() == len(text):
        separators = list(_SEPARATOR_UNQUOTED.finditer(text))
    pieces, start = [], 0
    for match in separators:
        if match[0] in ",;":
            pieces.append(text[start : match.start()])
            start = match.end()
    pieces.append(text[start:])
    return [piece for piece in pieces if piece.strip()]


def _address(piece: str) -> Address:
    angle = piece.rfind("<")
    inside = piece[angle + 1 :].partition(">")[0] if angle >= 0 else ""
    address = find_address(inside) or find_address(piece.rpartition('"')[2]) or find_address(piece)
    if angle >= 0 and "@" in inside:
        name = piece[:angle]
    elif "(" in piece and angle < 0:
        name = piece.partition("(")[2].rpartition(")")[0]
    else:
        name = re.split(r"[<\[]", piece, maxsplit=1)[0]
    name = _name(name)
    return Address(display="" if name.lower() == address else name, address=address)


def _name(text: str) -> str:
    name = clean_text(decode_words(text) if "=?" in text else text)
    name = re.sub(r"\\(.)", r"\1", name).strip(" \t\"'*")
    return re.sub(r"[<\[][^<>\[\]]*+[>\]]\s*+$", "", name).strip(" \"'*")
