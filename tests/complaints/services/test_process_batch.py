"""Complaints are processed together, and one of them holds up or spoils no other."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import pytest

from complaints.domain.facts import Received
from complaints.models import Case, CaseEvent, Complaint, Incident
from complaints.services.process_batch import process_batch
from complaints.services.process_complaint import prepare, write
from complaints.services.receive import receive
from tests.complaints.received import ORIGINAL
from tests.complaints.rows import NOW

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db(transaction=True)

PREPARE, WRITE = "complaints.services.process_batch.prepare", "complaints.services.process_batch.write"
HEAD = (
    "From: {who}@isp.example\r\nTo: badactor@example.com\r\nSubject: Spam {number}\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/mixed; boundary="edge"\r\n\r\n--edge\r\nContent-Type: message/rfc822\r\n\r\n'
)


def arrive(number: int, original: bytes = ORIGINAL) -> int:
    """Receive a complaint about a mail of the same campaign to another reader each."""
    to_reader = original.replace(b"ann@isp.example", b"reader%d@isp.example" % number)
    raw = HEAD.format(who=f"reader{number}", number=number).encode() + to_reader + b"\r\n--edge--\r\n"
    return receive(Received(raw=raw, received_at=NOW), door="lmtp")


def together(numbers: list[int]) -> dict[int, Exception]:
    Complaint.objects.filter(pk__in=numbers).update(lease="worker")
    return process_batch(numbers, "worker", now=NOW, guarded=lambda _: nullcontext())


def test_reports_of_one_campaign_go_into_one_case_and_all_count() -> None:
    numbers = [arrive(number) for number in range(5)]
    assert together(numbers) == {}
    case = Case.objects.get()
    assert Incident.objects.filter(case=case, duplicate_of=None).count() == 5


def test_each_report_stands_in_the_history_once_and_after_the_opening() -> None:
    together([arrive(number) for number in range(3)])
    kinds = list(CaseEvent.objects.order_by("at", "pk").values_list("kind", flat=True))
    assert kinds == ["opened", "incident", "incident", "incident"]


def test_the_priority_counts_every_report_of_the_batch() -> None:
    together([arrive(number) for number in range(3)])
    alone = Case.objects.get().priority_addends
    assert any("3" in part["detail"] for part in alone)


def test_two_reports_of_the_same_mail_in_one_batch_are_one_incident() -> None:
    first, again = arrive(1), arrive(1, ORIGINAL + b"P.S.\r\n")
    together([first, again])
    standing = Incident.objects.get(duplicate_of=None)
    assert (standing.complaint_id, Incident.objects.get(duplicate_of=standing).complaint_id) == (first, again)


def test_the_very_same_mail_twice_in_one_batch_is_a_duplicate() -> None:
    first, again = arrive(1), arrive(1)
    together([first, again])
    assert Complaint.objects.get(pk=again).duplicate_of_id == first


def test_a_flood_costs_few_queries_a_report(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    numbers = [arrive(number) for number in range(20)]
    with django_assert_max_num_queries(20 * 7 + 40):
        together(numbers)


def test_one_that_cannot_be_read_keeps_no_other_from_its_case(monkeypatch: pytest.MonkeyPatch) -> None:
    good, bad = arrive(1), arrive(2)

    def fails(row: Complaint, *rest: Any, **named: Any) -> Any:
        if row.pk == bad:
            message = "odd"
            raise ValueError(message)
        return prepare(row, *rest, **named)

    monkeypatch.setattr(PREPARE, fails)
    failed = together([good, bad])
    assert [*failed] == [bad]
    assert Complaint.objects.get(pk=good).state == "processed"


def test_one_that_cannot_be_written_is_put_back_and_the_others_are_written_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    numbers = [arrive(number) for number in range(3)]
    Complaint.objects.filter(pk__in=numbers).update(lease="worker")
    Complaint.objects.filter(pk=numbers[1]).update(lease="another")
    failed = process_batch(numbers, "worker", now=NOW, guarded=lambda _: nullcontext())
    assert [*failed] == [numbers[1]]
    states = dict(Complaint.objects.values_list("pk", "state"))
    assert states == {numbers[0]: "processed", numbers[1]: "received", numbers[2]: "processed"}


def test_an_incident_that_another_worker_filed_meanwhile_is_linked_to(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, other = arrive(1), arrive(1, ORIGINAL + b"P.S.\r\n"), arrive(2)

    def late(batch: Any, worker: str, **named: Any) -> None:
        if len(batch) > 1:
            monkeypatch.setattr(WRITE, write)
            together([first])
        write(batch, worker, **named)

    monkeypatch.setattr(WRITE, late)
    assert together([second, other]) == {}
    assert Incident.objects.get(complaint_id=second).duplicate_of == Incident.objects.get(complaint_id=first)
