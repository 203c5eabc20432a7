"""The hourly look for what is to be forgotten: bounded steps, one worker, once an hour."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.core.files.storage import storages

from complaints.jobs import drain, drain_retention
from complaints.models import Case, Complaint, RawMessage, RetentionRun
from complaints.services.retention_run import step_on
from tests.complaints import rows
from tests.complaints.forgettable import LATER, NOW, close, decided_complaint, has_bytes, is_forgotten
from tests.complaints.received import ORIGINAL, auto_reply

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries, Settings

pytestmark = pytest.mark.django_db


def other(number: int) -> bytes:
    return ORIGINAL.replace(b"w1@", b"w%d@" % number)


def test_a_worker_with_nothing_else_to_do_forgets() -> None:
    complaint = decided_complaint()
    with time_machine.travel(LATER, tick=False):
        drain()
    assert is_forgotten(complaint)
    assert not has_bytes(complaint.raw_id)


def test_what_is_worked_off_is_done_by_the_end_of_a_drain() -> None:
    decided_complaint()
    with time_machine.travel(LATER, tick=False):
        drain()
        assert drain() == 0
    assert RetentionRun.objects.get().finished_at == LATER


def test_it_looks_once_an_hour() -> None:
    while step_on(now=LATER):
        pass
    complaint = decided_complaint()
    assert step_on(now=LATER + timedelta(minutes=30)) == 0
    while step_on(now=LATER + timedelta(hours=1)):
        pass
    assert is_forgotten(complaint)


def test_an_idle_worker_asks_one_question(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    step_on(now=LATER)
    with django_assert_max_num_queries(1):
        step_on(now=LATER)


def test_where_all_is_kept_for_ever_nothing_is_asked(
    settings: Settings, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    settings.RETENTION_CLOSED_DAYS = settings.RETENTION_SANCTION_DAYS = settings.RETENTION_UNATTRIBUTED_DAYS = 0
    with django_assert_max_num_queries(0):
        assert step_on(now=LATER) == 0


def test_what_another_worker_holds_is_left_until_its_lease_is_over() -> None:
    RetentionRun.objects.create(hour=LATER, leased_until=LATER + timedelta(minutes=5), lease="theirs")
    complaint = decided_complaint()
    assert step_on(now=LATER) == 0
    assert step_on(now=LATER + timedelta(minutes=6)) > 0
    assert is_forgotten(complaint)


def test_many_cases_are_gone_through_a_page_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("complaints.services.retention_run.MOST_AT_ONCE", 2)
    for number in range(5):
        decided_complaint(f"Stop it {number}.", other(number))
    auto_reply()
    most = 0
    while looked_at := step_on(now=LATER):
        most = max(most, looked_at)
    assert most == 2
    assert not Complaint.objects.filter(forgotten_at=None).exists()
    assert not RawMessage.objects.filter(erasing=True).exists()


def test_cases_that_are_kept_longer_hold_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("complaints.services.retention_run.MOST_AT_ONCE", 2)
    for number in range(4):
        close(rows.case(1, grouping=f"sanction {number}"), "warn", at=NOW - timedelta(hours=number + 1))
    complaint = decided_complaint()
    while step_on(now=LATER):
        pass
    assert is_forgotten(complaint)
    assert Complaint.objects.filter(forgotten_at=None).count() == 4


def test_the_queries_of_a_step_do_not_grow_with_the_cases(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(12):
        decided_complaint(f"Stop it {number}.", other(number))
    with django_assert_max_num_queries(40):
        assert step_on(now=LATER) == 12
    with django_assert_max_num_queries(40):
        assert step_on(now=LATER) == 12


def test_a_raw_store_that_is_away_keeps_no_complaint_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        message = "Input/output error"
        raise OSError(message)

    complaint = decided_complaint()
    with time_machine.travel(LATER, tick=False), monkeypatch.context() as broken:
        broken.setattr(type(storages["raw"]), "delete", away)
        while drain_retention():
            pass
    assert RawMessage.objects.filter(erasing=True).exists()
    with time_machine.travel(LATER + timedelta(minutes=6), tick=False):
        while drain_retention():
            pass
    assert not has_bytes(complaint.raw_id)


def test_what_the_demo_brings_is_too_young_to_be_forgotten() -> None:
    complaint = decided_complaint()
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        drain()
    assert not is_forgotten(complaint)
    assert not Case.objects.exclude(forgotten_at=None).exists()
