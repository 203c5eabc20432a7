"""What a case keeps for ever names nobody once all that it held was forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaints.domain.errors import ForgottenError, StaleChangeError, TextLengthError
from complaints.models import Case, CaseEvent, OutboxRow
from complaints.services.legal_hold import place_legal_hold, release_legal_hold
from complaints.services.queue_actions import TO_REPORTERS
from tests.complaints import rows
from tests.complaints.forgettable import LATER, NOW, case_of, close, complain, decided_complaint, forget, mail

pytestmark = pytest.mark.django_db


def event(case: Case, sentence: str, **values: object) -> CaseEvent:
    return CaseEvent.objects.create(case=case, kind="note", at=NOW, sentence=sentence, **values)


def test_addresses_in_the_history_are_taken_out_but_for_the_customers() -> None:
    case = case_of(decided_complaint())
    row = event(case, "Wrote to owner@acme.example about ann@isp.example.")
    forget()
    row.refresh_from_db()
    assert row.sentence == "Wrote to owner@acme.example about (address forgotten)"


def test_what_a_decision_planned_is_told_without_addresses() -> None:
    case = case_of(decided_complaint())
    row = event(case, "Decided.", facts={"consequences": ["Tell ann@isp.example what came of it."], "decision": 7})
    CaseEvent.objects.filter(pk=row.pk).update(kind="decided")
    forget()
    row.refresh_from_db()
    assert row.facts == {"consequences": ["Tell (address forgotten) what came of it."], "decision": 7}


def test_mails_that_told_reporters_are_emptied() -> None:
    case = case_of(decided_complaint())
    payload = {"template": TO_REPORTERS, "to": "ann@isp.example", "context": {}}
    rows.outbox_row(case=case, state="delivered", payload=payload, summary="Tell ann@isp.example.")
    forget()
    row = OutboxRow.objects.get()
    assert (row.payload, row.summary) == (
        {"forgotten_at": LATER.isoformat()},
        "Tell a reporter what came of the complaint.",
    )


def test_notices_to_the_customer_stay() -> None:
    case = case_of(decided_complaint())
    payload = {"template": "warning", "to": "owner@acme.example", "context": {"case": 1}}
    rows.outbox_row(case=case, state="delivered", payload=payload)
    forget()
    assert OutboxRow.objects.get().payload == payload


def test_the_history_says_that_it_was_forgotten_and_by_which_rule() -> None:
    case = case_of(decided_complaint())
    forget()
    assert case.events.get(kind="forgotten").sentence.startswith(
        "Forgotten under the retention rule for decided cases: the mail"
    )
    assert Case.objects.get(pk=case.pk).forgotten.startswith("Forgotten on 10 November 2027")


def test_a_long_history_is_gone_through_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("complaints.services.forget_history.MOST_AT_ONCE", 2)
    case = case_of(decided_complaint())
    for number in range(7):
        event(case, f"Note {number} of ann@isp.example")
    forget()
    assert not case.events.filter(sentence__contains="ann@").exists()


def test_of_a_case_that_still_holds_something_the_history_stays() -> None:
    complaint = decided_complaint()
    case = case_of(complaint)
    row = event(case, "Wrote about ann@isp.example.")
    again = complain(mail(), at=NOW + timedelta(days=10))
    assert again.status == "duplicate"
    forget()
    row.refresh_from_db()
    assert row.sentence == "Wrote about ann@isp.example."


def test_the_name_of_a_listing_stays() -> None:
    complaint = decided_complaint()
    Case.objects.update(kind="listing", title="Example list: 198.51.100.9")
    forget()
    assert case_of(complaint).title == "Example list: 198.51.100.9"


def test_a_surge_has_nothing_to_be_forgotten() -> None:
    case = close(rows.case(0, kind="volume"))
    forget()
    assert Case.objects.get(pk=case.pk).forgotten_at is None


def test_a_legal_hold_needs_a_reason() -> None:
    with pytest.raises(TextLengthError):
        place_legal_hold(rows.case().pk, "  ", rows.staff("boss"), NOW)


def test_placing_and_releasing_a_legal_hold_stands_in_the_history() -> None:
    case, boss = rows.case(), rows.staff("boss")
    place_legal_hold(case.pk, "A court asked.", boss, NOW)
    release_legal_hold(case.pk, "It is done.", boss, NOW)
    assert list(case.events.values_list("kind", "sentence", "by")) == [
        ("legal_hold_placed", "Placed the legal hold: A court asked.", boss.pk),
        ("legal_hold_released", "Released the legal hold: It is done.", boss.pk),
    ]


def test_a_hold_that_another_placed_meanwhile_is_not_placed_twice() -> None:
    case, boss = rows.case(), rows.staff("boss")
    place_legal_hold(case.pk, "A court asked.", boss, NOW)
    with pytest.raises(StaleChangeError):
        place_legal_hold(case.pk, "Me too.", boss, NOW)


def test_what_was_forgotten_can_be_held_no_more() -> None:
    case = case_of(decided_complaint())
    forget()
    with pytest.raises(ForgottenError):
        place_legal_hold(case.pk, "A court asked.", rows.staff("boss"), NOW)
