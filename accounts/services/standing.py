"""Suspend, terminate and reinstate an account. Doing it twice changes nothing."""

from __future__ import annotations

from accounts.models import Account


def suspend(account_id: str) -> bool:
    """Stop an active account's sending for a time.

    Returns:
        Whether that changed anything: an account that is suspended or terminated stays as it is.

    Raises:
        Account.DoesNotExist: there is no such account.
    """
    return _change(account_id, (Account.Status.ACTIVE,), Account.Status.SUSPENDED)


def terminate(account_id: str) -> bool:
    """End an account.

    Returns:
        Whether that changed anything.

    Raises:
        Account.DoesNotExist: there is no such account.
    """
    return _change(account_id, (Account.Status.ACTIVE, Account.Status.SUSPENDED), Account.Status.TERMINATED)


def reinstate(account_id: str, status: str = Account.Status.ACTIVE) -> bool:
    """Set an account back to a standing that it had before.

    Args:
        account_id: key of the account.
        status: active, or a sanction that still holds for another reason.

    Returns:
        Whether that changed anything.

    Raises:
        Account.DoesNotExist: there is no such account.
        ValueError: there is no such standing.
    """
    return _change(account_id, tuple(Account.Status), Account.Status(status))


def _change(account_id: str, before: tuple[Account.Status, ...], after: Account.Status) -> bool:
    accounts = Account.objects.filter(pk=account_id)
    if accounts.filter(status__in=before).exclude(status=after).update(status=after):
        return True
    accounts.get()
    return False
