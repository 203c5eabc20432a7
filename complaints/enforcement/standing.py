"""The doors that change an account's standing, or hold its mail for a time."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from accounts.models import Account
from accounts.services import standing
from accounts.services.holds import place
from complaints.domain.delivery import DeliveryError

if TYPE_CHECKING:
    from collections.abc import Callable

    from complaints.domain.delivery import Delivery


def hold(delivery: Delivery) -> None:
    """See `Handler`."""
    placed_at, expires_at = (datetime.fromisoformat(delivery.text(name)) for name in ("placed_at", "expires_at"))
    reason = delivery.text("reason")
    _change(
        delivery,
        lambda account_id: place(
            account_id, key=delivery.key, reason=reason, placed_at=placed_at, expires_at=expires_at
        ),
    )


def suspend(delivery: Delivery) -> None:
    """See `Handler`."""
    _change(delivery, standing.suspend)


def terminate(delivery: Delivery) -> None:
    """See `Handler`."""
    _change(delivery, standing.terminate)


def reinstate(delivery: Delivery) -> None:
    """See `Handler`."""
    status = delivery.text("status")
    _change(delivery, lambda account_id: standing.reinstate(account_id, status))


def _change(delivery: Delivery, change: Callable[[str], object]) -> None:
    account_id = delivery.text("account_id")
    try:
        change(account_id)
    except (Account.DoesNotExist, ValueError) as error:
        problem = f"The standing of account {account_id[:60]} cannot be changed: {error}"
        raise DeliveryError(problem, lasting=True) from error
