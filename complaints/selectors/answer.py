"""What `ingest --json` and the doors answer about a complaint: the words of the contract.

Source: the contracts page, section 2.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from complaints.models import Complaint, Incident

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


def answer(complaint: Complaint) -> dict[str, Any]:
    """Describe a processed complaint; a duplicate answers with the incidents of the first."""
    first = complaint.duplicate_of or complaint
    return {
        "sha256": complaint.raw_id,
        "status": complaint.status,
        "complaint_id": complaint.pk,
        "format": first.format or "none",
        "channel": first.channel or complaint.channel or "public",
        "feedback_type": first.feedback_type or None,
        "case": first.case_id,
        "reporter": {"address": first.reporter_address, "kind": first.reporter_kind or "person"},
        "needs": first.needs,
        "error": complaint.error or _why_unreadable(first),
        "incidents": incident_answers(first.incidents.standing().order_by("position", "pk")),
    }


def _why_unreadable(complaint: Complaint) -> str | None:
    return " ".join(complaint.trace) or None if complaint.status == "unreadable" else None


def incident_answers(incidents: Iterable[Incident]) -> list[dict[str, Any]]:
    """Describe incidents; `duplicate_of` is the earliest report of the same original in the same mailbox."""
    rows = list(incidents)
    earliest: dict[str, int] = {}
    prints = {row.fingerprint for row in rows}
    for pk, fingerprint in (
        Incident.objects.standing().filter(fingerprint__in=prints).order_by("pk").values_list("pk", "fingerprint")
    ):
        earliest.setdefault(fingerprint, pk)
    return [_incident(row, earliest[row.fingerprint]) for row in rows]


def _incident(row: Incident, earliest: int) -> dict[str, Any]:
    return {
        "message_id": row.message_id or None,
        "recipient": row.recipient or None,
        "subject": row.subject or None,
        "sent_at": _iso(row.sent_at),
        "source_ip": row.source_ip or None,
        "headers": row.headers,
        "account": row.account_id,
        "origin": row.origin,
        "confidence": round(row.confidence, 4),
        "reasons": [
            {"signal": reason["signal"], "detail": reason["detail"], "weight": reason["weight"]}
            for reason in row.reasons
        ],
        "case": row.case_id,
        "duplicate_of": earliest if earliest != row.pk else None,
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None
