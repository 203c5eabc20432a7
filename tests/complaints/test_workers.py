"""Workers as real processes: the loop of our own without Redis, an RQ worker with it."""

from __future__ import annotations

import signal

import pytest
from django.conf import settings
from django.utils import timezone

from complaints.domain.facts import Received
from complaints.models import Complaint
from complaints.services.receive import receive
from complaints.services.ring import Bell, ring
from tests.processes import eventually, running

pytestmark = pytest.mark.django_db(transaction=True)

MAIL = "From: ann@isp.example\r\nTo: badactor@example.com\r\nSubject: {}\r\n\r\nYou send me spam.\r\n"


def arrive(number: int) -> int:
    return receive(Received(raw=MAIL.format(number).encode(), received_at=timezone.now()), door="ingest")


def all_processed() -> bool:
    return not Complaint.objects.filter(state="received").exists()


def test_a_worker_processes_what_arrives_before_and_while_it_runs() -> None:
    arrive(1)
    with running("work", "--pause", "0.1"):
        assert eventually(all_processed)
        arrive(2)
        assert eventually(all_processed)
    assert Complaint.objects.filter(status="accepted").count() == 2


def test_a_worker_that_is_killed_costs_a_lease_and_loses_nothing() -> None:
    with running("work", "--pause", "0.1") as worker:
        arrive(1)
        worker.send_signal(signal.SIGKILL)
        worker.wait(10)
    Complaint.objects.filter(state="received").update(leased_until=None)
    with running("work", "--pause", "0.1"):
        assert eventually(all_processed)
    assert Complaint.objects.get().status == "accepted"


def test_a_redis_that_is_away_fails_no_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "REDIS_URL", "redis://127.0.0.1:1/0")
    monkeypatch.setitem(settings.RQ_QUEUES["default"], "URL", "redis://127.0.0.1:1/0")
    ring()
    assert arrive(1)


def test_after_a_failure_the_bell_rests_instead_of_slowing_every_door(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.RQ_QUEUES["default"], "URL", "redis://127.0.0.1:1/0")
    bell = Bell()
    bell.ring()
    monkeypatch.setattr("complaints.services.ring.django_rq.get_queue", lambda _name: pytest.fail("it asked again"))
    bell.ring()
    assert bell.rests_until > 0
