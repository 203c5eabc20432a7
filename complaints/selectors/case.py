"""One case as the workspace shows it: who, what, how many, what was decided before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from complaints.domain.facts import CHARGEABLE
from complaints.domain.lifecycle import CaseState, DecisionState
from complaints.models import Case, CaseReview, Charge, Complaint, Decision, Incident
from complaints.selectors.queue import addend_sentences

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import Account

MAX_INCIDENTS = 200
MAX_COMPLAINTS = 100
MAX_RELATED = 10
_CHARGEABLE = frozenset(origin.value for origin in CHARGEABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentRow:
    """An incident in the list of its case.

    Attributes:
        reports: how many complaints told of it, its own included.
        charged_at: when a charge still stands for it, else None.
        chargeable: by origin and recipient; the outcome's gates have the last word.
    """

    incident_id: int
    complaint_id: int
    subject: str
    recipient: str
    reporter: str
    reporter_kind: str
    sent_at: datetime | None
    received_at: datetime
    origin: str
    confidence: float
    recipient_matches: bool
    substantiated: bool | None
    charged_at: datetime | None
    chargeable: bool
    reports: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintRow:
    """A complaint that hangs on the case itself, having no incident."""

    complaint_id: int
    subject: str
    reporter: str
    reporter_kind: str
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedReview:
    """The latest record of one review."""

    review: str
    finding: str
    note: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRow:
    """A decision as lists show it."""

    decision_id: int
    case_id: int
    outcome: str
    state: str
    rule: str
    public_reason: str
    private_note: str
    proposed_by: str
    proposed_by_id: int
    proposed_at: datetime
    approved_by: str
    settled_at: datetime | None
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """A case. Lists are bounded; `incident_total` and `people` count all.

    Attributes:
        version: to be sent back with every change, and compared.
        decision: the one that is proposed or in force, else None.
        earlier: of other cases of the same account, newest first.
    """

    case: Case
    account: Account | None
    assignee: str
    addends: tuple[str, ...]
    incidents: tuple[IncidentRow, ...]
    incident_total: int
    people: int
    complaints: tuple[ComplaintRow, ...]
    reviews: dict[str, RecordedReview]
    decision: DecisionRow | None
    decisions: tuple[DecisionRow, ...]
    earlier: tuple[DecisionRow, ...]
    related: tuple[Case, ...]

    @property
    def version(self) -> int:
        """Give the version that a form sends back."""
        return self.case.version

    @property
    def decided(self) -> bool:
        """Tell whether a decision is in force."""
        return self.decision is not None and self.decision.state == DecisionState.IN_FORCE.value

    @property
    def closed(self) -> bool:
        """Tell whether it was closed without a decision, because all it held was taken out."""
        return self.case.state == CaseState.DECIDED.value and self.decision is None

    @property
    def proposed(self) -> bool:
        """Tell whether a decision waits for a second person."""
        return self.decision is not None and self.decision.state == DecisionState.PROPOSED.value


def case_page(case_id: int) -> CasePage | None:
    """Read a case with all its lists, in a fixed number of queries; None when there is none of that number."""
    case = Case.objects.select_related("account", "assignee", "follows").filter(pk=case_id).first()
    if case is None:
        return None
    decisions = _decisions(Q(case=case))
    current = next((d for d in decisions if d.state in _CURRENT), None)
    own = Incident.objects.filter(case=case)
    reporters = Complaint.objects.filter(Q(case=case) | Q(incidents__case=case)).exclude(reporter_address="")
    return CasePage(
        case=case,
        account=case.account,
        assignee=case.assignee.get_username() if case.assignee else "",
        addends=addend_sentences(case.priority_addends),
        incidents=_incidents(case),
        incident_total=own.filter(duplicate_of=None).count(),
        people=reporters.values("reporter_address").distinct().count(),
        complaints=_complaints(case),
        reviews=_reviews(case),
        decision=current,
        decisions=decisions,
        earlier=_decisions(Q(case__account=case.account_id) & ~Q(case=case))[:5] if case.account_id else (),
        related=_related(case),
    )


_CURRENT = (DecisionState.PROPOSED.value, DecisionState.IN_FORCE.value)


def _incidents(case: Case) -> tuple[IncidentRow, ...]:
    rows = list(
        Incident.objects.filter(case=case, duplicate_of=None)
        .select_related("complaint")
        .defer("evidence", "reasons", "competing", "complaint__comment", "complaint__trace")
        .order_by("-confidence", "pk")[:MAX_INCIDENTS]
    )
    numbers = [row.pk for row in rows]
    charged = dict(
        Charge.objects.filter(incident_id__in=numbers, credits=None, credited_by=None).values_list("incident_id", "at")
    )
    reports: dict[int, int] = {}
    for original in Incident.objects.filter(duplicate_of_id__in=numbers).values_list("duplicate_of_id", flat=True):
        if original is not None:
            reports[original] = reports.get(original, 0) + 1
    return tuple(_incident(row, charged.get(row.pk), reports.get(row.pk, 0) + 1) for row in rows)


def _incident(row: Incident, charged_at: datetime | None, reports: int) -> IncidentRow:
    return IncidentRow(
        incident_id=row.pk,
        complaint_id=row.complaint_id,
        subject=row.subject,
        recipient=row.recipient,
        reporter=row.complaint.reporter_address,
        reporter_kind=row.complaint.reporter_kind,
        sent_at=row.sent_at,
        received_at=row.complaint.received_at,
        origin=row.origin,
        confidence=row.confidence,
        recipient_matches=row.recipient_matches,
        substantiated=row.substantiated,
        charged_at=charged_at,
        chargeable=row.origin in _CHARGEABLE and row.recipient_matches and charged_at is None,
        reports=reports,
    )


def _complaints(case: Case) -> tuple[ComplaintRow, ...]:
    rows = Complaint.objects.filter(case=case).only("subject", "reporter_address", "reporter_kind", "received_at")[
        :MAX_COMPLAINTS
    ]
    return tuple(
        ComplaintRow(
            complaint_id=row.pk,
            subject=row.subject,
            reporter=row.reporter_address,
            reporter_kind=row.reporter_kind,
            received_at=row.received_at,
        )
        for row in rows
    )


def _reviews(case: Case) -> dict[str, RecordedReview]:
    latest: dict[str, RecordedReview] = {}
    for row in CaseReview.objects.filter(case=case).select_related("by").order_by("at", "pk"):
        latest[row.review] = RecordedReview(
            review=row.review, finding=row.finding, note=row.note, by=row.by.get_username(), at=row.at
        )
    return latest


def _decisions(condition: Q) -> tuple[DecisionRow, ...]:
    rows = Decision.objects.filter(condition).select_related("proposed_by", "approved_by")[:50]
    return tuple(decision_row(row) for row in rows)


def decision_row(row: Decision) -> DecisionRow:
    """Give a decision as lists show it; its two persons should have been fetched with it."""
    return DecisionRow(
        decision_id=row.pk,
        case_id=row.case_id,
        outcome=row.outcome,
        state=row.state,
        rule=row.rule,
        public_reason=row.public_reason,
        private_note=row.private_note,
        proposed_by=row.proposed_by.get_username(),
        proposed_by_id=row.proposed_by_id,
        proposed_at=row.proposed_at,
        approved_by=row.approved_by.get_username() if row.approved_by else "",
        settled_at=row.settled_at,
        answer=row.answer,
    )


def _related(case: Case) -> tuple[Case, ...]:
    if not case.account_id:
        return ()
    others = Case.objects.filter(account_id=case.account_id).exclude(pk=case.pk).order_by("-opened_at")
    return tuple(others[:MAX_RELATED])
