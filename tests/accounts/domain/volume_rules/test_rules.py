"""What each volume rule says to one hour, with its numbers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.domain.volume import Moment, Remark, Traffic
from accounts.domain.volume_rules import RULES

SUNDAY = datetime(2026, 9, 20, 3, tzinfo=UTC)
BLACK_FRIDAY = datetime(2026, 11, 27, 9, tzinfo=UTC)


def moment(**changes: Any) -> Moment:
    """Give an hour of an account that sends 1,000 messages a day, 80 in its fullest hours."""
    usual: dict[str, Any] = {
        "at": SUNDAY,
        "sent": 40,
        "day": 1_000,
        "usual_hour": 40.0,
        "most_hour": 80,
        "usual_day": 1_000.0,
        "most_day": 1_200,
        "most_before": 1_200,
        "same_weekdays": (1_000, 1_050, 950, 1_020, 980),
        "recent": (30, 40, 50, 60) * 168,
        "known_days": 100.0,
        "age_days": 800.0,
    }
    return Moment(**usual | changes)


def said(name: str, **changes: Any) -> Remark | None:
    [rule] = [rule for rule in RULES if rule.name == name]
    return rule.judge(moment(**changes))


def test_an_ordinary_day_makes_no_rule_speak() -> None:
    assert [rule.name for rule in RULES if rule.judge(moment())] == []


def test_the_envelope_says_how_many_times_the_most_of_eight_weeks() -> None:
    remark = said("envelope", day=6_000)
    assert remark is not None
    assert remark.sentence == "6,000 messages in 24 hours: 5.0 times the most of the eight weeks before (1,200)."


def test_three_times_the_most_is_large_outside_the_accounts_own_pace_only() -> None:
    assert said("envelope", day=4_000, share_unusual=0.8)
    assert not said("envelope", day=4_000, share_unusual=0.1)


def test_a_list_that_was_on_record_explains_its_mail() -> None:
    assert not said("envelope", day=6_000, subscribers=5_000)


@pytest.mark.parametrize("day", [400, 500])
def test_small_amounts_are_no_large_increase(day: int) -> None:
    assert not said("envelope", day=day, most_day=3, most_before=3, share_unusual=1.0)


def test_the_week_of_black_friday_allows_half_as_much_again() -> None:
    assert said("envelope", day=6_000)
    assert not said("envelope", day=6_000, at=BLACK_FRIDAY)


def test_within_its_first_week_on_record_an_account_is_not_measured_by_itself() -> None:
    assert not said("envelope", day=60_000, known_days=6.0)


def test_a_climb_is_seen_although_no_day_is_far_above_the_one_before() -> None:
    assert not said("envelope", day=6_000, most_day=4_500)
    assert said("ramp", day=6_000, most_day=4_500)


def test_an_account_that_slept_longer_than_ever_wakes_with_more_than_ever() -> None:
    asleep = {"silent_days": 60.0, "longest_rest_days": 7.0, "most_ever": 1_200}
    assert said("waking", day=2_000, **asleep)
    assert not said("waking", day=1_100, **asleep)


def test_who_rests_often_wakes_unnoticed() -> None:
    assert not said("waking", day=2_000, silent_days=60.0, longest_rest_days=50.0, most_ever=1_200)


def test_a_robust_deviation_from_the_weekday_counts_outside_the_own_pace_only() -> None:
    assert said("weekday", day=3_000, share_unusual=0.6)
    assert not said("weekday", day=3_000, share_unusual=0.2)


def test_an_hour_beyond_chance_is_measured_by_the_accounts_own_surprises() -> None:
    burst = {"sent": 2_000, "day": 2_500, "usual_hour": 40.0}
    assert said("tail", **burst)
    assert not said("tail", **burst | {"recent": (0,) * 600 + (2_000,) * 72})


@pytest.mark.parametrize(("age", "day", "speaks"), [(0.5, 1_900, False), (0.5, 2_100, True), (13.0, 60_000, False)])
def test_a_new_account_is_held_to_its_warm_up_table(age: float, day: int, speaks: bool) -> None:  # noqa: FBT001 - a table
    assert bool(said("warm_up", age_days=age, day=day, most_day=0)) is speaks


def test_strangers_count_from_twice_the_usual_amount_on() -> None:
    traffic = Traffic(looked_at=400, novel=0.9)
    assert said("novelty", day=2_100, traffic=traffic)
    assert not said("novelty", day=1_900, traffic=traffic)
    assert not said("novelty", day=2_100, traffic=Traffic(looked_at=400, novel=0.4))


def test_a_new_address_counts_from_twice_the_usual_amount_on() -> None:
    traffic = Traffic(looked_at=400, new_source=1.0, source="203.0.113.9")
    remark = said("channel", day=2_100, traffic=traffic)
    assert remark is not None
    assert "203.0.113.9" in remark.sentence
    assert not said("channel", day=1_900, traffic=traffic)


def test_an_increase_is_the_clearer_the_farther_it_goes() -> None:
    little, much = said("envelope", day=5_000), said("envelope", day=100_000)
    assert little
    assert much
    assert 0.5 <= little.strength < much.strength == 1.0
