"""How far an amount is from the same time of other weeks: what two rules need.

Source: domain notes 3d, rule 2: median and MAD of log1p over eight weeks.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# Domain notes 3d, rule 2: z > 6 on log1p, MAD floor 0.1.
LEAST_Z = 6.0
MAD_FLOOR = 0.1
TO_SIGMA = 1.4826
LEAST_WEEKS = 3


@dataclass(frozen=True, slots=True)
class Deviation:
    """An amount far above the same time of other weeks. usual: their median. z: robust deviations."""

    weeks: int
    usual: float
    z: float


def deviation(amount: int, before: Sequence[int]) -> Deviation | None:
    """Measure an amount by those of the weeks before; None where it is not far above, or too few weeks are known."""
    logs = [math.log1p(each) for each in before]
    if len(logs) < LEAST_WEEKS:
        return None
    middle = median(logs)
    spread = max(MAD_FLOOR, TO_SIGMA * median(abs(log - middle) for log in logs))
    z = (math.log1p(amount) - middle) / spread
    return Deviation(len(logs), math.expm1(middle), z) if z > LEAST_Z else None
