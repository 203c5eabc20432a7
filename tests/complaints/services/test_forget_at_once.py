"""What arrives in the very moment in which the same bytes are forgotten, on real connections. Nothing may be lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import TYPE_CHECKING, TypeVar

import pytest
from django.db import connection

from accounts.selectors.directory import directory
from complaints.domain.errors import StaleChangeError
from complaints.domain.facts import Received
from complaints.models import Complaint
from complaints.services.forget_complaints import erase_raw, forget_complaints
from complaints.services.keep_raw import erase_bytes, keep_bytes
from complaints.services.process_complaint import first_receipts, prepare, write
from complaints.services.receive import Kept, commit, receive
from tests.complaints.forgettable import (
    LATER,
    NOW,
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
    seen, erased = Event(), Event()

    def slowly(key: str) -> None:
        if key == complaint.raw_id:
            seen.set()
            erased.wait(A_MOMENT)
        erase_bytes(key)

    monkeypatch.setattr("complaints.services.forget_complaints.erase_bytes", slowly)
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


def test_whatever_comes_again_while_it_is_erased_has_its_bytes() -> None:
    """Mail after mail comes again in one thread, while another erases what was forgotten, in step with it."""
    mails = [f"From: ann@isp.example\r\n\r\n{number}".encode() for number in range(30)]
    old = [receive(Received(raw=raw, received_at=NOW), door="lmtp") for raw in mails]
    Complaint.objects.update(state="processed", status="not_a_complaint", processed_at=NOW)
    forget_complaints(old, now=LATER)
    step = Barrier(2)

    def come_again() -> list[int]:
        numbers = []
        for raw in mails:
            step.wait(20)
            numbers.append(receive(Received(raw=raw, received_at=LATER), door="lmtp"))
        return numbers

    def go() -> None:
        for _ in mails:
            step.wait(20)
            erase_raw(limit=2)

    with ThreadPoolExecutor(2) as pool:
        coming, going = beside(pool, come_again), beside(pool, go)
        going.result(120)
        numbers = coming.result(120)
    erase_raw(limit=100)
    again = [Complaint.objects.get(pk=number) for number in numbers]
    assert [one.content() for one in again] == mails


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
