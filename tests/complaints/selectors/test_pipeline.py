"""What is stuck is told in plain words, and what moves is not called stuck."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings

from complaints.domain.facts import Received
from complaints.models import Complaint
from complaints.selectors.pipeline import Stage, stages
from complaints.services.receive import receive
from tests.complaints import rows

pytestmark = pytest.mark.django_db

NOW = rows.NOW


def stage(name: str) -> Stage:
    return next(each for each in stages(NOW) if each.name == name)


def arrive(minutes_ago: int) -> int:
    received = Received(raw=f"{minutes_ago}".encode(), received_at=NOW - timedelta(minutes=minutes_ago))
    return receive(received, door="lmtp")


def test_an_empty_desk_is_not_stuck() -> None:
    assert [each.name for each in stages(NOW) if each.stuck] == []


def test_a_complaint_that_nobody_takes_is_told_with_its_age() -> None:
    arrive(12)
    found = stage("inbox")
    assert (found.stuck, found.waiting) == (True, 1)
    assert found.sentence == "1 complaint waits, the oldest for 12 minutes: nobody takes them."


def test_what_came_just_now_is_not_stuck() -> None:
    arrive(1)
    assert not stage("inbox").stuck


def test_what_rests_after_a_failure_is_told_with_its_cause() -> None:
    number = arrive(60)
    Complaint.objects.filter(pk=number).update(not_before=NOW + timedelta(minutes=1), error="OSError: No space left")
    assert not stage("inbox").stuck
    assert "OSError: No space left" in stage("postponed").sentence


def test_a_message_set_aside_is_told_for_a_day() -> None:
    number = arrive(60)
    Complaint.objects.filter(pk=number).update(state="set_aside", processed_at=NOW - timedelta(hours=23))
    assert stage("set_aside").waiting == 1


def test_a_consequence_that_was_given_up_is_told() -> None:
    rows.outbox_row(state="dead")
    assert stage("dead").stuck


def test_a_full_disk_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("complaints.selectors.pipeline.raw_room_bytes", lambda: 1024)
    assert "answered 452" in stage("raw_store").sentence


def test_a_redis_that_is_away_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "REDIS_URL", "redis://127.0.0.1:1/0")
    monkeypatch.setitem(settings.RQ_QUEUES["default"], "URL", "redis://127.0.0.1:1/0")
    assert stage("bell").stuck
