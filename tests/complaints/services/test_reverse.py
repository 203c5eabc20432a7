from __future__ import annotations

import pytest

from accounts.models import Account, Staff
from complaints.domain.errors import ForbiddenMoveError, GateClosedError, MissingPermissionError, StaleChangeError
from complaints.models import Case, Charge, Decision, OutboxRow
from complaints.services.approve import approve
from complaints.services.decide import decide
from complaints.services.reverse import reverse, supersede
from tests.complaints.rows import LATER, NOW, account, case, deliver_all, kinds, order, outbox, review, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent() -> Staff:
    return staff("agent", "approvers")


def decided(agent: Staff, outcome: str, *, grouping: str = "group", pause: bool = False) -> tuple[Case, Decision]:
    row = case(grouping=grouping)
    review(row, agent)
    charged = tuple(row.incidents.values_list("pk", flat=True)) if outcome == "fine" else ()
    decision = decide(row.pk, order(outcome, charged=charged, pause_sending=pause), agent, NOW, 0)
    if decision.state == "proposed":
        approve(decision.pk, staff(f"second of {grouping}", "approvers"), NOW)
    return row, decision


def status() -> str:
    return Account.objects.get().status


def test_within_the_delay_a_reversal_only_cancels(agent: Staff) -> None:
    row, decision = decided(agent, "warn")
    reverse(decision.pk, agent, NOW, "We looked again.")
    deliver_all()
    assert outbox(row) == [("mail", "cancelled")]


def test_after_delivery_a_reversal_sends_a_correction(agent: Staff) -> None:
    row, decision = decided(agent, "warn")
    deliver_all()
    reverse(decision.pk, agent, LATER, "We looked again.")
    correction = OutboxRow.objects.get(case=row, state="pending")
    assert (correction.payload["template"], correction.idempotency_key) == (
        "correction",
        f"decision:{decision.pk}:undo:0",
    )


def test_a_reversal_opens_the_case_again(agent: Staff) -> None:
    row, decision = decided(agent, "warn")
    reverse(decision.pk, agent, NOW, "We looked again.")
    row.refresh_from_db()
    decision.refresh_from_db()
    assert (row.state, row.open_key, row.decided_at, decision.state) == ("open", "group", None, "superseded")
    assert kinds(row)[-1] == "reversed"


def test_a_reversed_fine_is_credited_line_by_line(agent: Staff) -> None:
    _, decision = decided(agent, "fine")
    reverse(decision.pk, agent, NOW, "We looked again.")
    amounts = list(Charge.objects.order_by("pk").values_list("amount_cents", flat=True))
    assert amounts == [100_00, 100_00, -100_00, -100_00]
    assert all(line.credits is not None for line in Charge.objects.filter(amount_cents__lt=0))


def test_what_was_credited_can_be_charged_again(agent: Staff) -> None:
    row, decision = decided(agent, "fine")
    reverse(decision.pk, agent, NOW, "We looked again.")
    row.refresh_from_db()
    first = row.incidents.order_by("pk")[0].pk
    again = decide(row.pk, order("fine", charged=(first,)), agent, LATER, row.version)
    assert sum(Charge.objects.values_list("amount_cents", flat=True)) == 100_00
    assert again.supersedes == decision


def test_a_reversed_termination_reinstates_the_account(agent: Staff) -> None:
    row, decision = decided(agent, "terminate", pause=True)
    deliver_all()
    assert status() == "terminated"
    reverse(decision.pk, agent, LATER, "We looked again.")
    deliver_all()
    assert status() == "active"
    assert [kind for kind, state in outbox(row) if state == "delivered"].count("reinstate") == 1


def test_what_two_people_decided_is_not_reversed_without_the_permission_to_approve(agent: Staff) -> None:
    _, decision = decided(agent, "terminate")
    with pytest.raises(MissingPermissionError):
        reverse(decision.pk, staff("other", "agents"), NOW, "We looked again.")


def test_an_account_that_the_platform_suspended_stays_suspended(agent: Staff) -> None:
    account(status="suspended")
    _, decision = decided(agent, "terminate")
    deliver_all()
    reverse(decision.pk, agent, LATER, "We looked again.")
    deliver_all()
    assert status() == "suspended"


def test_a_pause_for_another_case_outlasts_a_reversal(agent: Staff) -> None:
    decided(agent, "remediate", grouping="other", pause=True)
    deliver_all()
    _, decision = decided(agent, "terminate")
    deliver_all()
    reverse(decision.pk, agent, LATER, "We looked again.")
    deliver_all()
    assert status() == "suspended"


def test_the_standing_comes_back_whatever_is_reversed_first(agent: Staff) -> None:
    _, paused = decided(agent, "remediate", grouping="other", pause=True)
    deliver_all()
    _, ended = decided(agent, "terminate")
    deliver_all()
    reverse(paused.pk, agent, LATER, "The hole is closed.")
    deliver_all()
    assert status() == "terminated"
    reverse(ended.pk, agent, LATER, "We looked again.")
    deliver_all()
    assert status() == "active"


def test_a_reversal_needs_a_reason(agent: Staff) -> None:
    _, decision = decided(agent, "warn")
    with pytest.raises(GateClosedError, match="Write the reason"):
        reverse(decision.pk, agent, NOW, " ")


def test_a_correction_names_no_complainant(agent: Staff) -> None:
    _, decision = decided(agent, "warn")
    with pytest.raises(GateClosedError, match="take it out"):
        reverse(decision.pk, agent, NOW, "Reader1@isp.example was wrong.")


def test_a_decision_is_reversed_once(agent: Staff) -> None:
    _, decision = decided(agent, "fine")
    reverse(decision.pk, agent, NOW, "We looked again.")
    with pytest.raises(ForbiddenMoveError):
        reverse(decision.pk, agent, NOW, "We looked again.")
    assert Charge.objects.filter(amount_cents__lt=0).count() == 2


def test_a_case_that_was_followed_meanwhile_takes_no_new_incidents(agent: Staff) -> None:
    row, decision = decided(agent, "warn")
    Case.objects.create(kind="spam", grouping="group", open_key="group", account=row.account, opened_at=LATER)
    reverse(decision.pk, agent, LATER, "We looked again.")
    row.refresh_from_db()
    assert (row.state, row.open_key) == ("open", None)


def test_a_decision_is_superseded_in_one_step(agent: Staff) -> None:
    row, decision = decided(agent, "fine")
    deliver_all()
    row.refresh_from_db()
    milder = supersede(decision.pk, order("warn"), agent, LATER, row.version)
    assert (milder.supersedes, milder.state) == (decision, "in_force")
    assert sum(Charge.objects.values_list("amount_cents", flat=True)) == 0


def test_superseding_fails_whole_when_the_new_decision_is_refused(agent: Staff) -> None:
    row, decision = decided(agent, "warn")
    row.refresh_from_db()
    with pytest.raises(GateClosedError):
        supersede(decision.pk, order("fine", charged=(99_999,)), agent, LATER, row.version)
    decision.refresh_from_db()
    assert decision.state == "in_force"


def test_superseding_needs_the_version_that_was_seen(agent: Staff) -> None:
    _, decision = decided(agent, "warn")
    with pytest.raises(StaleChangeError):
        supersede(decision.pk, order("warn"), agent, LATER, 0)
