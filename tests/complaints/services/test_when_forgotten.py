"""When a complaint is forgotten, and what keeps it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from accounts.models import AccountHold
from complaints.models import Case, Complaint, Decision, ReadingCorrection
from complaints.services.legal_hold import place_legal_hold, release_legal_hold
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
    is_forgotten,
    mail,
    of_account,
)
from tests.complaints.received import auto_reply

if TYPE_CHECKING:
    from pytest_django import Settings

pytestmark = pytest.mark.django_db

SANCTIONED = NOW + timedelta(days=1096)


def test_the_case_of_a_sanction_in_force_is_kept_three_years() -> None:
    complaint = complain(mail())
    close(of_account(complaint), "warn")
    forget(SANCTIONED - timedelta(days=2))
    assert not is_forgotten(complaint)
    forget(SANCTIONED)
    assert Complaint.objects.get().forgotten_rule == "sanction"


def test_a_sanction_that_was_reversed_is_none() -> None:
    complaint = complain(mail())
    case = close(of_account(complaint), "warn")
    Decision.objects.update(state="superseded")
    close(case)
    forget()
    assert Complaint.objects.get(pk=complaint.pk).forgotten_rule == "closed"


def test_spam_of_nobody_of_ours_goes_a_month_after_its_case_was_decided() -> None:
    complaint = complain(mail())
    close(case_of(complaint), "not_ours")
    forget(NOW + timedelta(days=29))
    assert not is_forgotten(complaint)
    forget(NOW + MONTH)
    assert Complaint.objects.get().forgotten_rule == "unattributed"


def test_mail_that_is_no_complaint_goes_after_a_month() -> None:
    complaint = auto_reply()
    forget(NOW + timedelta(days=29))
    assert not is_forgotten(complaint)
    forget(NOW + MONTH)
    assert is_forgotten(complaint)


def test_what_was_taken_as_no_complaint_lately_is_kept_from_then_on() -> None:
    complaint = auto_reply()
    ReadingCorrection.objects.create(
        complaint=complaint, kind="not_a_complaint", by=rows.staff("ann"), at=NOW + timedelta(days=20)
    )
    forget(NOW + MONTH)
    assert not is_forgotten(complaint)


@pytest.mark.parametrize("state", ["open", "waiting", "proposed"])
def test_a_case_that_is_not_decided_is_never_touched(state: str) -> None:
    complaint = decided_complaint()
    Case.objects.update(state=state)
    forget(NOW + timedelta(days=9999))
    assert not is_forgotten(complaint)


def test_what_was_not_read_yet_is_never_touched() -> None:
    complaint = auto_reply()
    Complaint.objects.update(state="received")
    forget(NOW + timedelta(days=9999))
    assert not is_forgotten(complaint)


def test_a_period_of_no_days_keeps_for_ever(settings: Settings) -> None:
    complaint = decided_complaint()
    settings.RETENTION_CLOSED_DAYS = 0
    forget(NOW + timedelta(days=9999))
    assert not is_forgotten(complaint)


def test_a_consequence_that_is_stuck_keeps_its_case() -> None:
    complaint = decided_complaint()
    rows.outbox_row(case=case_of(complaint), state="dead")
    forget()
    assert not is_forgotten(complaint)


def test_a_hold_on_the_accounts_mail_keeps_its_cases() -> None:
    complaint = decided_complaint()
    AccountHold.objects.create(
        account=rows.account(), key="k", reason="A surge", placed_at=NOW, expires_at=NOW, confirmed_at=NOW
    )
    forget()
    assert not is_forgotten(complaint)


def test_a_legal_hold_keeps_everything_until_it_is_released() -> None:
    complaint, person = decided_complaint(), rows.staff("boss", "approvers")
    case = place_legal_hold(case_of(complaint).pk, "A court asked.", person, NOW)
    forget(NOW + timedelta(days=9999))
    assert not is_forgotten(complaint)
    release_legal_hold(case.pk, "The court is done.", person, LATER)
    forget()
    assert is_forgotten(complaint)


def test_a_complaint_that_is_also_in_an_open_case_is_kept() -> None:
    complaint = decided_complaint()
    Complaint.objects.filter(pk=complaint.pk).update(case=rows.case(0, grouping="other"))
    forget()
    assert not is_forgotten(complaint)


def test_a_complaint_that_came_lately_into_a_decided_case_keeps_all_of_it() -> None:
    complaint = complain(mail())
    close(case_of(complaint))
    later = complain(mail("Again."), at=NOW + timedelta(days=20))
    assert case_of(later) == case_of(complaint)
    forget(NOW + MONTH)
    assert not is_forgotten(complaint)


def test_a_repetition_is_forgotten_with_the_first_and_not_before_its_own_time() -> None:
    complaint = decided_complaint()
    again = complain(mail(), at=NOW + timedelta(days=10))
    assert again.status == "duplicate"
    forget()
    assert (is_forgotten(complaint), is_forgotten(again)) == (False, False)
    forget(LATER + timedelta(days=10))
    assert (is_forgotten(complaint), is_forgotten(again)) == (True, True)
