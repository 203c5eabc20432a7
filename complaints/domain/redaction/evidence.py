"""Redacting JSON reports as text, so that their layout stays; the messages that they carry as evidence are mails again.

Source: RFC 8259 section 7, abusix/xarf schema 3 (Samples), XARF 4.2.0 (evidence), notices of Amazon SES.
"""

from __future__ import annotations

import binascii
import json
import re
from typing import TYPE_CHECKING

from complaints.domain.decoding import decode_base64
from complaints.domain.original import looks_like_message

if TYPE_CHECKING:
    from collections.abc import Callable

    from complaints.domain.redaction.text import Redactor

_KEY_OR_VALUE = re.compile(r'"(?:[^"\\]|\\.)*+"(\s{0,9}:)?')
_BASE64 = re.compile(r"[A-Za-z0-9+/\s]{16,}+={0,2}\s*")
_MAX_KEY = 100


def redact_json(text: str, redactor: Redactor, redact: Callable[[bytes], bytes]) -> str:
    """Redact a JSON text: keys stay, values go.

    Args:
        redactor: of the mail.
        text: JSON, perhaps broken, perhaps amid other text.
        redact: redacts the bytes of what a value carries: a message, or JSON again.
    """
    pieces, position = [], 0
    for match in _KEY_OR_VALUE.finditer(text):
        value = match[0] if match[1] and len(match[0]) < _MAX_KEY else _value(match[0], redactor, redact)
        pieces += [redactor.text(text[position : match.start()]), value]
        position = match.end()
    return "".join([*pieces, redactor.text(text[position:])])


def _value(quoted: str, redactor: Redactor, redact: Callable[[bytes], bytes]) -> str:
    try:
        value = str(json.loads(quoted, strict=False))
    except ValueError:
        return redactor.text(quoted)
    content = value.encode("utf-8", "replace")
    if looks_like_message(content) or value.lstrip().startswith(("{", "[{")):
        return json.dumps(redact(content).decode("utf-8", "replace"))
    if _BASE64.fullmatch(value) and looks_like_message(decode_base64(content)):
        packed = binascii.b2a_base64(redact(decode_base64(content)), newline=False)
        return json.dumps(packed.decode("ascii"))
    return json.dumps(redactor.text(value), ensure_ascii="\\u" in quoted)
