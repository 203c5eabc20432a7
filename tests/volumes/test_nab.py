"""NAB's scoring by its published definition, and the harness on a folder made like NAB's."""

from __future__ import annotations

import json
import math
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.volumes import nab
from tests.volumes.nab_score import PROFILES, best_threshold, normalised, raw_score, rows_of, sigmoid

if TYPE_CHECKING:
    from pathlib import Path

STANDARD, LOW_FALSE, LOW_MISS = PROFILES
WINDOW = (400, 499)


def scored(*detections: int, length: int = 1000) -> list[float]:
    return [float(number in detections) for number in range(length)]


@pytest.mark.parametrize(("position", "worth"), [(-1, 0.98661), (-0.5, 0.84828), (0, 0), (1, -0.98661), (3, -1)])
def test_a_place_is_worth_what_the_definition_says(position: float, worth: float) -> None:
    assert sigmoid(position) == pytest.approx(worth, abs=1e-5)


def test_a_silent_detector_scores_0_and_one_at_the_beginning_of_each_window_100() -> None:
    for profile in PROFILES:
        assert normalised(rows_of("a", scored(), [WINDOW]), profile, 0.5) == 0
        assert normalised(rows_of("a", scored(400), [WINDOW]), profile, 0.5) == pytest.approx(100)


def test_an_early_hit_earns_more_and_further_hits_of_a_window_nothing() -> None:
    early, late, both = (
        raw_score(rows_of("a", scored(*at), [WINDOW]), STANDARD, 0.5) for at in ((420,), (490,), (420, 490))
    )
    assert early > late
    assert both == early


def test_a_false_alarm_costs_by_profile_and_by_how_far_behind_a_window_it_is() -> None:
    before, near, far = (rows_of("a", scored(at), [WINDOW]) for at in (300, 510, 900))
    assert raw_score(before, STANDARD, 0.5) == pytest.approx(-1.11)
    assert raw_score(before, LOW_FALSE, 0.5) == pytest.approx(-1.22)
    assert raw_score(before, LOW_MISS, 0.5) == pytest.approx(-2.11)
    assert raw_score(near, STANDARD, 0.5) > raw_score(far, STANDARD, 0.5) == pytest.approx(-1.11)


def test_the_first_rows_are_for_learning() -> None:
    assert raw_score(rows_of("a", scored(100), [WINDOW]), STANDARD, 0.5) == -1
    assert len(rows_of("a", scored(length=9_000), [])) == 9_000 - 750


def test_the_best_threshold_is_that_of_the_whole_corpus() -> None:
    rows = rows_of("a", [0.9 if number == 410 else 0.2 for number in range(1000)], [WINDOW])
    assert best_threshold(rows, STANDARD) == 0.9
    assert best_threshold(rows_of("a", scored(300), [WINDOW]), STANDARD) == math.inf


def test_as_large_a_score_within_a_day_is_left_out_and_a_larger_one_is_not() -> None:
    times = [datetime(2026, 1, 1) + timedelta(hours=hour) for hour in (0, 1, 2, 30)]  # noqa: DTZ001 - as NAB's are
    assert nab.once_a_day(times, [0.5, 0.5, 0.7, 0.5]) == [0.5, 0.0, 0.7, 0.5]


def test_a_folder_like_nabs_is_scored(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    labels = {}
    for name, burst in (("realTweets/a.csv", 700), ("realKnown/b.csv", 700)):
        start, lines = datetime(2026, 1, 1), ["timestamp,value"]  # noqa: DTZ001 - as NAB's are
        for row in range(1000):
            value = 500 if row in range(burst, burst + 5) else 20 + (row * 7) % 11
            lines.append(f"{start + timedelta(minutes=5 * row)},{value}")
        (tmp_path / "data" / name).parent.mkdir(parents=True)
        (tmp_path / "data" / name).write_text("\n".join(lines) + "\n", "utf-8")
        ends = (start + timedelta(minutes=5 * (burst + by)) for by in (-20, 20))
        labels[name] = [[f"{end}.000000" for end in ends]]
    (tmp_path / "labels").mkdir()
    (tmp_path / "labels" / "combined_windows.json").write_text(json.dumps(labels), "utf-8")
    assert nab.main(tmp_path) == 0
    assert "2 files, 2 windows" in capsys.readouterr().out
