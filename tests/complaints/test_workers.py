"""Workers as real processes: the loop of our own without Redis, an RQ worker with it."""

from __future__ import annotations

import signal
import time

import pytest
from django.conf import settings
from django.utils import timezone

from complaints.domain.facts import Received
from complaints.jobs import drain_inbox
from complaints.models import Complaint, RawMessage
from complaints.services.receive import receive
from complaints.services.ring import Bell, ring
from tests.processes import eventually, python, running

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


def test_a_raw_store_that_is_away_costs_no_attempt(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> bytes:
        message = "Input/output error"
        raise OSError(message)

    number = arrive(1)
    with monkeypatch.context() as broken:
        broken.setattr(RawMessage, "content", away)
        drain_inbox()
    kept = Complaint.objects.get(pk=number)
    assert (kept.state, kept.attempts, "Input/output" in kept.error) == ("received", 0, True)


def test_a_worker_that_does_not_come_back_from_a_message_is_replaced_until_a_person_gets_it() -> None:
    """The next message is done meanwhile."""
    number, next_one = arrive(1), arrive(2)
    code = (
        "import django, time; django.setup()\n"
        "import complaints.jobs as jobs, complaints.services.process_batch as batch\n"
        "real = batch.prepare\n"
        f"hangs = lambda row, *a, **k: time.sleep(99) if row.pk == {number} else real(row, *a, **k)\n"
        "batch.prepare = hangs\n"
        "jobs.drain()"
    )
    for _ in range(3):
        done = python(code, COMPLAINT_SECONDS="1", LEASE_SECONDS="1")
        assert done.returncode == 1
        time.sleep(1.1)
    assert python(code, COMPLAINT_SECONDS="1", LEASE_SECONDS="1").returncode == 0
    states = dict(Complaint.objects.values_list("pk", "state"))
    assert states == {number: "set_aside", next_one: "processed"}


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
