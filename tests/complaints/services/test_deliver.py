from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail as django_mail

from complaints.domain.delivery import Delivery, DeliveryError
from complaints.domain.errors import ForbiddenMoveError
from complaints.enforcement import HANDLERS
from complaints.models import OutboxRow
from complaints.services import deliver
from complaints.services.decide import decide
from complaints.services.deliver import ATTEMPTS, LEASE, cancel, drain_outbox, retry
from complaints.services.queue_mail import queue_mail
from complaints.services.reverse import reverse
from tests.complaints.rows import LATER, NOW, case, kinds, order, review, staff

if TYPE_CHECKING:
    from collections.abc import Callable

    from complaints.domain.delivery import Handler

pytestmark = pytest.mark.django_db


def queued(number: int = 1, **changes: Any) -> OutboxRow:
    return queue_mail(
        **{
            "template": "acknowledge",
            "to": "ann@isp.example",
            "context": {"complaint": number},
            "idempotency_key": f"test:{number}",
            "now": NOW,
            "not_before": NOW,
            "summary": "Say that it came.",
            **changes,
        }
    )


def at(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


def answer(monkeypatch: pytest.MonkeyPatch, handler: Handler) -> None:
    monkeypatch.setitem(HANDLERS, "mail", handler)


def fail(_: Delivery) -> None:
    problem = "451 come back later"
    raise DeliveryError(problem)


def test_a_due_mail_is_delivered_once() -> None:
    row = queued()
    assert [drain_outbox(limit=9, now_fn=at(NOW)), drain_outbox(limit=9, now_fn=at(NOW))] == [1, 0]
    row.refresh_from_db()
    assert (row.state, row.delivered_at, row.lease, len(django_mail.outbox)) == ("delivered", NOW, "", 1)


def test_what_is_not_due_stays() -> None:
    queued(not_before=LATER)
    assert drain_outbox(limit=9, now_fn=at(NOW)) == 0


def test_no_more_than_the_limit_is_delivered() -> None:
    for number in range(3):
        queued(number)
    assert drain_outbox(limit=2, now_fn=at(NOW)) == 2


def test_queueing_under_the_same_key_queues_once() -> None:
    assert queued().pk == queued().pk


def test_a_second_worker_leaves_a_claimed_row_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    queued()
    seen: list[int] = []
    answer(monkeypatch, lambda _: seen.append(drain_outbox(limit=9, now_fn=at(NOW), worker="second")))
    drain_outbox(limit=9, now_fn=at(NOW), worker="first")
    assert seen == [0]


def test_a_worker_that_was_overtaken_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    row = queued()

    def dawdle(_: Delivery) -> None:
        answer(monkeypatch, lambda _: None)
        drain_outbox(limit=9, now_fn=at(NOW + LEASE * 2), worker="second")
        fail(_)

    answer(monkeypatch, dawdle)
    drain_outbox(limit=1, now_fn=at(NOW), worker="first")
    row.refresh_from_db()
    assert (row.state, row.error) == ("delivered", "")


def test_a_killed_worker_costs_only_its_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    row = queued()

    def die(_: Delivery) -> None:
        raise KeyboardInterrupt

    answer(monkeypatch, die)
    with pytest.raises(KeyboardInterrupt):
        drain_outbox(limit=1, now_fn=at(NOW))
    answer(monkeypatch, lambda _: None)
    assert drain_outbox(limit=1, now_fn=at(NOW + LEASE)) == 0
    assert drain_outbox(limit=1, now_fn=at(NOW + LEASE + timedelta(seconds=1))) == 1
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("delivered", 2)


def test_a_row_that_kills_its_workers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    OutboxRow.objects.filter(pk=queued().pk).update(attempts=ATTEMPTS, state="claimed", leased_until=NOW)
    drain_outbox(limit=1, now_fn=at(LATER))
    assert OutboxRow.objects.get().state == "dead"


def test_failures_back_off_and_end_visibly(monkeypatch: pytest.MonkeyPatch) -> None:
    row, moment, pauses = queued(case=case()), NOW, []
    answer(monkeypatch, fail)
    for _ in range(ATTEMPTS):
        assert drain_outbox(limit=9, now_fn=at(moment)) == 1
        row.refresh_from_db()
        pauses.append(row.not_before - moment)
        moment = row.not_before
    assert pauses == sorted(pauses)
    assert (row.state, row.attempts, row.error) == ("dead", ATTEMPTS, "451 come back later")
    assert row.case
    assert kinds(row.case) == ["consequence_failed"]


def test_a_lasting_failure_ends_at_once() -> None:
    row = queued(to="not an address")
    drain_outbox(limit=9, now_fn=at(NOW))
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("dead", 1)


def test_an_unforeseen_failure_does_not_hold_up_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = queued(1), queued(2)

    def break_once(delivery: Delivery) -> None:
        if delivery.key == "test:1":
            raise RuntimeError

    answer(monkeypatch, break_once)
    drain_outbox(limit=9, now_fn=at(NOW))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.error, second.state) == ("pending", "RuntimeError: ", "delivered")


def test_an_action_without_a_door_is_given_up() -> None:
    OutboxRow.objects.filter(pk=queued().pk).update(kind="pigeon")
    drain_outbox(limit=9, now_fn=at(NOW))
    assert OutboxRow.objects.get().error == "Nothing delivers “pigeon”."


def test_a_dead_row_can_be_tried_again() -> None:
    row = queued(to="not an address")
    drain_outbox(limit=9, now_fn=at(NOW))
    assert (retry(row.pk, staff("agent"), LATER).state, OutboxRow.objects.get().attempts) == ("pending", 0)


def test_a_cancelled_row_never_leaves() -> None:
    row = queued()
    cancel(row.pk, staff("agent"), NOW)
    assert drain_outbox(limit=9, now_fn=at(LATER)) == 0
    assert not django_mail.outbox


def test_what_is_delivered_cannot_be_cancelled() -> None:
    row = queued()
    drain_outbox(limit=9, now_fn=at(NOW))
    with pytest.raises(ForbiddenMoveError):
        cancel(row.pk, staff("agent"), NOW)


def test_a_change_to_a_waiting_mail_is_what_leaves() -> None:
    row = queued()
    OutboxRow.objects.filter(pk=row.pk).update(payload={**row.payload, "context": {"complaint": 4711}})
    drain_outbox(limit=9, now_fn=at(NOW))
    assert "4711" in django_mail.outbox[0].subject


def test_a_notice_that_failed_before_its_decision_was_reversed_never_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    agent, row = staff("agent"), case()
    review(row, agent)
    decision = decide(row.pk, order("warn"), agent, NOW, 0)

    def reversed_meanwhile(delivery: Delivery) -> None:
        reverse(decision.pk, agent, LATER, "We looked again.")
        fail(delivery)

    answer(monkeypatch, reversed_meanwhile)
    drain_outbox(limit=1, now_fn=at(LATER))
    monkeypatch.undo()
    drain_outbox(limit=9, now_fn=at(LATER + timedelta(days=1)))
    assert [mail.subject for mail in django_mail.outbox] == [
        f"[Case {row.pk}] Correction: our decision no longer holds"
    ]
    assert decision.outbox.get(idempotency_key=f"decision:{decision.pk}:0").state == "cancelled"


def test_a_lease_fits_its_column() -> None:
    longest = OutboxRow._meta.get_field("lease").max_length
    assert longest
    assert deliver.WORKER_CHARACTERS + len(":") + 16 <= longest
