"""How long what is kept, and what of a text goes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from complaints.domain.retention import Periods, Rule, cleared, rule_of, strictest, told, without_addresses

NOW = datetime(2027, 11, 10, tzinfo=UTC)
PERIODS = Periods(closed_days=365, sanction_days=0, unattributed_days=30)


def test_a_period_of_no_days_has_no_limit() -> None:
    assert PERIODS.limit(Rule.SANCTION, NOW) is None


def test_the_shortest_period_says_what_is_looked_at_at_all() -> None:
    assert PERIODS.latest(NOW) == NOW - timedelta(days=30)


def test_where_all_is_kept_for_ever_nothing_is_looked_at() -> None:
    assert Periods(closed_days=0, sanction_days=0, unattributed_days=0).latest(NOW) is None


@pytest.mark.parametrize(
    ("kind", "account_id", "sanctioned", "rule"),
    [
        ("spam", "acme", True, Rule.SANCTION),
        ("spam", "acme", False, Rule.CLOSED),
        ("unattributed", None, False, Rule.UNATTRIBUTED),
        ("direct", None, False, Rule.UNATTRIBUTED),
        ("unattributed", "acme", False, Rule.CLOSED),
        ("needs_original", None, False, Rule.CLOSED),
    ],
)
def test_a_case_is_kept_by_what_was_decided_and_whom_it_is_about(
    kind: str,
    account_id: str | None,
    sanctioned: bool,  # noqa: FBT001 - a parameter of the test
    rule: Rule,
) -> None:
    assert rule_of(kind, account_id, sanctioned=sanctioned) is rule


def test_of_several_rules_the_one_for_sanctions_counts() -> None:
    assert strictest({Rule.UNATTRIBUTED, Rule.SANCTION, Rule.CLOSED}) is Rule.SANCTION


def test_mail_in_no_case_is_nobodys() -> None:
    assert strictest(()) is Rule.UNATTRIBUTED


def test_what_is_kept_is_not_called_forgotten() -> None:
    assert told(None, "") == ""


def test_a_rule_that_is_not_known_any_more_is_left_out() -> None:
    assert told(NOW, "old") == "Forgotten on 10 November 2027 under a retention rule."


def test_addresses_and_message_ids_are_taken_out() -> None:
    assert without_addresses("<w1@acme.example> to ann@isp.example") == "<(address forgotten)> to (address forgotten)"


def test_an_address_that_is_spared_stays_with_the_full_stop_behind_it() -> None:
    assert without_addresses("Wrote to owner@acme.example.", {"owner@acme.example"}) == "Wrote to owner@acme.example."


def test_json_values_keep_their_shape() -> None:
    value = {"detail": "To ann@isp.example", "weight": 0.9, "more": ["x@y.example", None]}
    assert cleared(value) == {"detail": "To (address forgotten)", "weight": 0.9, "more": ["(address forgotten)", None]}
