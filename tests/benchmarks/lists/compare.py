"""Time, memory and figures of two programs that compute the same."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

# By signal and list: n and value.
Figures = dict[str, dict[str, list[float]]]

TIME_GOAL, MEMORY_GOAL = 1 / 3, 1 / 2
# What the order in which floats are summed up leaves of sixteen digits, where large numbers are subtracted too.
ALIKE = 1e-9


class Difference(NamedTuple):
    """How far figures lie apart.

    Attributes:
        signals: how many were compared; figures: how many values.
        largest: largest difference, as a share of the value.
        unlike: signal and list of those that are further apart than floats account for.
    """

    signals: int
    figures: int
    largest: float
    unlike: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One program, from its start to its end."""

    seconds: float
    cpu_seconds: float
    peak_mb: float
    figures: Figures


def measured(words: Sequence[str], found: Path, *, cwd: Path) -> Run:
    """Run a module that writes its figures to a file, named by its last argument.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    command = [sys.executable, "-m", *words, str(found)]
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Run(
        seconds=seconds,
        cpu_seconds=used.ru_utime + used.ru_stime,
        peak_mb=used.ru_maxrss / 1024,
        figures=json.loads(found.read_text(encoding="utf-8")),
    )


def difference(ours: Figures, theirs: Figures) -> Difference:
    """Compare what both measured; a list that only one of them has a figure for is unlike."""
    unlike, largest, count = [], 0.0, 0
    for name, expected in theirs.items():
        found = ours.get(name, {})
        for list_id in sorted(expected.keys() | found.keys()):
            apart = _apart(found.get(list_id), expected.get(list_id))
            largest, count = max(largest, apart), count + 1
            if apart > ALIKE:
                unlike.append(f"{name} of {list_id}")
    return Difference(len(theirs), count, largest, tuple(unlike))


def _apart(ours: list[float] | None, theirs: list[float] | None) -> float:
    if ours is None or theirs is None or ours[0] != theirs[0]:
        return math.inf
    return abs(ours[1] - theirs[1]) / max(abs(theirs[1]), ALIKE)


def lines(runs: Mapping[str, Run], apart: Difference) -> Iterator[str]:
    """Give lines for people: every run, then "desk" held against "pandas" beside the goals."""
    for name, run in runs.items():
        yield f"{name:10} {run.seconds:7.1f} s {run.cpu_seconds:7.1f} s of CPU {run.peak_mb:8.0f} MB"
    ours, theirs = runs["desk"], runs["pandas"]
    for name, ratio, goal in (
        ("time", ours.seconds / theirs.seconds, TIME_GOAL),
        ("memory", ours.peak_mb / theirs.peak_mb, MEMORY_GOAL),
    ):
        yield f"{name:10} ratio {ratio:5.2f}   goal {goal:4.2f}   {'met' if ratio <= goal else 'MISSED'}"
    said = "equal" if not apart.unlike else f"{len(apart.unlike)} UNLIKE, such as {', '.join(apart.unlike[:3])}"
    largest = f"at most {apart.largest:.0e} of a value apart"
    yield f"figures    {apart.figures:,} values of {apart.signals} signals: {said}; {largest}"
