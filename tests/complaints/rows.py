"""Rows for tests of services: an account, its staff, and a case whose incidents could all be charged."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth.models import Group

from accounts.models import Account, Staff
from complaints.domain.facts import Order
from complaints.models import Case, CaseEvent, Complaint, Incident, OutboxRow, RawMessage
from complaints.services.deliver import drain_outbox
from complaints.services.record_review import record_review

NOW = datetime(2026, 11, 9, 10, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
RULE = "anti-spam/2012-11-02/2.1"
BREACH = {"content": "unsolicited_commercial", "list_pattern": "no_signs", "complaint": "credible"} | {
    "subscription": "no_record"
}


def staff(name: str, *roles: str) -> Staff:
    """Make a member of staff with these roles."""
    person = Staff.objects.create_user(name)
    person.groups.set(Group.objects.filter(name__in=roles))
    return person


def account(account_id: str = "acme", **changes: Any) -> Account:
    """Make an account."""
    row = {"name": "Acme Watches", "contact_email": f"owner@{account_id}.example", **changes}
    return Account.objects.get_or_create(account_id=account_id, defaults=row)[0]


def case(incidents: int = 2, *, origin: str = "proven", **changes: Any) -> Case:
    """Make an open case of an account, with incidents of as many persons."""
    grouping = changes.pop("grouping", "group")
    owner = changes.pop("account", None) or account()
    values = {"kind": "spam", "grouping": grouping, "open_key": grouping, "account": owner, "opened_at": NOW, **changes}
    row = Case.objects.create(**values)
    for number in range(1, incidents + 1):
        add_incident(row, number, origin=origin)
    return row


def add_incident(row: Case, number: int, **changes: Any) -> Incident:
    """Make an incident of a case, reported by the person who received it."""
    recipient = changes.pop("recipient", f"reader{number}@isp.example")
    raw = hashlib.sha256(f"{row.grouping} {number}".encode()).hexdigest()
    raw_message = RawMessage.objects.create(sha256=raw, size_bytes=1, stored_at=NOW)
    complaint = Complaint.objects.create(
        raw=raw_message,
        received_at=NOW,
        door="lmtp",
        channel="public",
        reporter_address=recipient,
        reporter_kind="person",
    )
    values = {
        "origin": "proven",
        "recipient_matches": True,
        "subject": f"Watches for reader{number}",
        "reasons": [{"signal": "own_dkim", "detail": "Our signature verifies.", "weight": 0.9}],
        "evidence": {"signs": []},
        **changes,
    }
    return Incident.objects.create(
        complaint=complaint,
        position=0,
        fingerprint=raw,
        original=raw_message,
        case=row,
        recipient=recipient,
        sent_at=NOW - timedelta(days=2),
        headers="full",
        account=row.account,
        **values,
    )


def review(row: Case, by: Staff, findings: dict[str, str] | None = None) -> None:
    """Record reviews, all four of a breach unless told otherwise."""
    for name, finding in (BREACH if findings is None else findings).items():
        record_review(row.pk, name, finding, "", by, NOW)


def order(outcome: str, **changes: Any) -> Order:
    """Give an order with all that a form asks for."""
    return Order(**{"outcome": outcome, "rule": RULE, "public_reason": "Nobody asked for this mail.", **changes})


def kinds(row: Case) -> list[str]:
    """Give the kinds of a case's history, oldest first."""
    return list(CaseEvent.objects.filter(case=row).values_list("kind", flat=True))


def outbox_row(**values: Any) -> OutboxRow:
    """Plan a consequence that belongs to no case."""
    number = OutboxRow.objects.count()
    given = {"idempotency_key": f"test:{number}", "kind": "mail", "summary": "A mail", "not_before": NOW}
    return OutboxRow.objects.create(**given | {"created_at": NOW} | values)


def outbox(row: Case) -> list[tuple[str, str]]:
    """Give the kind and state of a case's consequences, oldest first."""
    return list(OutboxRow.objects.filter(case=row).order_by("pk").values_list("kind", "state"))


def deliver_all() -> int:
    """Deliver everything that is due an hour later."""
    return drain_outbox(limit=100, now_fn=lambda: LATER)
