"""What arrives in the very moment in which the same bytes are forgotten, on real connections. Nothing may be lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TYPE_CHECKING, TypeVar

import pytest
from django.db import connection

from accounts.selectors.directory import directory
from complaints.domain.errors import StaleChangeError
from complaints.domain.facts import Received
from complaints.models import Complaint, RawMessage
from complaints.services import forget_complaints as forgetting
from complaints.services.forget_complaints import erase_raw, forget_complaints
from complaints.services.keep_raw import keep_bytes
from complaints.services.process_complaint import first_receipts, prepare, write
from complaints.services.receive import Kept, commit, receive
from tests.complaints.forgettable import (
    LATER,
    complain,
    decided_complaint,
    forget,
    has_bytes,
    incident_of,
    is_forgotten,
    mail,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    Answer = TypeVar("Answer")

pytestmark = pytest.mark.django_db(transaction=True)

# Long enough that the other thread is at the lock; were it later, the test would prove less and still hold.
A_MOMENT = 0.3


def beside(pool: ThreadPoolExecutor, work: Callable[[], Answer]) -> Future[Answer]:
    """Do something on a connection of its own."""

    def run() -> Answer:
        try:
            return work()
        finally:
            connection.close()

    return pool.submit(run)


def arrive() -> int:
    return receive(Received(raw=mail(), received_at=LATER), door="lmtp")


def test_a_mail_that_arrives_while_its_bytes_are_erased_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    complaint = decided_complaint()
    forget_complaints([complaint.pk], now=LATER)
    erase, seen, erased = forgetting.erase_bytes, Event(), Event()

    def slowly(key: str) -> None:
        if key == complaint.raw_id:
            seen.set()
            erased.wait(A_MOMENT)
        erase(key)

    monkeypatch.setattr(forgetting, "erase_bytes", slowly)
    with ThreadPoolExecutor(2) as pool:
        erasing = beside(pool, lambda: erase_raw(limit=10))
        assert seen.wait(20)
        arriving = beside(pool, arrive)
        erasing.result(30)
        number = arriving.result(30)
    assert Complaint.objects.get(pk=number).content() == mail()


def test_a_mail_whose_bytes_were_seen_before_they_were_erased_is_kept() -> None:
    complaint = decided_complaint()
    kept = Kept(received=Received(raw=mail(), received_at=LATER), sha256=keep_bytes(mail()), door="lmtp")
    forget()
    assert not has_bytes(complaint.raw_id)
    [number] = commit([kept])
    assert Complaint.objects.get(pk=number).content() == mail()


def test_an_original_that_was_seen_before_it_was_erased_is_kept() -> None:
    complaint = decided_complaint()
    again = Complaint.objects.get(pk=receive(Received(raw=mail("Again."), received_at=LATER), door="lmtp"))
    Complaint.objects.filter(pk=again.pk).update(lease="test")
    prepared = prepare(again, None, directory(), now=LATER)
    key = incident_of(complaint).original_id
    forget()
    assert not has_bytes(key)
    write([prepared], "test", now=LATER)
    assert incident_of(again).original_id == key
    assert b"Buy our watches." in incident_of(again).content()


def test_bytes_that_came_again_before_they_were_erased_are_not_erased() -> None:
    complaint = decided_complaint()
    forget_complaints([complaint.pk], now=LATER)
    number = arrive()
    erase_raw(limit=10)
    assert Complaint.objects.get(pk=number).content() == mail()


def test_a_mail_that_waits_to_be_read_keeps_the_bytes_it_shares() -> None:
    decided_complaint()
    number = arrive()
    forget()
    assert Complaint.objects.get(pk=number).content() == mail()


def test_a_repetition_of_what_is_forgotten_meanwhile_is_read_for_itself() -> None:
    complaint = decided_complaint()
    again = Complaint.objects.get(pk=arrive())
    Complaint.objects.filter(pk=again.pk).update(lease="test")
    prepared = prepare(again, first_receipts([again])[again.pk], directory(), now=LATER)
    forget()
    assert is_forgotten(complaint)
    with pytest.raises(StaleChangeError):
        write([prepared], "test", now=LATER)
    assert Complaint.objects.get(pk=again.pk).state == "received"


def test_whatever_comes_and_goes_at_once_every_kept_complaint_has_its_bytes() -> None:
    """Arrivals, forgetting and erasing go on beside each other; each round ends with all of it done."""
    done = Event()

    def keep_arriving() -> list[int]:
        return [arrive() for _ in range(15)]

    def keep_forgetting() -> None:
        while not done.is_set():
            numbers = list(Complaint.objects.filter(forgotten_at=None).values_list("pk", flat=True)[:50])
            Complaint.objects.filter(pk__in=numbers[:-1], state="received").update(
                state="processed", status="not_a_complaint", processed_at=LATER.replace(year=2020)
            )
            forget_complaints(numbers, now=LATER)
            erase_raw(limit=10)

    with ThreadPoolExecutor(3) as pool:
        arriving = [beside(pool, keep_arriving) for _ in range(2)]
        forgetful = beside(pool, keep_forgetting)
        try:
            numbers = [number for one in arriving for number in one.result(120)]
        finally:
            done.set()
        forgetful.result(60)
    assert len(numbers) == 30
    kept = Complaint.objects.filter(pk__in=numbers, forgotten_at=None).select_related("raw")
    assert kept.exists()
    assert {one.content() for one in kept} == {mail()}
    assert not RawMessage.objects.filter(pk__in=kept.values("raw"), forgotten_at__isnull=False).exists()


def test_complaints_that_share_an_original_are_read_while_it_is_forgotten() -> None:
    complaint = decided_complaint()
    with ThreadPoolExecutor(2) as pool:
        reading = beside(pool, lambda: [complain(mail(f"Again {n}."), at=LATER).pk for n in range(6)])
        forgetful = beside(pool, lambda: [forget() for _ in range(6)])
        numbers = reading.result(120)
        forgetful.result(120)
    assert is_forgotten(complaint)
    for number in numbers:
        assert b"Buy our watches." in incident_of(Complaint.objects.get(pk=number)).content()
