from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from accounts.models import ListMeasurement, ListPattern
from accounts.services import list_patterns
from accounts.services.ask_for_patterns import ask_for_patterns
from accounts.services.measure_list import drain_lists
from complaints.jobs import drain
from tests.accounts.services.test_list_patterns import keep

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db


@pytest.fixture
def _broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> int:
        message = "no room left"
        raise OSError(message)

    monkeypatch.setattr(list_patterns, "refresh_lists", fail)


def test_a_list_that_was_asked_for_is_measured_by_the_drain() -> None:
    keep("one", [])
    ask_for_patterns("one", timezone.now())
    assert drain() == 1
    assert ListPattern.objects.filter(pk="one").exists()
    assert not ListMeasurement.objects.exists()


def test_asking_twice_is_asking_once() -> None:
    keep("one", [])
    now = timezone.now()
    ask_for_patterns("one", now)
    ask_for_patterns("one", now + timedelta(hours=1))
    assert ListMeasurement.objects.get().asked_at == now


def test_a_list_that_another_worker_measures_is_left_to_it_until_its_lease_ends() -> None:
    keep("one", [])
    ask_for_patterns("one", timezone.now())
    ListMeasurement.objects.update(worker="another", leased_until=timezone.now() + timedelta(minutes=1))
    assert drain_lists() == 0
    ListMeasurement.objects.update(leased_until=timezone.now() - timedelta(minutes=1))
    assert drain_lists() == 1


@pytest.mark.usefixtures("_broken")
def test_a_list_that_cannot_be_measured_is_given_up_after_three_times_and_may_be_asked_for_again() -> None:
    keep("one", [])
    ask_for_patterns("one", timezone.now())
    assert drain_lists(limit=9) == 3
    assert ListMeasurement.objects.get().error == "OSError: no room left"
    ask_for_patterns("one", timezone.now())
    assert ListMeasurement.objects.get().error == ""


def test_progress_can_be_read_while_a_list_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    keep("one", [])
    seen = []

    def measure(_lists: set[str], tell: Callable[[str, int, int], None]) -> int:
        tell("loading lists", 40, 100)
        seen.append(ListMeasurement.objects.values_list("doing", "done", "total").get())
        return 1

    monkeypatch.setattr(list_patterns, "refresh_lists", measure)
    ask_for_patterns("one", timezone.now())
    drain_lists()
    assert seen == [("loading lists", 40, 100)]
