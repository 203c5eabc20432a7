"""The fields of an XARF report of any version, brought under one set of names.

Source: abusix/xarf schema 3 (Report, Samples), XARF 4.2.0 (core, messaging, evidence), X-ARF 0.2 (flat YAML).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from complaints.domain.decoding import decode_base64, decode_text

MAX_JSON_BYTES = 5 * 1024 * 1024
_MOST = 50
_MAX_VALUE = 2000
# X-ARF 0.x is YAML by name, but flat; reading it line by line spares us a YAML parser's depth and aliases.
_PLAIN_LINE = re.compile(r"^([A-Za-z][A-Za-z-]{1,40}+)[ \t]*+:[ \t]*+([^\r\n]*+)")
_LEAST_PLAIN = frozenset(
    {"reported-from", "category", "report-type", "source", "source-type", "report-id", "schema-url"}
)
_PLAIN_LINES = 200
_SURE = 4


class Sample(NamedTuple):
    """A piece of evidence that the report carries."""

    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class XarfFields:
    """What a report states; "" and () where it does not. `kind` is the report's type in lower case."""

    version: str
    kind: str = ""
    source: str = ""
    date: str = ""
    mail_from: str = ""
    message_id: str = ""
    recipients: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    uris: tuple[str, ...] = ()
    user_agent: str = ""
    description: str = ""
    samples: tuple[Sample, ...] = ()


def read_json(content: bytes) -> XarfFields | None:
    """Read a report of version 3 or 4, or give None for what is no such JSON. Never raises."""
    if len(content) > MAX_JSON_BYTES or not (b"xarf_version" in content or b"Report" in content):
        return None
    try:
        report = json.loads(decode_text(content))
    except (ValueError, RecursionError):
        return None
    if not isinstance(report, dict):
        return None
    if "xarf_version" in report:
        return _version_4(report)
    if isinstance(report.get("Report"), dict) and ("ReporterInfo" in report or "Version" in report):
        return _version_3(report)
    return None


def _version_4(report: dict[str, Any]) -> XarfFields:
    return XarfFields(
        version=_text(report, "xarf_version"),
        kind=_text(report, "type").lower(),
        source=_text(report, "source_identifier"),
        date=_text(report, "timestamp"),
        mail_from=_text(report, "smtp_from"),
        message_id=_bracketed(_text(report, "message_id")),
        recipients=_texts(report, "smtp_to"),
        domains=_texts(report, "domain"),
        uris=_texts(report, "url"),
        description=_text(report, "description"),
        samples=_samples(report.get("evidence"), "content_type", "payload"),
    )


def _version_3(outer: dict[str, Any]) -> XarfFields:
    report = outer["Report"]
    return XarfFields(
        version=_text(outer, "Version") or "3",
        kind=_text(report, "ReportType").lower(),
        source=_text(report, "SourceIp") or _text(report, "Source") or _text(report, "SourceUrl"),
        date=_text(report, "Date"),
        mail_from=_text(report, "SmtpMailFromAddress"),
        message_id=_bracketed(_text(report, "SmtpMessageId")),
        recipients=_texts(report, "SmtpRcptToAddress"),
        domains=_texts(report, "DomainName"),
        uris=_texts(report, "Url"),
        description=_text(report, "AdditionalInfo"),
        samples=_samples(report.get("Samples"), "ContentType", "Payload"),
    )


def read_plain(content: bytes, *, marked: bool) -> XarfFields | None:
    """Read the fields of X-ARF 0.x.

    Args:
        content: a text part.
        marked: the mail has an X-ARF or X-XARF field; otherwise four of the known fields must stand there.

    Returns:
        None where the fields are missing. Never raises.
    """
    found: dict[str, str] = {}
    for line in decode_text(content[:65_536]).splitlines()[:_PLAIN_LINES]:
        match = _PLAIN_LINE.match(line)
        if match:
            found.setdefault(match[1].lower(), match[2].strip().strip("\"'")[:_MAX_VALUE])
    known = len(found.keys() & _LEAST_PLAIN)
    if "source" not in found or known < (2 if marked else _SURE):
        return None
    return XarfFields(
        version=found.get("version", "0.2"),
        kind=(found.get("report-type") or found.get("category", "")).lower(),
        source=found["source"],
        date=found.get("date", ""),
        domains=(found["domain"].lower(),) if found.get("domain") else (),
        user_agent=found.get("user-agent", ""),
    )


def _text(report: dict[str, Any], key: str) -> str:
    value = report.get(key)
    return str(value)[:_MAX_VALUE] if isinstance(value, str | int | float) else ""


def _texts(report: dict[str, Any], key: str) -> tuple[str, ...]:
    value = report.get(key)
    values = value if isinstance(value, list) else [value]
    return tuple(one[:_MAX_VALUE] for one in values[:_MOST] if isinstance(one, str) and one)


def _bracketed(identifier: str) -> str:
    inside = re.sub(r"\s+", "", identifier).strip("<>")
    return f"<{inside}>" if inside else ""


def _samples(evidence: object, type_key: str, payload_key: str) -> tuple[Sample, ...]:
    if not isinstance(evidence, list):
        return ()
    found = []
    for one in evidence[:_MOST]:
        payload = one.get(payload_key) if isinstance(one, dict) else None
        if isinstance(payload, str) and payload:
            content_type = _text(one, type_key).partition(";")[0].strip().lower()
            # Version 4 is always base64, version 3 says so; both get it wrong, so the look decides.
            found.append(Sample(content_type, _payload(payload, said=one.get("Base64Encoded", True) is not False)))
    return tuple(found)


def _payload(payload: str, *, said: bool) -> bytes:
    plain = payload.encode("utf-8", "replace")
    looks_plain = ":" in payload[:500] or " " in payload[:80].strip()
    return decode_base64(plain) if said and not looks_plain else plain
