from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings

from complaints.domain.errors import ForbiddenMoveError, GateClosedError, StaleChangeError, UnknownChoiceError
from complaints.models import Case, Charge, Decision, Incident, OutboxRow
from complaints.services.decide import decide
from tests.complaints.rows import NOW, RULE, add_incident, case, kinds, order, outbox, review, staff

pytestmark = pytest.mark.django_db


def test_a_decision_settles_its_case_and_frees_its_grouping() -> None:
    agent, row = staff("agent"), case()
    review(row, agent)
    decision = decide(row.pk, order("warn"), agent, NOW, row.version)
    row.refresh_from_db()
    assert (decision.state, row.state, row.open_key, row.decided_at) == ("in_force", "decided", None, NOW)


def test_a_decision_keeps_its_rule_reasons_and_reviews() -> None:
    agent, row = staff("agent"), case()
    review(row, agent)
    decision = decide(row.pk, order("warn", private_note="Second time."), agent, NOW, row.version)
    assert (decision.rule, decision.public_reason, decision.private_note) == (
        RULE,
        "Nobody asked for this mail.",
        "Second time.",
    )
    assert [note["finding"] for note in decision.reviews][-1] == "no_record"


def test_nothing_is_written_while_a_gate_is_closed() -> None:
    agent, row = staff("agent"), case()
    with pytest.raises(GateClosedError, match="Record these reviews first"):
        decide(row.pk, order("warn"), agent, NOW, row.version)
    row.refresh_from_db()
    assert (row.state, row.version, Decision.objects.count(), OutboxRow.objects.count()) == ("open", 0, 0, 0)


def test_the_same_form_sent_twice_decides_once() -> None:
    agent, row = staff("agent"), case()
    review(row, agent)
    decide(row.pk, order("fine", charged=tuple(row.incidents.values_list("pk", flat=True))), agent, NOW, 0)
    with pytest.raises(StaleChangeError):
        decide(row.pk, order("fine", charged=tuple(row.incidents.values_list("pk", flat=True))), agent, NOW, 0)
    assert (Decision.objects.count(), Charge.objects.count()) == (1, 2)


def test_a_decided_case_is_not_decided_again() -> None:
    agent, row = staff("agent"), case()
    review(row, agent)
    decide(row.pk, order("warn"), agent, NOW, 0)
    with pytest.raises(ForbiddenMoveError):
        decide(row.pk, order("warn"), agent, NOW, 1)


def test_a_fine_writes_a_ledger_line_for_each_incident() -> None:
    agent, row = staff("agent"), case(incidents=3)
    review(row, agent)
    first, second, _ = row.incidents.order_by("pk")
    decide(row.pk, order("fine", charged=(first.pk, second.pk)), agent, NOW, 0)
    lines = Charge.objects.values_list("incident", "amount_cents", "currency", "account")
    assert list(lines) == [(one.pk, settings.FINE_CENTS, "USD", "acme") for one in (first, second)]
    assert list(Incident.objects.order_by("pk").values_list("substantiated", flat=True)) == [True, True, None]


def test_a_fine_cannot_charge_a_duplicate() -> None:
    agent, row = staff("agent"), case(incidents=1)
    review(row, agent)
    again = add_incident(row, 9, duplicate_of=row.incidents.get())
    with pytest.raises(GateClosedError, match="not of this case"):
        decide(row.pk, order("fine", charged=(again.pk,)), agent, NOW, 0)


def test_consequences_wait_until_the_decision_can_no_longer_be_undone_quietly() -> None:
    agent, row = staff("agent"), case()
    review(row, agent)
    decision = decide(row.pk, order("warn"), agent, NOW, 0)
    mail = decision.outbox.get()
    assert mail.idempotency_key == f"decision:{decision.pk}:0"
    assert mail.not_before == NOW + timedelta(seconds=settings.NOTICE_DELAY_SECONDS)


def test_a_pause_does_not_wait() -> None:
    agent, row = staff("agent"), case()
    review(row, agent)
    decide(row.pk, order("remediate", pause_sending=True), agent, NOW, 0)
    assert OutboxRow.objects.get(kind="suspend").not_before == NOW


def test_a_dismissal_cites_its_usual_rule_when_none_is_chosen() -> None:
    agent, row = staff("agent"), case(origin="claimed")
    decision = decide(row.pk, order("not_ours", rule="", public_reason=""), agent, NOW, 0)
    assert decision.rule == "anti-spam/2012-11-02/3.2"


def test_the_rule_has_to_be_the_version_of_when_the_mail_was_sent() -> None:
    agent, row = staff("agent"), case()
    review(row, agent)
    with pytest.raises(GateClosedError, match="Choose a rule"):
        decide(row.pk, order("warn", rule="anti-spam/2099/2.1"), agent, NOW, 0)


def test_persons_are_told_once_each_when_asked_for() -> None:
    agent, row = staff("agent"), case(incidents=2)
    review(row, agent)
    same_person = row.incidents.first()
    assert same_person
    decide(row.pk, order("warn", tell_reporters=True), agent, NOW, 0)
    told = OutboxRow.objects.filter(payload__template="reporter_outcome").order_by("pk")
    assert [mail.payload["to"] for mail in told] == ["reader1@isp.example", "reader2@isp.example"]


@pytest.mark.parametrize("address", ["mailer-daemon@isp.example", "noreply@isp.example"])
def test_machines_are_not_told(address: str) -> None:
    agent, row = staff("agent"), case(incidents=1)
    review(row, agent)
    row.incidents.get().complaint.__class__.objects.update(reporter_address=address)
    decide(row.pk, order("warn", tell_reporters=True), agent, NOW, 0)
    assert outbox(row) == [("mail", "pending")]


def test_networks_are_not_told() -> None:
    agent, row = staff("agent"), case(incidents=1)
    review(row, agent)
    row.incidents.get().complaint.__class__.objects.update(reporter_kind="network")
    decide(row.pk, order("warn", tell_reporters=True), agent, NOW, 0)
    assert outbox(row) == [("mail", "pending")]


def test_the_history_tells_what_was_decided_by_whom() -> None:
    agent, row = staff("agent"), case()
    review(row, agent)
    decide(row.pk, order("warn"), agent, NOW, 0)
    event = row.events.get(kind="decided")
    assert (event.by, event.at, event.facts["outcome"]) == (agent, NOW, "warn")
    assert kinds(row) == ["review_recorded"] * 4 + ["decided"]


def test_an_unknown_outcome_is_refused() -> None:
    row = case()
    with pytest.raises(UnknownChoiceError):
        decide(row.pk, order("banish"), staff("agent"), NOW, 0)


def test_there_is_no_such_case() -> None:
    with pytest.raises(Case.DoesNotExist):
        decide(404, order("warn"), staff("agent"), NOW, 0)
