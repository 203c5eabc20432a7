"""Hold an account's mail while a surge is looked into, and what a person makes of the hold. Never a suspension.

Source: domain notes 4.4: an interim hold expires after 72 hours unless it is confirmed, and its reason is sent.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from accounts.models import AccountHold
from accounts.services import holds
from complaints.models import Case, OutboxRow
from complaints.services.queue_mail import queue_mail

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import Staff

EXPIRES = timedelta(hours=72)


def queue_hold(case: Case, reason: str, *, now: datetime) -> None:
    """Write a hold and the notice of it to the outbox, once a case; runs inside the caller's transaction."""
    account = case.account
    if account is None or account.status != account.Status.ACTIVE:
        return
    until = now + EXPIRES
    _, created = OutboxRow.objects.get_or_create(
        idempotency_key=f"case:{case.pk}:hold",
        defaults={
            "kind": "hold",
            "case": case,
            "summary": f"Hold the mail of {account} until {until:%Y-%m-%d %H:%M} UTC, unless it is confirmed.",
            "payload": {
                "account_id": account.pk,
                "reason": reason,
                "placed_at": now.isoformat(),
                "expires_at": until.isoformat(),
            },
            "not_before": now,
            "created_at": now,
        },
    )
    if created and account.contact_email:
        queue_mail(
            template="hold",
            to=account.contact_email,
            context={
                "case": case.pk,
                "account": account.name or account.pk,
                "account_id": account.pk,
                "public_reason": reason,
                "expires": f"{until:%d %B %Y, %H:%M} UTC",
            },
            idempotency_key=f"case:{case.pk}:hold:mail",
            now=now,
            not_before=now,
            case=case,
            summary=f"Write to the customer at {account.contact_email} why the mail is held.",
        )


@transaction.atomic
def confirm_hold(case_id: int, hold_id: int, by: Staff, now: datetime) -> bool:
    """Let a hold on the case's account stay until it is released; tells whether that changed anything.

    Raises:
        Case.DoesNotExist, AccountHold.DoesNotExist: there is none such.
    """
    case, hold = _of_case(case_id, hold_id)
    changed = holds.confirm(hold.pk, by, now)
    if changed:
        sentence = "Confirmed the hold: the account's mail waits until somebody releases it."
        case.events.create(kind="hold_confirmed", sentence=sentence, by=by, at=now, facts={"hold": hold.pk})
    return changed


@transaction.atomic
def release_hold(case_id: int, hold_id: int, by: Staff, now: datetime) -> bool:
    """End a hold on the case's account.

    Raises:
        As `confirm_hold`.
    """
    case, hold = _of_case(case_id, hold_id)
    changed = holds.release(hold.pk, by, now)
    if changed:
        sentence = "Released the hold: the account's mail goes on."
        case.events.create(kind="hold_released", sentence=sentence, by=by, at=now, facts={"hold": hold.pk})
    return changed


def _of_case(case_id: int, hold_id: int) -> tuple[Case, AccountHold]:
    case = Case.objects.get(pk=case_id)
    return case, AccountHold.objects.get(pk=hold_id, account=case.account_id)
