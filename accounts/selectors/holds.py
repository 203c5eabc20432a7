"""Which holds an account is under."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from accounts.models import AccountHold

if TYPE_CHECKING:
    from datetime import datetime

MOST_HOLDS = 20


def holds_in_force(account_id: str, now: datetime) -> tuple[AccountHold, ...]:
    """Give the holds that stop an account's mail at a moment, newest first, at most 20."""
    rows = AccountHold.objects.filter(account_id=account_id, released_at=None)
    in_force = rows.filter(Q(expires_at__gt=now) | Q(confirmed_at__isnull=False))
    return tuple(in_force.select_related("confirmed_by")[:MOST_HOLDS])
