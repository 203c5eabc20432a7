"""Messages that come together are committed together, and one of them holds up no other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from complaints.domain.facts import Received
from complaints.intake.group_commit import commit_together
from complaints.models import Complaint
from complaints.services.keep_raw import keep_bytes
from complaints.services.receive import Kept

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db(transaction=True)


def kept(number: int) -> Kept:
    raw = f"Subject: {number}\r\n\r\nx".encode()
    return Kept(received=Received(raw=raw, received_at=timezone.now()), sha256=keep_bytes(raw), door="lmtp")


def test_each_message_gets_the_number_of_its_own_row() -> None:
    group = [kept(number) for number in range(5)]
    numbers = commit_together(group)
    rows = {complaint.pk: complaint.raw_id for complaint in Complaint.objects.all()}
    assert [rows[number] for number in numbers if isinstance(number, int)] == [one.sha256 for one in group]


def test_the_queries_do_not_grow_with_the_group(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    group = [kept(number) for number in range(40)]
    with django_assert_max_num_queries(7):
        commit_together(group)


def test_one_that_cannot_be_stored_keeps_out_no_other() -> None:
    nowhere = replace(kept(2), door=None)  # type: ignore[arg-type]
    first, second = commit_together([kept(1), nowhere])
    assert isinstance(first, int)
    assert isinstance(second, Exception)


def test_the_same_message_twice_in_a_group_is_two_receipts_of_one() -> None:
    assert len(set(commit_together([kept(1), kept(1)]))) == 2
    assert Complaint.objects.values("raw").distinct().count() == 1
