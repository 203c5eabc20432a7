"""The monitor's surprises on the Numenta Anomaly Benchmark, whose data is given by path: nothing of it lies here.

NAB is telemetry by five minutes, not mail by the hour: what is measured is the part that the rules share, the surprise
of a count and of a jump, each by the quantiles of its own past, told once a day unless it is larger.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import deque
from datetime import datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING

from accounts.domain.volume_surprise import Calibration, NegativeBinomial, fitted, surprise
from tests.volumes.nab_score import PROFILES, Row, best_threshold, normalised, rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

TWEETS = "realTweets"
# What the goals of the project name: all files with NAB's own tuning, tweets by a threshold frozen on the others.
GOALS = (("all files, threshold tuned on them", 47.7), ("tweets, threshold frozen on the other files", 54.6))
FIT_ROWS = 2000
REFIT_ROWS = 50
# Measurements that are no counts are brought to the size of some.
AS_COUNTS = 100.0
DAY = timedelta(days=1)
STANDARD = 0


def main(folder: Path) -> int:
    """Score and print; 1 when a goal is missed."""
    scored = read(folder)
    all_rows = [row for rows in scored.values() for row in rows]
    tweets = [row for name, rows in scored.items() if name.startswith(TWEETS) for row in rows]
    others = [row for name, rows in scored.items() if not name.startswith(TWEETS) for row in rows]
    sys.stdout.write(f"NAB: {len(scored)} files, {len({row.window for row in all_rows if row.window})} windows\n")
    sys.stdout.write(f"{'':46}" + "".join(f"{profile.name:>16}" for profile in PROFILES) + "\n")
    reached = []
    for (name, _), tuned_on, rows in zip(GOALS, (all_rows, others), (all_rows, tweets), strict=True):
        scores = [normalised(rows, profile, best_threshold(tuned_on, profile)) for profile in PROFILES]
        sys.stdout.write(f"{name:46}" + "".join(f"{score:16.1f}" for score in scores) + "\n")
        reached.append(scores[STANDARD])
    for (name, goal), score in zip(GOALS, reached, strict=True):
        sys.stdout.write(f"{name:46}{score:16.1f}   goal {goal}   {'met' if score >= goal else 'MISSED'}\n")
    return int(any(score < goal for (_, goal), score in zip(GOALS, reached, strict=True)))


def read(folder: Path) -> dict[str, list[Row]]:
    """Run the detector over every labelled file of NAB's folder."""
    labels = json.loads((folder / "labels" / "combined_windows.json").read_text("utf-8"))
    scored = {}
    for name, windows in sorted(labels.items()):
        times, values = read_file(folder / "data" / name)
        places = {time: number for number, time in enumerate(times)}
        spans = [(places[moment(first)], places[moment(last)]) for first, last in windows]
        scored[name] = rows_of(name, once_a_day(times, detect(values)), sorted(spans))
    return scored


def moment(text: str) -> datetime:
    """Read a time as NAB writes it, with or without a fraction."""
    return datetime.fromisoformat(text)


def read_file(path: Path) -> tuple[list[datetime], list[float]]:
    """Read a file with the columns timestamp and value."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return [moment(row["timestamp"]) for row in rows], [float(row["value"]) for row in rows]


def detect(values: Sequence[float]) -> list[float]:
    """Score each value by those before it: 0 is ordinary, towards 1 the farther it or its jump is out."""
    level, jump = Calibration(), Calibration()
    known: deque[float] = deque(maxlen=FIT_ROWS)
    fit, size, before, found = NegativeBinomial(1.0, 1.0), 1.0, None, []
    for number, value in enumerate(values):
        if number % REFIT_ROWS == 0 and known:
            size = scale(known)
            fit = fitted([max(0.0, size * each) for each in known])
        surprised = surprise(max(0.0, size * value), fit)
        jumped = 0.0 if before is None else abs(size * (value - before)) / max(1.0, fit.mean) ** 0.5
        beyond = max(level.beyond(surprised), jump.beyond(jumped), 0.0)
        found.append(beyond / (1 + beyond))
        level.add(surprised)
        jump.add(jumped)
        known.append(value)
        before = value
    return found


def scale(known: Sequence[float]) -> float:
    """Give the factor that makes counts of measurements; counts stay as they are."""
    if all(value.is_integer() and value >= 0 for value in known):
        return 1.0
    middle = median(abs(value) for value in known)
    return AS_COUNTS / middle if middle else 1.0


def once_a_day(times: Sequence[datetime], scores: Sequence[float]) -> list[float]:
    """Leave out what was as large within the day before: one alert a surge, a larger one not hidden."""
    highest: deque[int] = deque()
    kept = []
    for number, score in enumerate(scores):
        while highest and times[number] - times[highest[0]] > DAY:
            highest.popleft()
        kept.append(0.0 if highest and scores[highest[0]] >= score else score)
        while highest and scores[highest[-1]] <= score:
            highest.pop()
        highest.append(number)
    return kept
