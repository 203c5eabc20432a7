"""Rates, and the ratio of two that were measured in the same run: figures that can be compared between machines."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What was measured beside its baseline.

    Attributes:
        per_second, baseline_per_second: messages.
        goal: the least ratio of the two that is good.
    """

    name: str
    baseline: str
    per_second: float
    baseline_per_second: float
    goal: float

    @property
    def ratio(self) -> float:
        """Give the share of the baseline's rate that is reached."""
        return self.per_second / self.baseline_per_second

    def line(self) -> str:
        """Give one line for people."""
        verdict = "met" if self.ratio >= self.goal else "MISSED"
        return (
            f"{self.name:32} {self.per_second:9.0f}/s   {self.baseline:28} {self.baseline_per_second:9.0f}/s   "
            f"ratio {self.ratio:6.3f}   goal {self.goal:5.3f}  {verdict}"
        )


def rate(work: Callable[[Thing], object], things: Sequence[Thing], *, rounds: int = 1) -> float:
    """Give how many things a second are worked off, in the median of the rounds."""
    seconds = []
    for _ in range(rounds):
        began = time.perf_counter()
        for thing in things:
            work(thing)
        seconds.append(time.perf_counter() - began)
    return len(things) / statistics.median(seconds)
