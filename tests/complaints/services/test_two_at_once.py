"""What two people or two workers do in the same moment, on real connections."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from complaints.domain.errors import DeskError
from complaints.enforcement import HANDLERS
from complaints.models import Charge, Decision, OutboxRow
from complaints.services.decide import decide
from complaints.services.deliver import drain_outbox
from complaints.services.queue_mail import queue_mail
from complaints.services.reverse import reverse
from tests.complaints.rows import LATER, NOW, case, order, review, staff

if TYPE_CHECKING:
    from collections.abc import Callable

    from complaints.domain.delivery import Delivery

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(work: Callable[[], object], people: int = 2) -> list[object]:
    """Do the same in several threads at the same time; an error meant for people is an answer."""
    together = Barrier(people)

    def run(_: int) -> object:
        try:
            together.wait(timeout=20)
            return work()
        except DeskError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(people) as pool:
        return list(pool.map(run, range(people)))


def test_a_form_sent_twice_in_the_same_moment_charges_once() -> None:
    agent, row = staff("agent"), case()
    review(row, agent)
    charged = tuple(row.incidents.values_list("pk", flat=True))
    answers = at_once(lambda: decide(row.pk, order("fine", charged=charged), agent, NOW, 0))
    assert sum(isinstance(answer, Decision) for answer in answers) == 1
    assert (Decision.objects.count(), Charge.objects.count()) == (1, 2)


def test_a_reversal_sent_twice_in_the_same_moment_credits_once() -> None:
    agent, row = staff("agent"), case()
    review(row, agent)
    charged = tuple(row.incidents.values_list("pk", flat=True))
    decision = decide(row.pk, order("fine", charged=charged), agent, NOW, 0)
    at_once(lambda: reverse(decision.pk, agent, NOW, "We looked again."))
    assert sum(Charge.objects.values_list("amount_cents", flat=True)) == 0
    assert Charge.objects.count() == 4


def test_workers_side_by_side_deliver_each_row_once(monkeypatch: pytest.MonkeyPatch) -> None:
    delivered: Counter[str] = Counter()

    def count(delivery: Delivery) -> None:
        delivered[delivery.key] += 1

    monkeypatch.setitem(HANDLERS, "mail", count)
    for number in range(30):
        queue_mail(
            template="acknowledge",
            to="ann@isp.example",
            context={},
            idempotency_key=f"test:{number}",
            now=NOW,
            not_before=NOW,
            summary="Say that it came.",
        )
    at_once(lambda: drain_outbox(limit=100, now_fn=lambda: LATER), people=3)
    assert delivered == Counter(f"test:{number}" for number in range(30))
    assert set(OutboxRow.objects.values_list("state", flat=True)) == {"delivered"}
