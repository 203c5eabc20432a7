"""parsedmarc, a reader of DMARC's reports; ARF is what its failure reports are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parsedmarc import parse_report_email  # type: ignore[import-untyped]

from tests.corpus.fields import Answer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NAME = "parsedmarc"
ABOUT = (
    "Gives DMARC aggregate reports, failure reports and TLS reports. Any feedback report that its failure parser takes "
    "is compared with its fields and the sample in it; it has no notion of other complaints, forwards or bounces."
)
_SINGLE = {
    "feedback_type": "feedback-type",
    "user_agent": "user-agent",
    "original_mail_from": "original-mail-from",
    "original_rcpt_to": "original-rcpt-to",
    "arrival_date_utc": "arrival-date",
    "reported_domain": "reported-domain",
    "authentication_results": "authentication-results",
    "incidents": "incidents",
}


def read(raw: bytes) -> Answer:
    """Read a report, offline; raises for what is none."""
    found = parse_report_email(raw, offline=True)
    report: Mapping[str, Any] = found["report"]
    if found["report_type"] != "failure":
        return Answer(category={"aggregate": "dmarc_aggregate"}.get(found["report_type"], found["report_type"]))
    kind = str(report.get("feedback_type", "")).strip().lower()
    parsed = report.get("parsed_sample") or {}
    return Answer(
        category={"opt-out": "opt_out", "auth-failure": "dmarc_failure"}.get(kind, "arf"),
        report=tuple(_report(report)),
        headers=tuple(_headers(parsed)) if parsed else None,
        text=str(parsed.get("body") or ""),
    )


def _report(report: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, name in _SINGLE.items():
        if report.get(key):
            yield name, str(report[key])
    source = report.get("source") or {}
    yield "source-ip", str(source.get("ip_address") or "")


def _headers(parsed: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in (parsed.get("headers") or {}).items():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str):
                yield name.lower(), one
    for name in ("from", "to", "cc", "reply_to"):
        listed = parsed.get(name) or []
        for one in [listed] if isinstance(listed, dict) else listed:
            if isinstance(one, dict):
                yield name.replace("_", "-"), f"{one.get('display_name') or ''} <{one.get('address') or ''}>"
    yield "subject", str(parsed.get("subject") or "")
    yield "date", str(parsed.get("date") or "")
