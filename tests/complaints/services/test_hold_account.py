"""Holds on an account's mail: only when asked for, ending by themselves, confirmed or released by a person."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.urls import reverse

from accounts.models import Account, AccountHold
from accounts.selectors.holds import holds_in_force
from complaints.models import Case, OutboxRow
from complaints.services.deliver import drain_outbox
from complaints.services.hold_account import confirm_hold, release_hold
from tests.builders import log_in
from tests.complaints import rows
from tests.complaints.volumes import NOW, SURGE, look, send, sender

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

SOON = SURGE + timedelta(hours=2)
OVER = SOON + timedelta(hours=73)


@pytest.fixture
def held(settings: Any) -> Case:
    settings.VOLUME_HOLD = True
    send(sender(), 9_000)
    look(SOON)
    drain_outbox(limit=10, now_fn=lambda: SOON)
    return Case.objects.get()


def test_no_hold_is_placed_unless_it_is_asked_for() -> None:
    send(sender(), 9_000)
    look(SOON)
    assert not OutboxRow.objects.exists()


def test_a_hold_ends_by_itself_and_changes_no_standing(held: Case) -> None:
    assert held.account is not None
    assert len(holds_in_force("acme", SOON)) == 1
    assert holds_in_force("acme", OVER) == ()
    assert Account.objects.get().status == "active"


def test_the_customer_is_told_the_reason(held: Case) -> None:
    mail = held.outbox.get(kind="mail")
    assert mail.state == "delivered"
    assert "9,000 messages" in mail.payload["context"]["public_reason"]


def test_a_confirmed_hold_stays_until_it_is_released(held: Case) -> None:
    agent, hold = rows.staff("agent", "agents"), AccountHold.objects.get()
    assert confirm_hold(held.pk, hold.pk, agent, SOON)
    assert len(holds_in_force("acme", OVER)) == 1
    assert release_hold(held.pk, hold.pk, agent, OVER)
    assert holds_in_force("acme", OVER) == ()
    assert list(held.events.values_list("kind", flat=True))[-2:] == ["hold_confirmed", "hold_released"]


def test_delivering_a_hold_twice_places_one(held: Case) -> None:
    held.outbox.filter(kind="hold").update(state="pending")
    drain_outbox(limit=10, now_fn=lambda: SOON)
    assert AccountHold.objects.count() == 1


def test_a_surge_that_is_found_days_later_holds_nothing(settings: Any) -> None:
    settings.VOLUME_HOLD = True
    send(sender(), 9_000)
    look(NOW + timedelta(days=4))
    assert not OutboxRow.objects.exists()


def test_case_and_account_show_the_hold_and_the_case_releases_it(held: Case, client: Client) -> None:
    log_in(client)
    with time_machine.travel(SOON, tick=False):
        for address in (reverse("case", args=(held.pk,)), reverse("account", args=("acme",))):
            assert "Mail on hold" in client.get(address).content.decode()
        hold = AccountHold.objects.get()
        client.post(reverse("answer_hold", args=(held.pk, hold.pk)), {"do": "release"})
        assert holds_in_force("acme", SOON) == ()


def test_a_hold_of_another_account_is_not_answered_here(held: Case, client: Client) -> None:
    log_in(client)
    other = rows.case(0, account=rows.account("other"), grouping="other")
    answer = client.post(reverse("answer_hold", args=(other.pk, AccountHold.objects.get().pk)), {"do": "release"})
    assert answer.status_code == 404
    assert held.account_id == "acme"
