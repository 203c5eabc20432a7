"""How surprising a count is: a negative binomial tail, and its size beside the series' own past surprises.

Source: domain notes 3d, rule 3 and lesson (b): quantiles of the own past are worth more than the model.
"""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

TRIMMED = 0.05
LEAST_MEAN = 0.05
MOST_SURPRISE = 300.0
KEPT = 2000
MIDDLE, TAIL = 0.5, 0.99
# Two series' quantiles may coincide where nothing ever happens; then any surprise would be infinite.
LEAST_WIDTH = 1.0


@dataclass(frozen=True, slots=True)
class NegativeBinomial:
    """A count's distribution by mean and size: variance = mean + mean² / size. Without end of size it is Poisson's."""

    mean: float
    size: float


def fitted(counts: Sequence[float]) -> NegativeBinomial:
    """Fit by moments, a twentieth at both ends left out; an empty series gives a mean of nearly nothing."""
    ordered = sorted(counts)
    cut = int(len(ordered) * TRIMMED)
    kept = ordered[cut : len(ordered) - cut] or [0.0]
    mean = max(LEAST_MEAN, sum(kept) / len(kept))
    variance = sum((count - mean) ** 2 for count in kept) / len(kept)
    return NegativeBinomial(mean, mean * mean / max(variance - mean, 1e-9 * mean))


def surprise(count: float, fit: NegativeBinomial) -> float:
    """Give -log10 of an upper bound of the chance of so many or more: 0 up to the mean, at most 300."""
    if count <= fit.mean:
        return 0.0
    success = fit.mean / (fit.mean + fit.size)
    size = min(fit.size, 1e9)
    here = (
        math.lgamma(count + size)
        - math.lgamma(size)
        - math.lgamma(count + 1)
        + count * math.log(max(success, 1e-300))
        + size * math.log1p(-success)
    )
    # From here on each further count is less likely by at least this factor: a geometric series bounds the rest.
    factor = max(success, success * (count + size) / (count + 1))
    rest = -math.log1p(-min(factor, 1 - 1e-12))
    return min(MOST_SURPRISE, max(0.0, -(here + rest) / math.log(10)))


class Calibration:
    """Measures residuals by the quantiles of those before: 0 at their median, 1 at their 99th percentile."""

    def __init__(self, residuals: Iterable[float] = ()) -> None:
        self._in_time: deque[float] = deque()
        self._ordered: list[float] = []
        for residual in residuals:
            self.add(residual)

    def add(self, residual: float) -> None:
        """Remember a residual; beyond 2,000 the oldest is forgotten."""
        self._in_time.append(residual)
        insort(self._ordered, residual)
        if len(self._in_time) > KEPT:
            del self._ordered[bisect_left(self._ordered, self._in_time.popleft())]

    def beyond(self, residual: float) -> float:
        """Give how far a residual lies out; 0 before anything is known."""
        known = len(self._ordered)
        if not known:
            return 0.0
        middle = self._ordered[int(MIDDLE * (known - 1))]
        tail = self._ordered[int(TAIL * (known - 1))]
        return (residual - middle) / max(tail - middle, LEAST_WIDTH)
