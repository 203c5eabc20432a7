"""What goes into the evidence bundle of a case: the mail itself, what was read off it, the keys, the history."""

from __future__ import annotations

import json
import platform
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import OuterRef, Q, Subquery

from complaints.domain.bundle import KEYS, Member
from complaints.domain.facts import Origin
from complaints.domain.statement import explain
from complaints.models import (
    Case,
    CaseEvent,
    CaseReview,
    Charge,
    Complaint,
    Decision,
    Incident,
    PolicyRule,
    ReadingCorrection,
)
from complaints.selectors.dossier import signals_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

_README = """Evidence bundle of case {case}: for use within the house, see the end

manifest.json      every file with its SHA-256; the SHA-256 of this file is the bundle's fingerprint
complaints/        each complaint as it was received, byte for byte, and beside it who handed it over, when, and how it
                   was read
originals/         the messages complained about, as they were cut out of the complaints
incidents/         what was read off each original, who sent it, how well that is shown, and why
                   Of what was forgotten under the retention rules only that is told, and its hash
earlier/           what evidence came to before it was gathered again, or the complaint was read otherwise
keys.json          the DKIM keys that signatures were judged by, with the time for which each was valid; "archived" are
                   those of the desk's own archive, the others were asked of DNS
case.json          the case, its reviews, its decisions with the clauses that they cite, and the charges
history.json       what happened to the case, in order, and who did it

To check it: python manage.py verify_bundle FILE --fingerprint SHA256. It needs no database and no network.
Without this software: compare the hashes with sha256sum; verify originals/*.eml with any DKIM verifier and the keys
in keys.json, as of the time in incidents/*.json (evidence, at).

What that shows: nothing in here was changed since the manifest was written, and the signatures hold under these keys.
What it does not show: the bundle is not signed, so that somebody could make up another that agrees with itself. Ask the
desk for the fingerprint of the one that it handed out; it stands in the history of the case. That the keys were those
of the domains is the desk's word as well; their owners, or an archive of DNS, can confirm it.

The complaints name the people who complained. Do not pass them on to whom they complain about.
"""
# So many rows at a time, by their numbers: without cursors on the server an iteration would fetch the whole case.
_BATCH = 100
_RECEIPT = (
    *("received_at", "door", "peer", "mail_from", "rcpt_to", "channel", "processed_at", "status", "format"),
    *("recogniser", "kind", "feedback_type", "reporter_address", "reporter_kind", "reporter_authenticated", "trace"),
)
_DECISION = (
    *("id", "outcome", "state", "rule", "public_reason", "private_note", "order", "reviews", "tell_reporters"),
    *("proposed_at", "settled_at", "answer", "supersedes_id"),
)
_RESULT = (
    *("cut_from", "exact", "headers", "campaign_id", "list_id", "origin", "confidence", "recipient_matches"),
    *("reasons", "competing", "substantiated", "evidence"),
)


def members(case: Case) -> Iterator[Member]:
    """Give the files of a case's bundle one by one.

    Raises:
        OSError: the raw store does not have a message, or cannot be reached: a bundle with a gap is none.
    """
    yield Member("README.txt", _README.format(case=case.pk).encode(), "How to read and check this bundle")
    # What comes in while the bundle is written is left out whole, not by halves.
    newest = case.incidents.order_by("-pk").values_list("pk", flat=True).first() or 0
    incidents = case.incidents.filter(pk__lte=newest)
    complaints = Complaint.objects.filter(Q(case=case) | Q(pk__in=incidents.values("complaint")))
    for complaint in _in_batches(complaints, Complaint.objects.select_related("raw")):
        yield from _received(complaint)
    superseded = Incident.objects.filter(complaint__in=complaints.values("pk"), superseded_by__isnull=False)
    keys: dict[str, dict[str, Any]] = {}
    for incident in _in_batches(incidents, _as_judged()):
        original = "" if incident.forgotten else f"originals/{incident.pk}.eml"
        if original:
            yield Member(original, incident.content(), f"Original of incident {incident.pk}")
        yield Member(f"incidents/{incident.pk}.json", _json(_incident(incident, original)), f"Incident {incident.pk}")
        keys |= _keys(incident)
    for earlier in _in_batches(superseded, superseded.select_related("superseded_by__by", "complaint")):
        yield Member(f"earlier/{earlier.pk}.json", _json(_earlier(earlier)), f"Earlier result: incident {earlier.pk}")
    yield Member(KEYS, _json(list(keys.values())), "Keys that signatures were judged by")
    yield Member("case.json", _json(_case(case)), "The case")
    yield Member("history.json", _json(_history(case)), "The history")


def software() -> dict[str, str]:
    """Name what read the mail and verified the signatures."""
    return {
        "abusedesk": settings.VERSION,
        "python": platform.python_version(),
        "cryptography": version("cryptography"),
    }


