"""Redacting header blocks: field names, folding, line ends and what MIME needs stay.

Source: RFC 5322 section 2.2, RFC 2045 section 5.1, RFC 2047, RFC 2231.
"""

from __future__ import annotations

import binascii
import re
from typing import TYPE_CHECKING

from complaints.domain.decoding import codec_for, decode_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from complaints.domain.redaction.text import Redactor

_FIELD = re.compile(r"([!-9;-~]{1,200}+)([ \t]*+:)([^\r\n]*+(?:(?:\r{0,2}\n|\r)[ \t][^\r\n]*+)*+)")
_LINE = re.compile(r"[^\r\n]*+(?:\r{0,2}\n|\r|$)")
_ENCODED = re.compile(r"=\?[^?\s]{1,60}+\?[BbQq]\?[^?]*+\?=(?:\s{1,20}+=\?[^?\s]{1,60}+\?[BbQq]\?[^?]*+\?=){0,200}+")
_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,60}+)\?([BbQq])\?[^?]*+\?=")
_PARAMETER = re.compile(r'([;\s]\s{0,9}[^\s=;"]{1,100}+\s{0,9}=\s{0,9})("[^"]*+"?|[^;\s]++)')
_KEPT_PARAMETERS = frozenset(
    {"charset", "format", "delsp", "report-type", "type", "protocol", "micalg", "version", "access-type", "reply-type"}
)
_MIME_FIELDS = frozenset({"content-type", "content-disposition"})
_KEPT_FIELDS = frozenset(
    {
        "date",
        "resent-date",
        "arrival-date",
        "delivery-date",
        "content-transfer-encoding",
        "mime-version",
        "received-date",
    }
    | {"auto-submitted", "precedence", "feedback-type", "content-language", "content-length", "lines", "importance"}
)
_LONGEST_KEPT = 120
_KEPT_NAMES = frozenset({"winmail.dat"})
_Q_SAFE = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!*+-/")


def redact_block(block: bytes, redactor: Redactor, boundaries: Mapping[str, str]) -> bytes:
    """Redact a header block.

    Args:
        block: its bytes, the empty line behind it included.
        redactor: of the mail.
        boundaries: stand-ins of the boundaries that parts of the mail name.
    """
    try:
        text, codec = block.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        text, codec = block.decode("latin-1"), "latin-1"
    out, position = [], 0
    while position < len(text):
        match = _FIELD.match(text, position)
        if match:
            out.append(f"{match[1]}{match[2]}{redact_value(match[1].lower(), match[3], redactor, boundaries)}")
        else:
            match = _LINE.match(text, position)
            out.append(redactor.text(match[0]) if match else text[position:])
        position = max(match.end() if match else len(text), position + 1)
    return "".join(out).encode(codec, "replace")


def redact_value(name: str, value: str, redactor: Redactor, boundaries: Mapping[str, str]) -> str:
    """Redact the value of one field as it stands, folding included."""
    if name in _KEPT_FIELDS and "@" not in value and len(value) < _LONGEST_KEPT:
        return value
    if name in _MIME_FIELDS:
        kind, semicolon, rest = value.partition(";")
        replaced = _PARAMETER.sub(lambda match: match[1] + _parameter(match, redactor, boundaries), semicolon + rest)
        return kind + replaced
    return redact_text(value, redactor)


def redact_text(text: str, redactor: Redactor) -> str:
    """Redact a text in which encoded words may stand."""
    pieces, position = [], 0
    for run in _ENCODED.finditer(text):
        pieces += [redactor.text(text[position : run.start()]), _encoded_words(run[0], redactor)]
        position = run.end()
    return "".join([*pieces, redactor.text(text[position:])])


def _parameter(match: re.Match[str], redactor: Redactor, boundaries: Mapping[str, str]) -> str:
    name, value = match[1].strip("; \t\r\n").rstrip("= \t\r\n").lower(), match[2]
    if name in _KEPT_PARAMETERS:
        return value
    quote = '"' if value.startswith('"') else ""
    inside = value.strip('"')
    if name == "boundary":
        unfolded = inside.replace("\r", "").replace("\n", "")
        return f"{quote}{boundaries.get(unfolded, inside)}{quote}"
    return f"{quote}{redact_filename(inside, redactor)}{quote}"


def redact_filename(name: str, redactor: Redactor) -> str:
    """Redact a file's name; its ending stays."""
    if name.lower() in _KEPT_NAMES:
        return name
    name = _ENCODED.sub(lambda run: _encoded_words(run[0], redactor), name)
    stem, dot, ending = name.rpartition(".")
    charset, quote, stem = stem.rpartition("''")
    return f"{charset}{quote}{redactor.words(stem)}{dot}{ending if dot and len(ending) < 6 else redactor.words(ending)}"  # noqa: PLR2004 - no file's ending is longer


def _encoded_words(run: str, redactor: Redactor) -> str:
    """Redact neighbouring encoded words together, since mailers split letters and words between them."""
    words = list(_ENCODED_WORD.finditer(run))
    text = redactor.text(decode_words(run))
    size = -(-len(text) // len(words)) or 1
    pieces, position = [], 0
    for number, word in enumerate(words):
        pieces += [run[position : word.start()], _encoded(text[number * size : (number + 1) * size], word[1], word[2])]
        position = word.end()
    return "".join(pieces)


def _encoded(text: str, charset: str, encoding: str) -> str:
    codec = codec_for(charset.partition("*")[0]) or "utf-8"
    data = text.encode(codec, "replace")
    if encoding in "Bb":
        shown = binascii.b2a_base64(data, newline=False).decode("ascii")
    else:
        shown = "".join(chr(one) if one in _Q_SAFE else "_" if one == 32 else f"={one:02X}" for one in data)  # noqa: PLR2004 - a blank
    return f"=?{charset}?{encoding}?{shown}?="
