"""How much memory a message of 25 MB takes: in a drain, and in a listener, each in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.benchmarks.measure import Comparison

SIZE_BYTES = 25 * 1024 * 1024
DRAIN_GOAL = 6.0
LISTENER_GOAL = 3.0
BASE = Path(__file__).parents[2]


def comparisons() -> list[Comparison]:
    """Measure both."""
    return [
        Comparison(
            name=name,
            baseline="",
            value=_times_its_size(what),
            baseline_value=1.0,
            unit="x size",
            goal=goal,
            at_most=True,
        )
        for name, what, goal in (
            ("memory of a drain for 25 MB", "drain", DRAIN_GOAL),
            ("memory of a listener for 25 MB", "listener", LISTENER_GOAL),
        )
    ]


def _times_its_size(what: str) -> float:
    words = [sys.executable, "-m", "tests.benchmarks.memory_of", what]
    done = subprocess.run(words, cwd=BASE, env=os.environ, capture_output=True, text=True, check=True)
    return float(json.loads(done.stdout.splitlines()[-1])["bytes"]) / SIZE_BYTES
