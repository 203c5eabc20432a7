"""Python's email package with mail-parser: what most scripts at abuse desks are written with."""

from __future__ import annotations

import email
import email.policy
from email.message import Message
from typing import TYPE_CHECKING

import mailparser

from tests.corpus.fields import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NAME = "email + mail-parser"
ABOUT = (
    "Gives MIME parts, fields of message/feedback-report, embedded messages and, through mail-parser, their sender, "
    "recipients, subject, date and text. Knows ARF, attachments, bounces and Auto-Submitted by their MIME types and "
    "fields; has no notion of text forwards, SpamCop, XARF, JMRP or listings."
)


def read(raw: bytes) -> Answer:
    """Read a mail by its MIME structure."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    parts = list(message.walk())
    report = _fields(parts)
    original = _original(parts)
    headers, text = _described(original) if original is not None else (None, "")
    return Answer(category=_category(message, parts, report), report=tuple(report), headers=headers, text=text)


def _fields(parts: Iterable[Message]) -> list[tuple[str, str]]:
    """Read the feedback part, which the parser hands out as a message without body."""
    for part in parts:
        if part.get_content_type() == "message/feedback-report":
            inner = part.get_payload()
            if isinstance(inner, list) and isinstance(inner[0], Message):
                return [(name.lower(), str(value)) for name, value in inner[0].items()]
            text = part.get_payload(decode=True)
            inside = email.message_from_bytes(text if isinstance(text, bytes) else b"")
            return [(name.lower(), str(value)) for name, value in inside.items()]
    return []


def _original(parts: Iterable[Message]) -> bytes | None:
    for part in parts:
        payload = part.get_payload()
        if (
            part.get_content_type() == "message/rfc822"
            and isinstance(payload, list)
            and isinstance(payload[0], Message)
        ):
            return payload[0].as_bytes()
        if part.get_content_type() == "text/rfc822-headers":
            text = part.get_payload(decode=True)
            return text if isinstance(text, bytes) else None
    return None


def _described(original: bytes) -> tuple[tuple[tuple[str, str], ...], str]:
    parsed = mailparser.parse_from_bytes(original)
    plain = email.message_from_bytes(original, policy=email.policy.compat32)
    headers = [(name.lower(), str(value)) for name, value in plain.items()]
    told = {"subject": parsed.subject, "message-id": parsed.message_id}
    headers = [(name, told.get(name) or value) for name, value in headers]
    return tuple(headers), "\n".join(parsed.text_plain or parsed.text_html)


def _category(message: Message, parts: Sequence[Message], report: list[tuple[str, str]]) -> str:
    types = [part.get_content_type() for part in parts]
    if report:
        kind = dict(report).get("feedback-type", "").strip().lower()
        return {"opt-out": "opt_out", "auth-failure": "dmarc_failure"}.get(kind, "arf")
    if "message/delivery-status" in types:
        return "bounce"
    if str(message.get("auto-submitted", "")).lower().startswith("auto-replied"):
        return "auto_reply"
    return "attached" if "message/rfc822" in types else ""