def _in_batches(numbers: QuerySet[Any], rows: QuerySet[Any]) -> Iterator[Any]:
    """Give the rows of those numbers; the numbers are asked for once, for that is what takes its time."""
    wanted = list(numbers.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(wanted), _BATCH):
        yield from rows.filter(pk__in=wanted[start : start + _BATCH]).order_by("pk")


def _received(complaint: Complaint) -> Iterator[Member]:
    mail = _mail(complaint)
    receipt = {
        "complaint": complaint.pk,
        "mail": mail,
        "forgotten": complaint.forgotten,
        "sha256": complaint.raw_id,
        "stored_at": complaint.raw.stored_at,
        **{name: getattr(complaint, name) for name in _RECEIPT},
    }
    content = complaint.forgotten.encode() or complaint.content()
    yield Member(mail, content, f"Complaint {complaint.pk}{', forgotten' if complaint.forgotten else ' as received'}")
    yield Member(f"complaints/{complaint.pk}.json", _json(receipt), f"How complaint {complaint.pk} came and was read")


def _mail(complaint: Complaint) -> str:
    """Name the file with a complaint, or with the sentence that it was forgotten."""
    return f"complaints/{complaint.pk}.{'forgotten.txt' if complaint.forgotten else 'eml'}"


def _as_judged() -> QuerySet[Incident]:
    """Add when a person corrected the reading and when the evidence was gathered again, each the last time."""
    made = ReadingCorrection.objects.filter(complaint=OuterRef("complaint")).order_by("-pk")
    again = made.filter(kind=ReadingCorrection.Kind.EVIDENCE).values("pk")[:1]
    by_hand = made.exclude(kind=ReadingCorrection.Kind.EVIDENCE)
    return Incident.objects.select_related("original", "complaint").annotate(
        gathered_again=Subquery(again),
        corrected=Subquery(by_hand.values("pk")[:1]),
        corrected_at=Subquery(by_hand.values("at")[:1]),
    )


def _judged_as_of(incident: Any) -> Any:
    """Give the day that exposed keys were judged by: that of a correction, but as first processed when judged again."""
    if incident.corrected and incident.corrected > (incident.gathered_again or 0):
        return incident.corrected_at
    return incident.complaint.processed_at or incident.complaint.received_at


def _incident(incident: Any, original: str) -> dict[str, Any]:
    return _result(incident) | {
        "original": original,
        "duplicate_of": incident.duplicate_of_id,
        "judged_as_of": _judged_as_of(incident),
    }


def _earlier(incident: Incident) -> dict[str, Any]:
    by = incident.superseded_by
    until = {"kind": by.kind, "note": by.note, "by": by.by.get_username() if by.by else None, "at": by.at} if by else {}
    return _result(incident) | {"until": until}


def _result(incident: Incident) -> dict[str, Any]:
    return {
        "incident": incident.pk,
        "complaint": _mail(incident.complaint),
        "forgotten": incident.forgotten,
        "original_sha256": incident.original_id,
        "account": incident.account_id,
        "sentence": explain(Origin(incident.origin), signals_of(incident.reasons)),
        **{name: getattr(incident, name) for name in _RESULT},
    }


def _keys(incident: Incident) -> dict[str, dict[str, Any]]:
    """Give the keys as they were known when it was judged: what is learned of a key later must not change that."""
    checks = [check for check in incident.evidence.get("signatures") or () if check.get("key")]
    used = [{**check["key"], "archived": check["known"]} for check in checks]
    return {json.dumps(key, sort_keys=True): key for key in used}


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
        "decisions": list(decisions.values(*_DECISION, "proposed_by__username", "approved_by__username")),
        "clauses": [_clause(reference) for reference in dict.fromkeys(decisions.values_list("rule", flat=True))],
        "charges": list(
            Charge.objects.filter(decision__case=case)
            .order_by("pk")
            .values("id", "decision_id", "incident_id", "account_id", "amount_cents", "currency", "credits_id", "at")
        ),
    }


def _clause(reference: str) -> dict[str, Any]:
    """Give a clause in the version that a decision cites, as the desk has it; its reference alone when it has none."""
    code, _, rest = reference.partition("/")
    number, _, clause = rest.partition("/")
    fields = ("policy__title", "policy__version", "policy__in_force_from", "policy__url", "clause", "title", "text")
    rules = PolicyRule.objects.filter(policy__code=code, policy__version=number, clause=clause)
    return {"reference": reference, **(rules.values(*fields).first() or {})}


def _history(case: Case) -> list[dict[str, Any]]:
    events = CaseEvent.objects.filter(case=case).order_by("at", "pk")
    return [dict(row) for row in events.values("id", "at", "kind", "sentence", "by__username", "facts")]


def _json(value: Any) -> bytes:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode("utf-8", "replace")
