"""The Numenta Anomaly Benchmark's scoring, written anew from its definition.

A detection inside a labelled window earns the more the earlier it comes, only the best of a window counting; a window
without one costs; a detection outside costs the more the farther it lies behind the window before. The first 15 % of a
file, at most 750 rows, are for learning and are not scored.

Source: Lavin and Ahmad, "Evaluating Real-time Anomaly Detection Algorithms" (2015), sections III and IV.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LEARNING_SHARE = 0.15
MOST_LEARNING = 750
FAR_BEHIND = 3.0


@dataclass(frozen=True, slots=True)
class Profile:
    """What hits, false alarms and misses are worth."""

    name: str
    hit: float
    false: float
    miss: float


PROFILES = (
    Profile("standard", 1.0, 0.11, 1.0),
    Profile("reward_low_FP", 1.0, 0.22, 1.0),
    Profile("reward_low_FN", 1.0, 0.11, 2.0),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A scored row. worth: unweighted, positive in a window. window: its name, None outside."""

    score: float
    worth: float
    window: str | None


def sigmoid(position: float) -> float:
    """Give the worth of a place: -1 is the left edge of a window, 0 its right edge, 1 a width behind it."""
    return -1.0 if position >= FAR_BEHIND else 2 / (1 + math.exp(5 * position)) - 1


def rows_of(name: str, scores: Sequence[float], windows: Sequence[tuple[int, int]]) -> list[Row]:
    """Judge where each row lies.

    Args:
        name: of the file; window names begin with it.
        scores: of the detector, one a row.
        windows: first and last row of each, in order.
    """
    learning = min(math.floor(LEARNING_SHARE * len(scores)), MOST_LEARNING)
    found: list[Row] = []
    number, before = 0, None
    for at, score in enumerate(scores):
        while number < len(windows) and at > windows[number][1]:
            before = windows[number]
            number += 1
        inside = windows[number] if number < len(windows) and at >= windows[number][0] else None
        if inside:
            width = inside[1] - inside[0] + 1
            worth = sigmoid(-(inside[1] - at + 1) / width) / sigmoid(-1.0)
        else:
            # A window of one row has no width to measure by: what follows it is far behind.
            narrow = before is None or before[1] == before[0]
            worth = sigmoid(FAR_BEHIND if narrow or before is None else (at - before[1]) / (before[1] - before[0]))
        if at >= learning:
            found.append(Row(score, worth, f"{name}|{number}" if inside else None))
    return found


def raw_score(rows: Iterable[Row], profile: Profile, threshold: float) -> float:
    """Add up what the detections from a threshold on are worth."""
    rows = list(rows)
    best = {row.window: -profile.miss for row in rows if row.window}
    false = 0.0
    for row in rows:
        if row.score < threshold:
            continue
        if row.window:
            best[row.window] = max(best[row.window], profile.hit * row.worth)
        else:
            false += profile.false * row.worth
    return false + sum(best.values())


def best_threshold(rows: Iterable[Row], profile: Profile) -> float:
    """Find the threshold that scores best over all rows; above every score where no detection is worth it."""
    ordered = sorted(rows, key=lambda row: -row.score)
    best = {row.window: -profile.miss for row in ordered if row.window}
    total = sum(best.values())
    chosen, highest = math.inf, total
    for number, row in enumerate(ordered):
        if row.window:
            gain = max(0.0, profile.hit * row.worth - best[row.window])
            best[row.window] += gain
            total += gain
        else:
            total += profile.false * row.worth
        last = number + 1 == len(ordered) or ordered[number + 1].score < row.score
        if last and total > highest:
            chosen, highest = row.score, total
    return chosen


def normalised(rows: Iterable[Row], profile: Profile, threshold: float) -> float:
    """Scale a score: 0 is a detector that never speaks, 100 one that speaks once at the beginning of every window."""
    scored = list(rows)
    windows = len({row.window for row in scored if row.window})
    if not windows:
        return 0.0
    silent = -profile.miss * windows
    return 100 * (raw_score(scored, profile, threshold) - silent) / (profile.hit * windows - silent)
