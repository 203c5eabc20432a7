from __future__ import annotations

import pytest

from accounts.models import Account
from accounts.services.standing import reinstate, suspend, terminate

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> Account:
    return Account.objects.create(account_id="acme")


def status() -> str:
    return Account.objects.get().status


def test_an_active_account_is_suspended_once(account: Account) -> None:
    assert [suspend(account.pk), suspend(account.pk), status()] == [True, False, "suspended"]


def test_a_suspension_does_not_soften_a_termination(account: Account) -> None:
    terminate(account.pk)
    assert [suspend(account.pk), status()] == [False, "terminated"]


def test_a_suspended_account_can_be_terminated(account: Account) -> None:
    suspend(account.pk)
    assert [terminate(account.pk), status()] == [True, "terminated"]


def test_a_terminated_account_can_be_reinstated(account: Account) -> None:
    terminate(account.pk)
    assert [reinstate(account.pk), reinstate(account.pk), status()] == [True, False, "active"]


def test_an_account_can_fall_back_to_a_suspension(account: Account) -> None:
    terminate(account.pk)
    reinstate(account.pk, "suspended")
    assert status() == "suspended"


def test_there_is_no_other_standing(account: Account) -> None:
    with pytest.raises(ValueError, match="frozen"):
        reinstate(account.pk, "frozen")


@pytest.mark.parametrize("change", [suspend, terminate, reinstate])
def test_an_unknown_account_has_no_standing(change: type) -> None:
    with pytest.raises(Account.DoesNotExist):
        change("nobody")
