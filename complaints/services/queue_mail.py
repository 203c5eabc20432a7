"""Queue a mail that is no decision's consequence, such as a question to a reporter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.models import OutboxRow

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.models import Case, Complaint, Decision


def queue_mail(  # noqa: PLR0913 - a row's columns, all by keyword
    *,
    template: str,
    to: str,
    context: dict[str, object],
    idempotency_key: str,
    now: datetime,
    not_before: datetime,
    case: Case | None = None,
    decision: Decision | None = None,
    complaint: Complaint | None = None,
    summary: str,
) -> OutboxRow:
    """Write a mail to the outbox; the same key gives the row that is there already.

    Args:
        template: name of a pair of files in templates/mail.
        to: one address, checked when the mail is sent.
        context: JSON values for the template; `in_reply_to` becomes the header where it is a Message-ID.
        idempotency_key: stable name of this mail.
        now: aware UTC.
        not_before: when it may leave.
        case: what it belongs to, if to a case.
        decision: likewise.
        complaint: likewise.
        summary: one sentence for staff.
    """
    row, _ = OutboxRow.objects.get_or_create(
        idempotency_key=idempotency_key,
        defaults={
            "kind": "mail",
            "case": case,
            "decision": decision,
            "complaint": complaint,
            "summary": summary,
            "payload": {"template": template, "to": to, "context": context},
            "not_before": not_before,
            "created_at": now,
        },
    )
    return row
