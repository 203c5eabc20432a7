from __future__ import annotations

from dataclasses import replace

from tests.benchmarks.measure import Comparison, seconds_each


def compared(value: float) -> Comparison:
    return Comparison(name="new", baseline="old", value=value, baseline_value=100.0, unit="/s", goal=0.5)


def test_the_ratio_is_the_share_of_the_baseline() -> None:
    assert compared(25.0).ratio == 0.25


def test_a_goal_that_is_just_reached_is_met() -> None:
    assert compared(50.0).line().endswith("met")


def test_a_missed_goal_is_said_loudly() -> None:
    assert compared(49.0).line().endswith("MISSED")


def test_a_cost_may_be_at_most_its_goal() -> None:
    assert replace(compared(49.0), at_most=True).met
    assert not replace(compared(51.0), at_most=True).met


def test_every_thing_is_worked_off_in_every_round() -> None:
    done: list[int] = []
    assert seconds_each(done.append, [1, 2, 3], rounds=2) > 0
    assert done == [1, 2, 3, 1, 2, 3]
