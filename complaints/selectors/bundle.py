"""What goes into the evidence bundle of a case: the mail itself, what was read off it, the keys, the history."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q

from complaints.domain.bundle import KEYS, Member
from complaints.models import Case, CaseEvent, CaseReview, Charge, Complaint, Decision, Incident

if TYPE_CHECKING:
    from collections.abc import Iterator

_README = """Evidence bundle of case {case}

manifest.json      every file with its SHA-256; the SHA-256 of this file is the bundle's fingerprint
complaints/        each complaint as it was received, byte for byte
originals/         the messages complained about, as they were cut out of the complaints
incidents/         what was read off each original, who sent it, how well that is shown, and why
keys.json          the DKIM keys that signatures were judged by, with the time for which each was valid
case.json          the case, its reviews, its decisions and the charges
history.json       what happened to the case, in order, and who did it

To check it: python manage.py verify_bundle FILE. It needs no database.
Without this software: compare the hashes with sha256sum; verify originals/*.eml with any DKIM verifier and the keys
in keys.json, as of the time in incidents/*.json (evidence, at).

The complaints name the people who complained. Do not pass them on to whom they complain about.
"""


def members(case: Case) -> Iterator[Member]:
    """Give the files of a case's bundle one by one.

    Raises:
        OSError: the raw store does not have a message, or cannot be reached: a bundle with a gap is none.
    """
    yield Member("README.txt", _README.format(case=case.pk).encode(), "How to read and check this bundle")
    for complaint in _complaints(case).iterator(chunk_size=100):
        yield Member(f"complaints/{complaint.pk}.eml", complaint.raw.content(), f"Complaint {complaint.pk} as received")
    keys: dict[tuple[str, str, str], dict[str, Any]] = {}
    for incident in _incidents(case).iterator(chunk_size=100):
        original = f"originals/{incident.pk}.eml"
        yield Member(original, incident.original.content(), f"Original of incident {incident.pk}")
        yield Member(f"incidents/{incident.pk}.json", _json(_incident(incident, original)), f"Incident {incident.pk}")
        keys |= _keys(incident)
    yield Member(KEYS, _json(list(keys.values())), "Keys that signatures were judged by")
    yield Member("case.json", _json(_case(case)), "The case")
    yield Member("history.json", _json(_history(case)), "The history")


def _complaints(case: Case) -> Any:
    belongs = Q(case=case) | Q(incidents__case=case)
    return Complaint.objects.filter(belongs).distinct().select_related("raw").order_by("pk")


def _incidents(case: Case) -> Any:
    return case.incidents.select_related("original", "complaint").order_by("pk")


def _incident(incident: Incident, original: str) -> dict[str, Any]:
    return {
        "incident": incident.pk,
        "complaint": f"complaints/{incident.complaint_id}.eml",
        "original": original,
        "original_sha256": incident.original_id,
        "cut_from": incident.cut_from,
        "exact": incident.exact,
        "headers": incident.headers,
        "duplicate_of": incident.duplicate_of_id,
        "account": incident.account_id,
        "origin": incident.origin,
        "confidence": incident.confidence,
        "reasons": incident.reasons,
        "competing": incident.competing,
        "substantiated": incident.substantiated,
        "judged_as_of": incident.complaint.processed_at or incident.complaint.received_at,
        "evidence": incident.evidence,
    }


def _keys(incident: Incident) -> dict[tuple[str, str, str], dict[str, Any]]:
    checks = [check for check in incident.evidence.get("signatures") or () if check.get("key")]
    return {
        (check["domain"], check["selector"], check["key"]["record"]): {**check["key"], "archived": check["known"]}
        for check in checks
    }


def _case(case: Case) -> dict[str, Any]:
    decisions = Decision.objects.filter(case=case).order_by("pk")
    reviews = CaseReview.objects.filter(case=case).order_by("pk")
    return {
        "case": case.pk,
        "kind": case.kind,
        "state": case.state,
        "account": case.account_id,
        "campaign": case.campaign_id,
        "title": case.title,
        "opened_at": case.opened_at,
        "decided_at": case.decided_at,
        "reviews": list(reviews.values("review", "finding", "note", "by__username", "at")),
        "decisions": list(
            decisions.values(
                "id", "outcome", "state", "rule", "public_reason", "private_note", "proposed_by__username",
                "proposed_at", "approved_by__username", "settled_at", "answer", "supersedes_id",
            )
        ),
        "charges": list(
            Charge.objects.filter(decision__case=case)
            .order_by("pk")
            .values("id", "decision_id", "incident_id", "account_id", "amount_cents", "currency", "credits_id", "at")
        ),
    }  # fmt: skip


def _history(case: Case) -> list[dict[str, Any]]:
    events = CaseEvent.objects.filter(case=case).order_by("at", "pk")
    return [dict(row) for row in events.values("id", "at", "kind", "sentence", "by__username", "facts")]


def _json(value: Any) -> bytes:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode("utf-8", "replace")
