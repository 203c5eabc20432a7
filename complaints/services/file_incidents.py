"""Write incidents and put each into its case. Part of the transaction that processes a complaint."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder

from complaints.domain.evidence.agreement import shown_recipient
from complaints.domain.facts import Origin
from complaints.domain.grouping import advertises_only, case_key, incident_fingerprint, stronger
from complaints.models import Case, Incident
from complaints.services.keep_raw import content_key
from complaints.services.open_case import CaseOpening

if TYPE_CHECKING:
    from collections.abc import Iterable

    from complaints.domain.facts import Attribution, Evidence, Original
    from complaints.models import Complaint
    from complaints.services.filing import Filing


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One original for one recipient, judged. `position` is the original's within the complaint, from 0."""

    original: Original
    evidence: Evidence
    attribution: Attribution
    position: int


def file_incidents(complaint: Complaint, findings: Iterable[Finding], filing: Filing) -> tuple[Case, ...]:
    """Write an incident for each finding; one that is known already is linked to the first and counts once.

    The originals are in the raw store and have their rows.

    Returns:
        The cases that they went into, each once.
    """
    touched: dict[int, Case] = {}
    for finding in findings:
        incident, case = _write(complaint, finding, filing)
        _tell(case, incident, complaint, filing)
        touched[case.pk] = case
    return tuple(touched.values())


def fingerprint_of(finding: Finding) -> str:
    """Say which incident a finding is."""
    content_sha256 = content_key(finding.original.content)
    return incident_fingerprint(finding.evidence, finding.attribution, content_sha256=content_sha256)


def _write(complaint: Complaint, finding: Finding, filing: Filing) -> tuple[Incident, Case]:
    fingerprint = fingerprint_of(finding)
    values = columns(finding) | {
        "complaint": complaint,
        "position": finding.position,
        "original_id": content_key(finding.original.content),
        "fingerprint": fingerprint,
    }
    if filing.is_first(fingerprint):
        # Should another worker be faster, the transaction fails, and each complaint of it is filed by itself.
        case = filing.case(opening(complaint, finding))
        return Incident.objects.create(case=case, **values), case
    incident = _again(values)
    case = _case_of(incident, finding, complaint, filing)
    incident.case = case
    incident.save(update_fields=["case"])
    return incident, case


def _again(values: dict[str, Any]) -> Incident:
    first, created = _first_or_new(values["fingerprint"], values)
    if created:
        return first
    again = Incident.objects.create(**values | {"duplicate_of": first})
    if stronger(Origin(again.origin), Origin(first.origin)) and not first.charges.exists():
        _take_the_lead(again, first)
    return again


def _first_or_new(fingerprint: str, values: dict[str, Any]) -> tuple[Incident, bool]:
    """Give the incident that stands for a fingerprint, its case locked, or write it; the second value tells which.

    Without the lock a correction could take the first report out of its case while another is being linked to it,
    which would then count nowhere.
    """
    while True:
        first, created = Incident.objects.get_or_create(
            fingerprint=fingerprint, duplicate_of=None, superseded_by=None, defaults=values
        )
        if created:
            return first, True
        case = Case.objects.select_for_update().filter(pk=first.case_id or 0).first()
        standing = Incident.objects.filter(pk=first.pk, case=case, duplicate_of=None, superseded_by=None).first()
        if standing is not None:
            standing.case = case
            return standing, False


def _take_the_lead(incident: Incident, before: Incident) -> None:
    """Let the better evidenced copy stand for the incident: a first copy without headers must not weaken the case."""
    Incident.objects.filter(duplicate_of=before).exclude(pk=incident.pk).update(duplicate_of=incident)
    Incident.objects.filter(pk=before.pk).update(duplicate_of=incident)
    incident.duplicate_of = None
    incident.save(update_fields=["duplicate_of"])


def columns(finding: Finding) -> dict[str, Any]:
    """Give an incident's columns from what was found."""
    evidence, attribution, original = finding.evidence, finding.attribution, finding.original
    facts = evidence.facts
    return {
        "message_id": facts.message_id[:998],
        "recipient": (evidence.recipient or "")[:320],
        "subject": facts.subject[:2000],
        "from_address": facts.from_address[:320],
        "sent_at": facts.sent_at,
        "source_ip": (evidence.source_ip or "")[:64],
        "headers": original.headers.value,
        "exact": original.exact,
        "cut_from": original.cut_from[:300],
        "account_id": attribution.account_id,
        "campaign_id": (attribution.campaign_id or "")[:200],
        "list_id": (attribution.list_id or "")[:200],
        "origin": attribution.origin.value,
        "confidence": attribution.confidence,
        "reasons": [as_json(reason) for reason in attribution.reasons],
        "competing": [as_json(candidate) for candidate in attribution.competing],
        "evidence": as_json(evidence),
        "compromise_signs": bool(evidence.signs),
        "recipient_matches": matches(attribution, evidence),
    }


def matches(attribution: Attribution, evidence: Evidence) -> bool:
    """Tell whether the send log has this mail of this account for this very recipient, who is shown to have got it."""
    return shown_recipient(evidence) and any(
        row.account_id == attribution.account_id and row.same_recipient and row.by != "recipient"
        for row in evidence.log
    )


def as_json(value: Any) -> Any:
    """Give a fact as JSON values: times in ISO 8601, text without what PostgreSQL's JSON refuses."""
    text = json.dumps(asdict(value), cls=DjangoJSONEncoder, ensure_ascii=True)
    return json.loads(text.replace("\\u0000", ""))


def _case_of(incident: Incident, finding: Finding, complaint: Complaint, filing: Filing) -> Case:
    """Give the case; a second report of an incident joins the first one's, unless it speaks of another account."""
    first = incident.duplicate_of
    if first is not None and first.case is not None and first.account_id == incident.account_id:
        return first.case
    return filing.case(opening(complaint, finding))


def opening(complaint: Complaint, finding: Finding) -> CaseOpening:
    """Say which case a finding belongs to."""
    attribution, evidence = finding.attribution, finding.evidence
    return CaseOpening(
        kind=case_kind(attribution, evidence),
        grouping=case_key(attribution, evidence),
        title=evidence.facts.subject or "(no subject)",
        channel=complaint.channel,
        account_id=attribution.account_id,
        campaign_id=attribution.campaign_id or "",
    )


def case_kind(attribution: Attribution, evidence: Evidence) -> str:
    """Say why there is a case."""
    if attribution.account_id is None:
        return Case.Kind.UNATTRIBUTED
    if attribution.origin is Origin.CONTRADICTED:
        return Case.Kind.FRAMED
    if advertises_only(attribution, evidence):
        return Case.Kind.SPAMVERTISED
    return Case.Kind.SPAM


def _tell(case: Case, incident: Incident, complaint: Complaint, filing: Filing) -> None:
    again = f", the same as incident {incident.duplicate_of_id}" if incident.duplicate_of_id else ""
    filing.tell(
        case,
        "incident",
        f"Incident {incident.pk} from complaint {complaint.pk}{again}: origin {incident.origin}.",
        {"incident": incident.pk, "complaint": complaint.pk},
    )
