"""The hourly run: once an hour whatever many machines ask, in steps, taken over when a worker dies."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import Account, HourlyVolume, VolumeRun
from accounts.services import volume_run
from accounts.services.volume_run import LEASE, step_on

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 10, 9, 20, tzinfo=UTC)


def accounts(number: int) -> None:
    for index in range(number):
        row = Account.objects.create(account_id=f"a{index}")
        HourlyVolume.objects.create(account=row, hour=NOW - timedelta(days=1), sent=5)


def test_a_run_goes_on_in_steps_and_says_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(volume_run, "ACCOUNTS_A_STEP", 2)
    accounts(3)
    assert step_on(now=NOW) == 2
    assert list(VolumeRun.objects.values_list("done", "total", "finished_at")) == [(2, 3, None)]
    assert step_on(now=NOW) == 1
    assert VolumeRun.objects.get().finished_at == NOW


def test_an_hour_has_one_run_and_the_next_hour_another() -> None:
    accounts(1)
    assert [step_on(now=NOW), step_on(now=NOW)] == [1, 0]
    HourlyVolume.objects.update(sent=6)
    assert step_on(now=NOW + timedelta(minutes=20)) == 0
    assert step_on(now=NOW + timedelta(hours=1)) == 1


def test_a_run_that_another_worker_holds_is_left_alone_until_its_lease_ends() -> None:
    accounts(1)
    VolumeRun.objects.create(hour=NOW.replace(minute=0), lease="other", leased_until=NOW + LEASE)
    assert step_on(now=NOW) == 0
    assert step_on(now=NOW + LEASE) == 1


def test_without_counts_there_is_nothing_to_run() -> None:
    assert step_on(now=NOW) == 0
    assert not VolumeRun.objects.exists()
