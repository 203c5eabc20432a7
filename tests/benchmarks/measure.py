"""Figures, and ratios of two that were measured in the same run: those can be compared between machines."""

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
    """What was measured beside its baseline, or beside nothing when the figure itself has a goal.

    Attributes:
        value, baseline_value: in `unit`; `baseline_value` 1 where the figure stands for itself.
        goal: of the ratio of the two; at least so much, or at most where `at_most`.
    """

    name: str
    baseline: str
    value: float
    baseline_value: float = 1.0
    unit: str
    goal: float
    at_most: bool = False

    @property
    def ratio(self) -> float:
        """Give the value as a multiple of the baseline's."""
        return self.value / self.baseline_value

    @property
    def met(self) -> bool:
        """Tell whether the goal was reached."""
        return self.ratio <= self.goal if self.at_most else self.ratio >= self.goal

    def line(self) -> str:
        """Give one line for people."""
        bound = "at most" if self.at_most else "at least"
        base = f"{self.baseline:42} {self.baseline_value:9.1f}" if self.baseline else " " * 52
        verdict = "met" if self.met else "MISSED"
        return (
            f"{self.name:46} {self.value:9.1f} {self.unit:9} {base}   "
            f"ratio {self.ratio:7.2f}   goal {bound} {self.goal:5.2f}  {verdict}"
        )


def seconds_each(work: Callable[[Thing], object], things: Sequence[Thing], *, rounds: int = 1) -> float:
    """Give the processor's and the disk's seconds that one thing takes, in the median of the rounds."""
    seconds = []
    for _ in range(rounds):
        began = time.perf_counter()
        for thing in things:
            work(thing)
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds) / len(things)
