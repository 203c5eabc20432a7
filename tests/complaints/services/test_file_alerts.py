"""Volume alerts as cases: one a surge, its history told, nothing opened twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import VolumeAlert, VolumeRun
from complaints.domain.facts import Order
from complaints.jobs import drain
from complaints.models import Case, CaseEvent, FiledAlert
from complaints.services.decide import decide
from complaints.services.file_alerts import file_alerts
from tests.complaints import rows
from tests.complaints.volumes import NOW, START, SURGE, look, send, sender

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)


def told(case: Case) -> list[str]:
    return list(CaseEvent.objects.filter(case=case).values_list("kind", flat=True))


def explain(case: Case) -> None:
    note = "They told us of the sale."
    order = Order(outcome="explain_volume", rule="anti-spam/2012-11-02/3.1", public_reason="", private_note=note)
    decide(case.pk, order, rows.staff("agent", "agents"), NOW, case.version)


def test_an_alert_opens_a_case_of_its_own_with_a_plain_sentence() -> None:
    send(sender(), 9_000)
    look()
    case = Case.objects.get()
    assert (case.kind, case.account_id, case.state) == ("volume", "acme", "open")
    event = case.events.get(kind="volume_alert")
    assert event.sentence.startswith("Large increase: In the hour from 2026-10-31 03:00 UTC the account sent 9,000")


def test_its_priority_counts_how_clear_the_surge_is() -> None:
    send(sender(), 9_000)
    look()
    names = {addend["name"]: addend["points"] for addend in Case.objects.get().priority_addends}
    assert names["kind"] == 20
    assert 15 <= names["surge"] <= 30


def test_looking_again_opens_nothing_and_tells_nothing() -> None:
    send(sender(), 9_000)
    look()
    before = told(Case.objects.get())
    look(LATER)
    assert told(Case.objects.get()) == before


def test_a_surge_that_grows_goes_into_the_same_case_and_another_surge_does_not() -> None:
    row = sender()
    for hours, sent in enumerate((9_000, 9_000, 9_000, 9_000, 60_000, 60_000)):
        send(row, sent, SURGE + timedelta(hours=hours))
    send(row, 9_000, SURGE + timedelta(hours=14))
    look()
    first, second = Case.objects.order_by("pk")
    assert (first.filed_alerts.count(), second.filed_alerts.count()) == (2, 1)


def test_a_recount_stays_in_the_case_and_is_told() -> None:
    row = sender()
    send(row, 9_000)
    look()
    send(row, 12_000)
    look(LATER)
    case = Case.objects.get()
    assert told(case)[-2:] == ["volume_recount", "volume_alert"]
    assert case.filed_alerts.count() == 2


def test_a_recount_of_a_decided_surge_opens_no_case() -> None:
    row = sender()
    send(row, 9_000)
    look()
    explain(Case.objects.get())
    send(row, 12_000)
    look(LATER)
    case = Case.objects.get()
    assert case.state == "decided"
    assert told(case)[-1] == "volume_alert"


def test_a_surge_of_months_ago_is_history_and_opens_no_case() -> None:
    send(sender(days=62), 9_000, START + timedelta(days=25))
    look()
    assert VolumeAlert.objects.exists()
    assert not Case.objects.exists()


def test_an_explanation_needs_its_words_and_closes_the_case() -> None:
    send(sender(), 9_000)
    look()
    explain(Case.objects.get())
    assert Case.objects.get().state == "decided"


def test_two_workers_that_take_the_same_alert_open_one_case() -> None:
    send(sender(), 9_000)
    look()
    VolumeAlert.objects.update(handed_on_at=NOW)
    assert file_alerts(now=NOW, limit=10) == 0
    assert FiledAlert.objects.count() == 1


def test_the_drain_watches_once_an_hour_and_files_what_it_finds() -> None:
    send(sender(), 9_000)
    drain()
    assert Case.objects.get().kind == "volume"
    run = VolumeRun.objects.get()
    assert (run.done, run.total) == (1, 1)
    assert run.finished_at is not None
    drain()
    assert VolumeRun.objects.count() == 1
