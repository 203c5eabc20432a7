"""Every message unaccounted for is named, and a sound desk has none."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.utils import timezone

from complaints.domain.facts import Received
from complaints.models import Complaint
from complaints.models.complaint import raw_name
from complaints.services.keep_raw import keep_raw
from complaints.services.receive import receive
from tests.complaints import rows
from tests.complaints.received import take_in

pytestmark = pytest.mark.django_db


def check(**options: Any) -> str:
    out = StringIO()
    call_command("check_pipeline", stdout=out, **options)
    return out.getvalue()


def refused(**options: Any) -> str:
    with pytest.raises(CommandError) as stopped:
        check(**options)
    return str(stopped.value)


def test_a_desk_that_did_its_work_has_nothing_unaccounted_for() -> None:
    take_in(b"You send me spam.\r\n")
    assert "Nothing is unaccounted for." in check(bytes=True)


def test_it_says_where_all_messages_are() -> None:
    take_in(b"You send me spam.\r\n")
    assert "1 messages were received:\n         1  processed accepted" in check()


def test_a_message_that_no_worker_took_is_named() -> None:
    receive(Received(raw=b"x", received_at=timezone.now() - timedelta(hours=2)), door="lmtp")
    assert "1 is due for more than an hour, and no worker has taken it" in refused()


def test_a_message_that_waits_for_its_next_try_is_accounted_for() -> None:
    number = receive(Received(raw=b"x", received_at=timezone.now() - timedelta(hours=2)), door="lmtp")
    Complaint.objects.filter(pk=number).update(not_before=timezone.now() + timedelta(minutes=5))
    assert "Nothing is unaccounted for." in check()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"case": None}, "is accepted and stands in no case"),
        ({"status": ""}, "is processed without a result"),
        ({"status": "duplicate"}, "is a duplicate of nothing"),
        ({"status": "unreadable", "case": None}, "is unreadable and stands in no case"),
        ({"state": "set_aside", "case": None}, "was set aside and stands in no case"),
    ],
)
def test_a_message_of_which_nothing_became_is_named(changes: dict[str, Any], why: str) -> None:
    complaint = take_in(b"You send me spam.\r\n")
    Complaint.objects.filter(pk=complaint.pk).update(**changes)
    assert why in refused()


def test_bytes_that_are_gone_are_named() -> None:
    key = keep_raw(b"once here", now=timezone.now())
    storages["raw"].delete(raw_name(key))
    assert "is not in the raw store" in refused()


def test_bytes_that_rotted_are_found_when_they_are_read() -> None:
    key = keep_raw(b"once sound", now=timezone.now())
    with open(storages["raw"].path(raw_name(key)), "wb") as file:  # noqa: PTH123 - the store's own path
        file.write(b"rotten")
    assert "Nothing is unaccounted for." in check()
    assert "has other bytes than its hash says" in refused(bytes=True)
    storages["raw"].delete(raw_name(key))


def test_a_consequence_that_was_given_up_is_named() -> None:
    rows.outbox_row(state="dead", error="550 no such user")
    assert "was given up: 550 no such user" in refused()
