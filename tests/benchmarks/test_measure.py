from __future__ import annotations

from tests.benchmarks.measure import Comparison, rate


def compared(per_second: float) -> Comparison:
    return Comparison(name="new", baseline="old", per_second=per_second, baseline_per_second=100.0, goal=0.5)


def test_the_ratio_is_the_share_of_the_baseline() -> None:
    assert compared(25.0).ratio == 0.25


def test_a_goal_that_is_just_reached_is_met() -> None:
    assert compared(50.0).line().endswith("met")


def test_a_missed_goal_is_said_loudly() -> None:
    assert compared(49.0).line().endswith("MISSED")


def test_every_thing_is_worked_off_in_every_round() -> None:
    done: list[int] = []
    assert rate(done.append, [1, 2, 3], rounds=2) > 0
    assert done == [1, 2, 3, 1, 2, 3]
