"""The fields of an XARF report of any version, brought under one set of names.

Source: abusix/xarf schema 3 (Report, Samples), XARF 4.2.0 (core, messaging, evidence), X-ARF 0.2 (flat YAML).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from complaints.domain.decoding import decode_base64, decode_text
from complaints.domain.formats._stated import bracketed

_MOST = 50
_MAX_VALUE = 2000
# X-ARF 0.x is YAML by name, but flat; reading it line by line spares us a YAML parser's depth and aliases.
_PLAIN_LINE = re.compile(r"^[\"']?([A-Za-z][A-Za-z-]{1,40}+)[\"']?[ \t]*+:[ \t]*+([^\r\n]*+)")
_LEAST_PLAIN = frozenset(
    {"reported-from", "category", "report-type", "source", "source-type", "report-id", "schema-url"}
)
_BLOCK_SIGN = re.compile(r"^[|>][+-]?\d?$|^!!?\w{1,20}\s")
_PLAIN_LINES = 200
_MAIL_KINDS = frozenset({"spam", "bulk-messaging", "bulk_messaging", "abuse", ""})
_PLAIN_MAIL_KINDS = _MAIL_KINDS | {"phishing", "fraud", "scam", "spamtrap", "info", "harvesting-mail"}
_CATEGORIES = frozenset({"connection", "content", "copyright", "infrastructure", "reputation", "vulnerability"})
_SURE = 4


class Sample(NamedTuple):
    """A piece of evidence that the report carries."""

    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class XarfFields:
    """What a report states; "" and () where it does not.

    Attributes:
        kind: the report's type in lower case.
        about_mail: it complains about a message, so that one should be with it.
    """

    version: str
    kind: str = ""
    about_mail: bool = True
    source: str = ""
    date: str = ""
    mail_from: str = ""
    message_id: str = ""
    subject: str = ""
    recipients: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    uris: tuple[str, ...] = ()
    user_agent: str = ""
    description: str = ""
    samples: tuple[Sample, ...] = ()


def read_report(report: dict[str, Any]) -> XarfFields | None:
    """Read a report of version 1 to 4, or give None for an object that is none. Never raises."""
    if "xarf_version" in report:
        return _version_4(report)
    if isinstance(report.get("Report"), dict) and ("ReporterInfo" in report or "Version" in report):
        return _version_3(report)
    if isinstance(report.get("ReporterInfo"), dict) and "Version" in report:
        # The report itself is missing; who reports is told.
        return XarfFields(version=_text(report, "Version"), about_mail=False)
    return None


def _version_4(report: dict[str, Any]) -> XarfFields:
    return XarfFields(
        version=_text(report, "xarf_version"),
        kind=_text(report, "type").strip().lower(),
        about_mail=_is_about_mail(report),
        source=_text(report, "source_identifier"),
        date=_text(report, "timestamp"),
        mail_from=_text(report, "smtp_from"),
        message_id=bracketed(_text(report, "message_id")),
        subject=_text(report, "subject"),
        recipients=_texts(report, "smtp_to"),
        domains=_texts(report, "domain"),
        uris=_texts(report, "url"),
        description=_text(report, "description"),
        samples=_samples(report.get("evidence"), "content_type", "payload"),
    )


def _is_about_mail(report: dict[str, Any]) -> bool:
    """Tell by the category, and by the type where that is missing or unknown; chats are messages too, but no mail."""
    protocol = _text(report, "protocol").lower()
    if protocol not in {"", "smtp", "email", "mail"}:
        return False
    category = _text(report, "category").lower()
    return category == "messaging" or (category not in _CATEGORIES and _text(report, "type").lower() in _MAIL_KINDS)


def _version_3(outer: dict[str, Any]) -> XarfFields:
    report = outer["Report"]
    kind = _text(report, "ReportType").strip().lower()
    mail_from, recipients = _text(report, "SmtpMailFromAddress"), _texts(report, "SmtpRcptToAddress")
    return XarfFields(
        version=_text(outer, "Version") or "3",
        kind=kind,
        about_mail=kind in _MAIL_KINDS or bool(mail_from or recipients),
        source=_text(report, "SourceIp") or _text(report, "Source") or _text(report, "SourceUrl"),
        date=_text(report, "Date"),
        mail_from=mail_from,
        message_id=bracketed(_text(report, "SmtpMessageId")),
        subject=_text(report, "SmtpMessageSubject"),
        recipients=recipients,
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
    found = _plain_values(decode_text(content[:65_536]))
    known = len(found.keys() & _LEAST_PLAIN)
    if "source" not in found or known < (2 if marked else _SURE):
        return None
    kind = (found.get("report-type") or found.get("category", "")).lower()
    on_the_web = found.get("source-type", "").lower() in {"uri", "url", "domain"} or "://" in found["source"]
    return XarfFields(
        version=found.get("version", "0.2"),
        kind=kind,
        about_mail=kind in _PLAIN_MAIL_KINDS and not on_the_web,
        source=found["source"],
        date=found.get("date", ""),
        mail_from=found.get("smtp-mail-from-address", ""),
        message_id=bracketed(found.get("smtp-message-id", "")),
        subject=found.get("smtp-message-subject", ""),
        recipients=tuple(filter(None, (found.get("smtp-rcpt-to-address", ""),))),
        domains=(found["domain"].lower(),) if found.get("domain") else (),
        user_agent=found.get("user-agent", ""),
    )


def _plain_values(text: str) -> dict[str, str]:
    """Read the keys of the first document: quoted, folded over indented lines, or with a block sign."""
    found: dict[str, str] = {}
    key = ""
    for line in text.splitlines()[:_PLAIN_LINES]:
        if line.startswith(("...", "---")) and len(found) >= _SURE:
            break
        match = _PLAIN_LINE.match(line)
        if match:
            key = match[1].lower() if match[1].lower() not in found else ""
            if key:
                found[key] = _BLOCK_SIGN.sub("", match[2].strip())[:_MAX_VALUE]
        elif key and line[:1] in {" ", "\t"} and len(found[key]) < _MAX_VALUE:
            found[key] = f"{found[key]} {line.strip().removeprefix('- ')}".strip()
        else:
            key = ""
    return {name: _unquoted(value) for name, value in found.items()}


def _unquoted(value: str) -> str:
    quote = value[:1]
    if quote and quote in "\"'" and value.find(quote, 1) > 0:
        return value[1 : value.find(quote, 1)]
    return value.partition(" #")[0].strip()


def _text(report: dict[str, Any], key: str) -> str:
    value = report.get(key)
    return str(value)[:_MAX_VALUE] if isinstance(value, str | int | float) else ""


def _texts(report: dict[str, Any], key: str) -> tuple[str, ...]:
    value = report.get(key)
    values = value if isinstance(value, list) else [value]
    return tuple(one[:_MAX_VALUE] for one in values[:_MOST] if isinstance(one, str) and one)


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
