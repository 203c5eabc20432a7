"""Place, confirm and release a hold on an account's sending. Doing it twice changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from accounts.models import Account, AccountHold

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import Staff


def place(account_id: str, *, key: str, reason: str, placed_at: datetime, expires_at: datetime) -> AccountHold:
    """Hold an account's mail until a moment; the same key gives the hold that is there already.

    Raises:
        Account.DoesNotExist: there is no such account.
    """
    Account.objects.only("pk").get(pk=account_id)
    values = {"account_id": account_id, "reason": reason, "placed_at": placed_at, "expires_at": expires_at}
    return AccountHold.objects.get_or_create(key=key, defaults=values)[0]


def confirm(hold_id: int, by: Staff, now: datetime) -> bool:
    """Let a hold in force stay until it is released; tells whether that changed anything."""
    waiting = AccountHold.objects.filter(pk=hold_id, released_at=None, confirmed_at=None, expires_at__gt=now)
    return bool(waiting.update(confirmed_at=now, confirmed_by=by))


def release(hold_id: int, by: Staff, now: datetime) -> bool:
    """End a hold in force; tells whether that changed anything."""
    in_force = AccountHold.objects.filter(Q(expires_at__gt=now) | Q(confirmed_at__isnull=False), pk=hold_id)
    return bool(in_force.filter(released_at=None).update(released_at=now, released_by=by))
