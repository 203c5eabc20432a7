from __future__ import annotations

import math

from tests.benchmarks.lists.compare import Run, difference, lines


def run(seconds: float, peak_mb: float) -> Run:
    return Run(seconds=seconds, cpu_seconds=seconds, peak_mb=peak_mb, figures={})


def test_figures_that_differ_by_the_order_of_a_sum_are_equal() -> None:
    apart = difference({"a": {"one": [3, 0.1 + 0.2]}}, {"a": {"one": [3, 0.3]}})
    assert not apart.unlike
    assert 0 < apart.largest < 1e-12


def test_another_value_another_number_and_a_missing_list_are_unlike() -> None:
    ours = {"a": {"one": [3.0, 0.5], "two": [4.0, 0.5]}}
    theirs = {"a": {"one": [3.0, 0.51], "two": [5.0, 0.5], "three": [1.0, 0.0]}}
    apart = difference(ours, theirs)
    assert apart.unlike == ("a of one", "a of three", "a of two")
    assert apart.largest == math.inf


def test_a_signal_that_only_the_desk_has_is_not_compared() -> None:
    assert difference({"a": {"one": [1.0, 0.0]}}, {}).figures == 0


def test_both_goals_are_held_against_pandas() -> None:
    said = list(lines({"pandas": run(90, 3000), "desk": run(30, 1600)}, difference({}, {})))
    assert said[2].endswith("met")
    assert said[3].endswith("MISSED")
