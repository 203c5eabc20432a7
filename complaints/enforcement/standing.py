"""The doors that change an account's standing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.models import Account
from accounts.services import standing
from complaints.domain.delivery import DeliveryError

if TYPE_CHECKING:
    from collections.abc import Callable

    from complaints.domain.delivery import Delivery


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


def _change(delivery: Delivery, change: Callable[[str], bool]) -> None:
    account_id = delivery.text("account_id")
    try:
        change(account_id)
    except (Account.DoesNotExist, ValueError) as error:
        problem = f"The standing of account {account_id[:60]} cannot be changed: {error}"
        raise DeliveryError(problem, lasting=True) from error
