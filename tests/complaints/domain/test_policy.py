from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from complaints import policies
from complaints.domain import outcomes, policy, reviews
from tests.complaints.papers import RULE, papers


@dataclass(frozen=True)
class Version:
    code: str
    in_force_from: date


OLD, NEW, OTHER = Version("a", date(2012, 11, 2)), Version("a", date(2026, 1, 1)), Version("b", date(2005, 1, 1))


@pytest.mark.parametrize(
    ("sent", "version"),
    [
        (datetime(2012, 11, 1, 23, 59, tzinfo=UTC), None),
        (datetime(2012, 11, 2, tzinfo=UTC), OLD),
        (datetime(2025, 12, 31, 23, 59, tzinfo=UTC), OLD),
        (datetime(2026, 1, 1, tzinfo=UTC), NEW),
    ],
)
def test_the_version_in_force_when_the_mail_was_sent_counts(sent: datetime, version: Version | None) -> None:
    assert policy.version_for([NEW, OLD], sent) == version


def test_every_policy_gives_its_own_version() -> None:
    assert policy.in_force([OTHER, NEW, OLD], datetime(2020, 1, 1, tzinfo=UTC)) == (OLD, OTHER)


@pytest.mark.parametrize(
    ("cents", "currency", "text"),
    [(100_00, "USD", "$100.00"), (5, "USD", "$0.05"), (-100_00, "USD", "-$100.00"), (25_50, "EUR", "25.50 EUR")],
)
def test_money_is_written_without_rounding(cents: int, currency: str, text: str) -> None:
    assert policy.money(cents, currency) == text


def test_clauses_that_fit_the_outcome_come_first() -> None:
    assert policy.ranked(papers(), "fine")[0] is RULE


def test_every_outcome_has_a_clause_that_it_usually_rests_on() -> None:
    fitted = {name for text in policies.shipped() for clause in text.clauses for name in clause.fits}
    assert {outcome.name for outcome in outcomes.OUTCOMES} <= fitted


def test_clauses_fit_only_what_exists() -> None:
    known = {outcome.name for outcome in outcomes.OUTCOMES}
    known |= {finding.value for review in reviews.REVIEWS for finding in review.findings}
    fitted = {name for text in policies.shipped() for clause in text.clauses for name in clause.fits}
    assert fitted <= known


def test_every_breach_that_can_be_found_has_a_clause() -> None:
    breaches = {finding.value for review in reviews.REVIEWS for finding in review.findings if finding.violation}
    fitted = {name for text in policies.shipped() for clause in text.clauses for name in clause.fits}
    assert breaches <= fitted


def test_the_charge_clause_states_the_amount_that_is_charged_by_default() -> None:
    charge = next(
        clause
        for text in policies.shipped()
        for clause in text.clauses
        if "fine" in clause.fits and clause.title == "Charge"
    )
    assert "$100 " in charge.text
