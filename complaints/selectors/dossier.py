"""A case as an outcome sees it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q

from accounts.selectors.directory import RecordedDirectory
from complaints.domain.facts import Dossier, IncidentLine, Origin, ReporterKind, ReviewNote
from complaints.domain.lifecycle import DecisionState
from complaints.domain.policy import LOOK_BACK_DAYS
from complaints.domain.replies import MACHINES
from complaints.domain.reviews import REVIEWS
from complaints.models import Case, CaseReview, Charge, Complaint, Decision
from complaints.selectors.compromise import compromise_of
from complaints.selectors.rules import rules_in_force
from complaints.selectors.standing import standing_without

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from accounts.models import Staff

ORDER_OF_REVIEWS = tuple(review.name for review in REVIEWS)
FIELDS = ("pk", "origin", "recipient", "subject", "sent_at", "confidence", "recipient_matches", "substantiated")
REASONS = ("reasons", "source_ip", "evidence__signs", "evidence__content")


def dossier(case_id: int, staff: Staff, *, approver: Staff | None = None, at: datetime | None = None) -> Dossier:
    """Gather what outcomes look at.

    Args:
        case_id: key of the case.
        staff: who decides or proposes.
        approver: the second person, where there is one already.
        at: the moment of deciding, aware UTC; None while the case is only looked at.

    Raises:
        Case.DoesNotExist: there is no such case.
    """
    case = Case.objects.select_related("account").get(pk=case_id)
    rows = list(case.incidents.filter(duplicate_of__isnull=True).order_by("pk").values(*FIELDS, *REASONS))
    charged = _charged(case)
    account = case.account
    signs = compromise_of(account.pk if account else None, rows)
    sent = [row["sent_at"] for row in rows if row["sent_at"]]
    return Dossier(
        case_id=case.pk,
        kind=case.kind,
        account_id=account.pk if account else None,
        account_name=(account.name or account.pk) if account else "",
        account_status=account.status if account else "",
        contact_email=account.contact_email if account else "",
        incidents=tuple(_line(row, charged.get(row["pk"])) for row in rows),
        reviews=latest_reviews(case),
        reporters=_reporters(case),
        earlier_decisions=_earlier(case, at or case.opened_at),
        staff=staff.get_username(),
        approver=approver.get_username() if approver else "",
        # A rule that was made after the mail was sent does not apply to it: the earliest mail counts.
        rules=rules_in_force(min(sent, default=case.opened_at)),
        compromise=signs.sentences if signs.suggests else (),
        restores_to=standing_without(case),
        charge_cents=settings.FINE_CENTS,
        currency=settings.FINE_CURRENCY,
        at=at,
    )


def latest_reviews(case: Case) -> tuple[ReviewNote, ...]:
    """Give the latest record of each review, in the order of the registry."""
    latest: dict[str, CaseReview] = {}
    for row in case.reviews.select_related("by").order_by("at", "pk"):
        latest[row.review] = row
    return tuple(
        ReviewNote(review=row.review, finding=row.finding, note=row.note, by=row.by.get_username(), at=row.at)
        for row in (latest[name] for name in ORDER_OF_REVIEWS if name in latest)
    )


def _line(row: dict[str, Any], charged_at: datetime | None) -> IncidentLine:
    against = [str(reason.get("detail", "")) for reason in row["reasons"] if reason.get("weight", 0) < 0]
    return IncidentLine(
        incident_id=row["pk"],
        origin=Origin(row["origin"]),
        recipient=row["recipient"] or None,
        subject=row["subject"],
        sent_at=row["sent_at"],
        confidence=row["confidence"],
        recipient_matches=row["recipient_matches"],
        charged_at=charged_at,
        contradictions=tuple(sentence for sentence in against if sentence),
        signals=signals_of(row["reasons"]),
        substantiated=row["substantiated"],
    )


def signals_of(reasons: Iterable[dict[str, Any]]) -> tuple[tuple[str, float], ...]:
    """Give name and weight of kept reasons, as `explain` takes them."""
    return tuple((str(reason.get("signal", "")), float(reason.get("weight") or 0)) for reason in reasons)


def _charged(case: Case) -> dict[int, datetime]:
    charges = Charge.objects.filter(incident__case=case, credits__isnull=True, credited_by__isnull=True)
    return dict(charges.values_list("incident_id", "at"))


def _reporters(case: Case) -> tuple[str, ...]:
    addresses = (
        Complaint.objects.filter(
            Q(case=case) | Q(incidents__case=case) | Q(incidents__duplicate_of__case=case),
            reporter_kind=ReporterKind.PERSON.value,
        )
        .exclude(reporter_address="")
        .order_by("pk")
        .values_list("reporter_address", flat=True)
    )
    lowered = dict.fromkeys(address.lower() for address in addresses)
    ours = frozenset(RecordedDirectory().platform.mailboxes.values())
    return tuple(
        address for address in lowered if address not in ours and not MACHINES.match(address.rpartition("@")[0])
    )


def _earlier(case: Case, at: datetime) -> tuple[str, ...]:
    if case.account_id is None:
        return ()
    decisions = Decision.objects.filter(
        case__account_id=case.account_id,
        state=DecisionState.IN_FORCE.value,
        settled_at__gte=at - timedelta(days=LOOK_BACK_DAYS),
    ).exclude(case=case)
    return tuple(decisions.order_by("-settled_at", "-pk").values_list("outcome", flat=True))
