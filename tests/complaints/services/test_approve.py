from __future__ import annotations

import pytest

from accounts.models import Account, Staff
from complaints.domain.errors import (
    ForbiddenMoveError,
    GateClosedError,
    MissingPermissionError,
    SamePersonError,
    StaleChangeError,
    TextLengthError,
)
from complaints.domain.lifecycle import DecisionState
from complaints.models import Case, Decision
from complaints.services.approve import approve, send_back, settle
from complaints.services.decide import decide
from tests.complaints.rows import NOW, case, deliver_all, kinds, order, outbox, review, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent() -> Staff:
    return staff("agent", "approvers")


@pytest.fixture
def second() -> Staff:
    return staff("second", "approvers")


def proposal(agent: Staff, *, pause: bool = False) -> tuple[Case, Decision]:
    row = case()
    review(row, agent)
    return row, decide(row.pk, order("terminate", pause_sending=pause), agent, NOW, 0)


def status() -> str:
    return Account.objects.get().status


def test_a_termination_waits_for_a_second_person(agent: Staff) -> None:
    row, decision = proposal(agent)
    row.refresh_from_db()
    assert (decision.state, row.state, outbox(row), kinds(row)[-1]) == ("proposed", "proposed", [], "proposed")


def test_a_proposal_can_pause_sending_at_once(agent: Staff) -> None:
    proposal(agent, pause=True)
    deliver_all()
    assert status() == "suspended"


def test_an_approved_termination_ends_the_account(agent: Staff, second: Staff) -> None:
    row, decision = proposal(agent)
    approve(decision.pk, second, NOW, "I agree.")
    deliver_all()
    row.refresh_from_db()
    assert (status(), row.state, row.open_key) == ("terminated", "decided", None)
    assert outbox(row) == [("mail", "delivered"), ("terminate", "delivered")]


def test_an_approval_keeps_who_said_what(agent: Staff, second: Staff) -> None:
    row, decision = proposal(agent)
    approve(decision.pk, second, NOW, " I agree. ")
    decision.refresh_from_db()
    assert (decision.state, decision.approved_by, decision.answer) == ("in_force", second, "I agree.")
    assert kinds(row)[-2:] == ["approved", "decided"]


def test_nobody_approves_their_own_proposal(agent: Staff) -> None:
    _, decision = proposal(agent)
    with pytest.raises(SamePersonError):
        approve(decision.pk, agent, NOW)


def test_not_even_an_admin_approves_their_own_proposal() -> None:
    boss = Staff.objects.create_superuser("boss")
    _, decision = proposal(boss)
    with pytest.raises(SamePersonError):
        approve(decision.pk, boss, NOW)


def test_approving_needs_its_permission(agent: Staff) -> None:
    _, decision = proposal(agent)
    with pytest.raises(MissingPermissionError, match="approve decisions"):
        approve(decision.pk, staff("other", "agents"), NOW)


def test_a_proposal_is_approved_once(agent: Staff, second: Staff) -> None:
    row, decision = proposal(agent)
    approve(decision.pk, second, NOW)
    with pytest.raises(ForbiddenMoveError):
        approve(decision.pk, staff("third", "approvers"), NOW)
    assert len(outbox(row)) == 2


def test_two_answers_at_once_settle_a_proposal_once(agent: Staff, second: Staff) -> None:
    _, decision = proposal(agent)
    stale = Decision.objects.get(pk=decision.pk)
    approve(decision.pk, second, NOW)
    with pytest.raises(StaleChangeError):
        settle(stale, DecisionState.SENT_BACK, by=second, now=NOW, answer="No.")


def test_the_gates_are_asked_again_on_approval(agent: Staff, second: Staff) -> None:
    row, decision = proposal(agent)
    row.incidents.update(substantiated=False)
    with pytest.raises(GateClosedError, match="independent"):
        approve(decision.pk, second, NOW)
    decision.refresh_from_db()
    assert decision.state == "proposed"


def test_what_is_sent_back_opens_its_case_again(agent: Staff, second: Staff) -> None:
    row, decision = proposal(agent)
    send_back(decision.pk, second, NOW, "Warn first.")
    row.refresh_from_db()
    decision.refresh_from_db()
    assert (row.state, row.open_key, decision.state, decision.answer) == ("open", "group", "sent_back", "Warn first.")


def test_sending_back_lets_a_pause_that_began_end(agent: Staff, second: Staff) -> None:
    _, decision = proposal(agent, pause=True)
    deliver_all()
    send_back(decision.pk, second, NOW, "Warn first.")
    deliver_all()
    assert status() == "active"


def test_sending_back_keeps_a_pause_from_beginning(agent: Staff, second: Staff) -> None:
    row, decision = proposal(agent, pause=True)
    send_back(decision.pk, second, NOW, "Warn first.")
    deliver_all()
    assert (status(), outbox(row)) == ("active", [("suspend", "cancelled")])


def test_sending_back_needs_a_reason(agent: Staff, second: Staff) -> None:
    _, decision = proposal(agent)
    with pytest.raises(TextLengthError):
        send_back(decision.pk, second, NOW, " ")


def test_sending_back_needs_the_permission(agent: Staff) -> None:
    _, decision = proposal(agent)
    with pytest.raises(MissingPermissionError):
        send_back(decision.pk, staff("other", "agents"), NOW, "No.")


def test_the_proposer_may_take_the_proposal_back() -> None:
    agent = staff("plain", "agents")
    row, decision = proposal(agent)
    send_back(decision.pk, agent, NOW, "Too early.")
    row.refresh_from_db()
    assert row.state == "open"


def test_after_sending_back_the_case_can_be_decided(agent: Staff, second: Staff) -> None:
    row, decision = proposal(agent)
    send_back(decision.pk, second, NOW, "Warn first.")
    row.refresh_from_db()
    assert decide(row.pk, order("warn"), agent, NOW, row.version).state == "in_force"
