"""What each volume rule says to one hour, with its numbers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.domain.volume import Earlier, Moment, Remark, Traffic
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
        "most_ever": 1_300,
        "earlier": (Earlier(weeks=2, most=1_200, most_ever=1_300), Earlier(weeks=4, most=1_100, most_ever=1_300)),
        "stretch": 60,
        "same_stretches": (50, 55, 60, 45, 50),
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
    assert not said("envelope", day=day, most_day=3, most_ever=3, share_unusual=1.0)


def test_the_week_of_black_friday_allows_half_as_much_again() -> None:
    assert said("envelope", day=6_000)
    assert not said("envelope", day=6_000, at=BLACK_FRIDAY)


def test_within_its_first_week_on_record_an_account_is_not_measured_by_itself() -> None:
    assert not said("envelope", day=60_000, known_days=6.0)


def test_a_climb_is_seen_although_no_day_is_far_above_the_one_before() -> None:
    assert not said("envelope", day=6_000, most_day=4_500)
    assert said("ramp", day=6_000, most_day=4_500)


def test_a_climb_of_four_weeks_is_measured_by_where_it_began() -> None:
    climbed = (Earlier(weeks=2, most=2_500, most_ever=2_500), Earlier(weeks=4, most=1_000, most_ever=1_300))
    remark = said("ramp", day=6_500, most_day=5_000, earlier=climbed)
    assert remark is not None
    assert "6.5 times the most of the weeks that ended four weeks before (1,000)" in remark.sentence


def test_the_warm_up_of_a_new_account_is_no_climb() -> None:
    warmed = (Earlier(weeks=4, most=1_000, most_ever=1_000),)
    assert not said("ramp", day=20_000, most_day=18_000, earlier=warmed, age_days=35.0)


@pytest.mark.parametrize("name", ["envelope", "weekday"])
def test_what_the_account_once_sent_in_a_day_it_may_send_again(name: str) -> None:
    assert said(name, day=9_000, share_unusual=0.9)
    assert not said(name, day=9_000, share_unusual=0.9, most_ever=8_000)


def test_after_eight_quiet_weeks_the_envelope_says_what_was_the_most_before() -> None:
    remark = said("envelope", day=9_000, most_day=0)
    assert remark is not None
    assert "after eight weeks without mail; before, its most in a day was 1,300" in remark.sentence


def test_an_account_that_slept_longer_than_ever_wakes_with_more_than_ever() -> None:
    asleep = {"silent_days": 60.0, "longest_rest_days": 7.0, "most_ever": 1_200}
    assert said("waking", day=2_000, **asleep)
    assert not said("waking", day=1_100, **asleep)


def test_who_rests_often_wakes_unnoticed() -> None:
    assert not said("waking", day=2_000, silent_days=60.0, longest_rest_days=50.0, most_ever=1_200)


def test_after_a_year_a_festival_may_send_a_quarter_more_than_last_time() -> None:
    asleep = {"silent_days": 350.0, "longest_rest_days": 7.0, "most_ever": 8_000}
    assert not said("waking", day=9_500, **asleep)
    assert said("waking", day=10_500, **asleep)


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


def test_who_doubles_what_was_sent_before_warms_up() -> None:
    assert said("warm_up", age_days=7.0, day=20_000, most_day=0)
    assert not said("warm_up", age_days=7.0, day=20_000, most_day=10_000)


def test_doubling_ends_where_the_warm_up_table_ends() -> None:
    assert said("warm_up", age_days=10.0, day=250_000, most_day=150_000)


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


NIGHT = {"stretch": 900, "day": 2_200, "recent": (0, 5, 40, 200) * 168}


def test_a_night_full_of_mail_is_measured_by_other_nights() -> None:
    remark = said("off_hours", **NIGHT)
    assert remark is not None
    assert "900 messages in six hours, where the same hours of the week had 52" in remark.sentence


def test_hours_below_the_accounts_own_mailings_are_left_to_the_envelope() -> None:
    assert not said("off_hours", **NIGHT, most_burst=400)
    assert not said("off_hours", **NIGHT | {"recent": (0, 5, 40, 800) * 168})


def test_mail_that_waited_and_left_at_once_is_no_increase_of_the_day() -> None:
    assert not said("off_hours", **NIGHT | {"day": 1_400})


def test_a_sale_in_the_accounts_own_hours_is_no_night_full_of_mail() -> None:
    assert not said("off_hours", **NIGHT, same_stretches=(240, 230, 250, 245, 260))


def test_people_mailed_before_explain_as_a_list_does() -> None:
    assert not said("envelope", day=6_000, traffic=Traffic(looked_at=400, novel=0.05, reached=5_000))


def test_an_increase_is_the_clearer_the_farther_it_goes() -> None:
    little, much = said("envelope", day=5_000), said("envelope", day=100_000)
    assert little
    assert much
    assert 0.5 <= little.strength < much.strength == 1.0
