"""What is forgotten of a complaint, and what stays."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from complaints.domain.errors import ForgottenError
from complaints.models import Case, Charge, Complaint, Decision, Incident, OutboxRow, RawMessage, ReadingCorrection
from complaints.services.correct_reading import correctable
from complaints.services.forget_complaints import forget_complaints
from complaints.services.process_complaint import first_receipts
from tests.complaints import rows
from tests.complaints.forgettable import (
    LATER,
    MONTH,
    NOW,
    case_of,
    close,
    complain,
    decided_complaint,
    forget,
    has_bytes,
    incident_of,
    is_forgotten,
    mail,
    of_account,
)
from tests.complaints.received import ORIGINAL, take_in

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

SANCTIONED = NOW + timedelta(days=1096)


def everything_of(complaint: Complaint) -> str:
    """Give all rows that hang on a complaint, as one text."""
    found: list[Any] = [Complaint.objects.filter(pk=complaint.pk).values().get()]
    incidents = Incident.objects.filter(complaint=complaint)
    found += [*incidents.values(), *Case.objects.filter(incidents__in=incidents).values()]
    found += [*case_of(complaint).events.values(), *OutboxRow.objects.values(), *ReadingCorrection.objects.values()]
    return json.dumps(found, default=str)


def test_a_year_after_the_decision_neither_mail_nor_original_is_in_the_store() -> None:
    complaint = decided_complaint()
    keys = {complaint.raw_id, incident_of(complaint).original_id}
    assert all(has_bytes(key) for key in keys)
    forget()
    assert not any(has_bytes(key) for key in keys)


def test_before_the_year_is_over_nothing_is_forgotten() -> None:
    complaint = decided_complaint()
    forget(NOW + timedelta(days=364))
    assert complaint.content() == mail()


@pytest.mark.parametrize("said", ["ann@isp", "for Ann", '"Watches"', "192.0.2.9", "198.51.100.9", "w1@acme", "Stop it"])
def test_nothing_of_what_names_somebody_is_left_in_the_rows(said: str) -> None:
    complaint = decided_complaint()
    assert said in everything_of(complaint)
    forget()
    assert said not in everything_of(complaint)


def test_hash_times_results_and_the_rule_stay() -> None:
    complaint = decided_complaint()
    forget()
    now = Complaint.objects.get(pk=complaint.pk)
    kept = (
        "raw_id",
        "received_at",
        "processed_at",
        "status",
        "format",
        "recogniser",
        "door",
        "channel",
        "reporter_kind",
    )
    assert {name: getattr(now, name) for name in kept} == {name: getattr(complaint, name) for name in kept}
    assert (now.forgotten_at, now.forgotten_rule) == (LATER, "closed")


def test_an_incident_stays_the_one_that_it_was() -> None:
    complaint = decided_complaint()
    before = incident_of(complaint)
    forget()
    after = incident_of(complaint)
    kept = ("pk", "fingerprint", "original_id", "account_id", "case_id", "origin", "confidence", "sent_at", "headers")
    assert {name: getattr(after, name) for name in kept} == {name: getattr(before, name) for name in kept}


def test_decisions_and_the_ledger_are_not_touched() -> None:
    complaint = complain(mail())
    case = close(of_account(complaint), "fine")
    decision, incident = Decision.objects.get(case=case), incident_of(complaint)
    Charge.objects.create(
        decision=decision, incident=incident, account=rows.account(), amount_cents=10000, currency="USD", at=NOW
    )
    before = (list(Decision.objects.values()), list(Charge.objects.values()))
    forget(SANCTIONED)
    assert is_forgotten(complaint)
    assert (list(Decision.objects.values()), list(Charge.objects.values())) == before


def test_a_storm_of_repetitions_is_forgotten_a_step_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    complaint = decided_complaint()
    for _ in range(5):
        complain(mail())
    monkeypatch.setattr("complaints.services.forget_complaints.MOST_AT_ONCE", 2)
    done = forget_complaints([complaint.pk], now=LATER)
    assert (done.complaints, done.more, is_forgotten(complaint)) == (2, True, False)
    forget()
    assert not Complaint.objects.filter(forgotten_at=None).exists()


def test_bytes_that_a_kept_complaint_shares_stay() -> None:
    gone = decided_complaint("First.")
    kept = complain(mail("Second."))
    Incident.objects.filter(complaint=kept).update(case=rows.case(0, grouping="open"))
    key = incident_of(kept).original_id
    assert incident_of(gone).original_id == key
    forget()
    assert (is_forgotten(gone), is_forgotten(kept)) == (True, False)
    assert b"Buy our watches." in incident_of(kept).content()


def test_what_was_forgotten_is_not_handed_out_though_its_bytes_are_kept_for_another() -> None:
    gone = decided_complaint("First.")
    kept = complain(mail("Second."))
    Incident.objects.filter(complaint=kept).update(case=rows.case(0, grouping="open"))
    forget()
    with pytest.raises(
        ForgottenError, match=r"^Forgotten on 10 November 2027 under the retention rule for decided cases"
    ):
        incident_of(gone).content()


def test_the_very_same_mail_is_a_complaint_again_once_the_first_is_forgotten() -> None:
    decided_complaint()
    forget()
    again = complain(mail(), at=LATER)
    assert (again.status, again.content()) == ("accepted", mail())


def test_an_incident_that_was_forgotten_still_counts_once() -> None:
    first = incident_of(decided_complaint())
    forget()
    again = incident_of(complain(mail(), at=LATER))
    assert again.duplicate_of_id == first.pk


def test_a_case_that_something_comes_into_is_forgotten_anew() -> None:
    complaint = complain(mail())
    close(case_of(complaint))
    forget(NOW + MONTH)
    again = complain(mail(), at=NOW + MONTH)
    assert case_of(complaint).forgotten_at is None
    forget(NOW + 2 * MONTH)
    assert is_forgotten(again)


def test_what_was_forgotten_cannot_be_read_otherwise() -> None:
    complaint = decided_complaint()
    forget()
    with pytest.raises(ForgottenError):
        correctable(complaint.pk, Complaint.objects.get(pk=complaint.pk).version)


def test_what_is_forgotten_is_no_first_receipt() -> None:
    complaint = decided_complaint()
    again = complain(mail())
    Complaint.objects.filter(pk=complaint.pk).update(forgotten_at=NOW)
    assert first_receipts([again]) == {}


def test_earlier_results_of_a_corrected_reading_go_along() -> None:
    complaint = decided_complaint()
    row = ReadingCorrection.objects.create(
        complaint=complaint,
        kind="evidence",
        note="A copy for ann@isp.example is found now.",
        before={"status": "accepted", "comment": "I am Ann"},
        at=NOW,
    )
    earlier = incident_of(complaint)
    earlier.pk, earlier.superseded_by, earlier.case = None, row, None
    earlier.save()
    forget()
    assert not Incident.objects.exclude(recipient="").exists()
    row.refresh_from_db()
    assert (row.note, row.before) == ("A copy for (address forgotten) is found now.", {"status": "accepted"})


def test_two_incidents_of_one_original_can_both_be_forgotten() -> None:
    complaint = decided_complaint()
    other = incident_of(complaint)
    other.pk, other.recipient, other.fingerprint = None, "ben@isp.example", "f" * 64
    other.save()
    forget()
    assert Incident.objects.filter(recipient="").count() == 2


def test_the_question_to_the_reporter_is_emptied() -> None:
    complaint = take_in(b"You send me spam.\r\n")
    asked = rows.outbox_row(complaint=complaint, state="delivered", payload={"to": "ann@isp.example"})
    close(Case.objects.get(complaints=complaint))
    forget()
    asked.refresh_from_db()
    assert asked.payload == {"forgotten_at": LATER.isoformat()}


def test_the_queries_do_not_grow_with_the_complaints(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    numbers = [decided_complaint(f"Stop it {n}.", ORIGINAL.replace(b"w1@", b"w%d@" % n)).pk for n in range(12)]
    with django_assert_max_num_queries(28):
        assert forget_complaints(numbers, now=LATER).complaints == 12


def test_forgetting_twice_changes_nothing() -> None:
    decided_complaint()
    forget()
    before = (list(Complaint.objects.values()), list(RawMessage.objects.values()), list(Case.objects.values()))
    assert forget().complaints == 0
    assert (list(Complaint.objects.values()), list(RawMessage.objects.values()), list(Case.objects.values())) == before
