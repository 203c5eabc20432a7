"""Complaints are leased, given back, and set aside after the third failure; none is lost or done twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from complaints.domain.facts import Received
from complaints.models import Complaint, RawMessage
from complaints.services.claim_complaints import BATCH_BYTES, LEASE, claim_complaints, give_back, hold, postpone
from complaints.services.receive import receive

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 5, 12, tzinfo=UTC)


def arrive(number: int = 0) -> int:
    return receive(Received(raw=f"Subject: {number}\r\n\r\nx".encode(), received_at=NOW), door="ingest")


def test_what_came_first_is_claimed_first() -> None:
    arrived = [arrive(number) for number in range(3)]
    assert claim_complaints("one", limit=2, now=NOW) == arrived[:2]


def test_what_one_worker_holds_no_other_gets() -> None:
    arrive()
    claim_complaints("one", limit=5, now=NOW)
    assert claim_complaints("two", limit=5, now=NOW) == []


def test_a_lease_that_ran_out_can_be_claimed_again() -> None:
    complaint = arrive()
    claim_complaints("one", limit=5, now=NOW)
    assert claim_complaints("two", limit=5, now=NOW + LEASE + timedelta(seconds=1)) == [complaint]


def test_a_failure_rests_before_it_is_tried_again() -> None:
    complaint = arrive()
    claim_complaints("one", limit=5, now=NOW)
    give_back(complaint, "one", error="ValueError: odd", now=NOW)
    assert claim_complaints("two", limit=5, now=NOW) == []
    assert claim_complaints("two", limit=5, now=NOW + timedelta(minutes=5)) == [complaint]


def test_a_worker_that_lost_its_lease_cannot_give_it_back() -> None:
    complaint = arrive()
    claim_complaints("one", limit=5, now=NOW)
    claim_complaints("two", limit=5, now=NOW + LEASE + timedelta(seconds=1))
    give_back(complaint, "one", error="late", now=NOW)
    assert Complaint.objects.get(pk=complaint).lease == "two"


def test_the_third_failure_becomes_a_case_for_a_person() -> None:
    complaint = arrive()
    for attempt in range(3):
        moment = NOW + timedelta(hours=attempt)
        assert claim_complaints("one", limit=5, now=moment) == [complaint]
        give_back(complaint, "one", error="ValueError: odd", now=moment)
    kept = Complaint.objects.get(pk=complaint)
    assert (kept.state, kept.status) == ("set_aside", "unreadable")
    assert kept.case is not None
    assert kept.case.kind == "unreadable"
    assert "ValueError: odd" in kept.case.events.last().sentence  # type: ignore[union-attr]  # just written


def test_a_message_that_kills_its_workers_becomes_a_case_too() -> None:
    complaint = arrive()
    for attempt in range(4):
        claim_complaints(f"worker {attempt}", limit=5, now=NOW + attempt * (LEASE + timedelta(seconds=1)))
    assert Complaint.objects.get(pk=complaint).state == "set_aside"


def test_what_a_dead_worker_left_is_claimed_one_by_one() -> None:
    first, second = arrive(1), arrive(2)
    claim_complaints("worker", limit=5, now=NOW)
    fresh = arrive(3)
    later = NOW + LEASE * 2
    claims = [claim_complaints(f"other {turn}", limit=5, now=later) for turn in range(3)]
    assert claims == [[first], [second], [fresh]]


def test_those_beside_a_message_that_kills_are_done() -> None:
    killer, innocent = arrive(1), arrive(2)
    claim_complaints("dies", limit=5, now=NOW)
    later = NOW + LEASE * 2
    assert claim_complaints("dies too", limit=5, now=later) == [killer]
    assert claim_complaints("lives", limit=5, now=later) == [innocent]


def test_what_is_claimed_at_once_is_bounded_in_bytes() -> None:
    numbers = [arrive(number) for number in range(3)]
    RawMessage.objects.update(size_bytes=BATCH_BYTES // 2)
    assert claim_complaints("one", limit=5, now=NOW) == numbers[:2]


def test_one_message_is_claimed_however_large_it_is() -> None:
    number = arrive()
    RawMessage.objects.update(size_bytes=BATCH_BYTES * 2)
    assert claim_complaints("one", limit=5, now=NOW) == [number]


def test_a_slow_worker_holds_on_to_the_rest_of_its_batch() -> None:
    arrive()
    claim_complaints("one", limit=5, now=NOW)
    hold("one", now=NOW + LEASE / 2)
    assert claim_complaints("two", limit=5, now=NOW + LEASE + timedelta(seconds=1)) == []


def test_named_complaints_are_claimed_even_while_they_rest() -> None:
    complaint, other = arrive(1), arrive(2)
    claim_complaints("one", limit=5, now=NOW, only=[complaint])
    give_back(complaint, "one", error="odd", now=NOW)
    assert claim_complaints("two", limit=5, now=NOW, only=[complaint]) == [complaint]
    assert Complaint.objects.get(pk=other).lease == ""


def test_what_waits_is_not_taken_even_when_it_is_named() -> None:
    complaint = arrive()
    claim_complaints("one", limit=5, now=NOW)
    postpone(complaint, "one", error="away", now=NOW)
    assert claim_complaints("two", limit=5, now=NOW, only=[complaint]) == []
    assert claim_complaints("two", limit=5, now=NOW + timedelta(minutes=1), only=[complaint]) == [complaint]


def test_what_rests_after_a_failure_is_taken_when_it_is_named() -> None:
    complaint = arrive()
    claim_complaints("one", limit=5, now=NOW)
    give_back(complaint, "one", error="odd", now=NOW)
    assert claim_complaints("two", limit=5, now=NOW, only=[complaint]) == [complaint]


def test_what_waited_begins_its_attempts_anew() -> None:
    complaint = arrive()
    claim_complaints("one", limit=5, now=NOW)
    give_back(complaint, "one", error="odd", now=NOW)
    claim_complaints("one", limit=5, now=NOW, only=[complaint])
    postpone(complaint, "one", error="away", now=NOW)
    assert Complaint.objects.get(pk=complaint).attempts == 0


def test_a_worker_that_lost_its_lease_cannot_postpone() -> None:
    complaint = arrive()
    claim_complaints("one", limit=5, now=NOW)
    claim_complaints("two", limit=5, now=NOW + LEASE + timedelta(seconds=1))
    postpone(complaint, "one", error="late", now=NOW)
    assert Complaint.objects.get(pk=complaint).lease == "two"
