"""What happens when a mail is corrected while somebody or something else is at it, on real connections."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from complaints.domain.errors import DeskError, StaleChangeError
from complaints.domain.facts import Received
from complaints.domain.marking import Correction
from complaints.models import Complaint, Incident, ReadingCorrection
from complaints.services import close_direct as closing
from complaints.services import correct_reading as correcting
from complaints.services.close_direct import Closed, close_direct
from complaints.services.correct_reading import mark_original, take_as_complaint
from complaints.services.receive import receive
from tests.complaints.received import ORIGINAL, as_direct, process, take_in
from tests.complaints.rows import LATER, NOW, staff

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

pytestmark = pytest.mark.django_db(transaction=True)

HEAD_START_SECONDS = 0.3


def side_by_side(*works: Callable[[], object]) -> list[object]:
    """Do several things at the same time; an error meant for people is an answer, any other fails the test."""
    together = Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        try:
            together.wait(timeout=20)
            return work()
        except DeskError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def paused_in(monkeypatch: pytest.MonkeyPatch, module: ModuleType, step: str) -> Event:
    """Let a step of a transaction say that it was reached, and give others time before it is taken."""
    reached = Event()
    take: Callable[..., object] = getattr(module, step)

    def slowly(*args: object, **named: object) -> object:
        reached.set()
        time.sleep(HEAD_START_SECONDS)
        return take(*args, **named)

    monkeypatch.setattr(module, step, slowly)
    return reached


def after(reached: Event, work: Callable[[], object]) -> Callable[[], object]:
    """Give work that begins when another has reached its step."""

    def later() -> object:
        assert reached.wait(timeout=20)
        return work()

    return later


def pasted() -> Complaint:
    """Receive a complaint with an original pasted below one line of words."""
    return take_in(b"Spam:\r\n" + ORIGINAL)


def test_two_people_who_mark_the_same_mail_file_it_once() -> None:
    agent = staff("agent")
    complaint = pasted()
    mark = Correction(part_path="1", first_line=3)
    answers = side_by_side(*[lambda: mark_original(complaint.pk, mark, "", agent, LATER, 0)] * 2)
    assert sum(isinstance(answer, StaleChangeError) for answer in answers) == 1
    assert ReadingCorrection.objects.count() == 1
    assert Incident.objects.filter(superseded_by=None).count() == 1


def test_a_rescue_of_a_mail_that_is_closed_in_bulk_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    agent = staff("agent")
    complaint = as_direct(take_in(b"You won.\r\n"))
    reached = paused_in(monkeypatch, closing, "move_case")
    closed, rescued = side_by_side(
        lambda: close_direct([(complaint.case_id or 0, 0)], "", agent, LATER),
        after(reached, lambda: take_as_complaint(complaint.pk, "", agent, LATER, 0)),
    )
    assert closed == Closed(cases=(complaint.case_id or 0,), refused=())
    assert isinstance(rescued, StaleChangeError)


def test_a_second_report_that_comes_while_the_first_is_corrected_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    agent = staff("agent")
    first = pasted()
    head = b"From: ann@isp.example\r\nTo: abuse@example.com\r\nSubject: Spam\r\n\r\nAgain this:\r\n"
    number = receive(Received(raw=head + ORIGINAL, received_at=NOW, mail_from="ann@isp.example"), door="upload")
    reached = paused_in(monkeypatch, correcting, "file_complaint")
    side_by_side(
        lambda: mark_original(first.pk, Correction(part_path="1", first_line=4), "", agent, LATER, 0),
        after(reached, lambda: process(number, now=LATER)),
    )
    second = Incident.objects.select_related("case", "duplicate_of").get(complaint_id=number)
    assert second.case is not None
    assert second.case.state == "open"
    assert second.duplicate_of is None or second.duplicate_of.superseded_by_id is None
