"""How far a day is from the same weekdays before: what two rules need.

Source: domain notes 3d, rule 2: median and MAD of log1p over eight weeks.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from accounts.domain.volume import LEAST_EXCESS

if TYPE_CHECKING:
    from accounts.domain.volume import Moment

# Domain notes 3d, rule 2: z > 6 on log1p, MAD floor 0.1, excess above 1,000.
LEAST_Z = 6.0
MAD_FLOOR = 0.1
TO_SIGMA = 1.4826
LEAST_WEEKS = 3


@dataclass(frozen=True, slots=True)
class Deviation:
    """A day that is far above its weekday. usual: the median of so many weeks. z: robust deviations."""

    weeks: int
    usual: float
    z: float


def deviation(moment: Moment) -> Deviation | None:
    """Measure the day by its weekday; None where it is not far above, or too few weeks are known."""
    logs = [math.log1p(amount) for amount in moment.same_weekdays]
    if len(logs) < LEAST_WEEKS:
        return None
    middle = median(logs)
    spread = max(MAD_FLOOR, TO_SIGMA * median(abs(log - middle) for log in logs))
    z, usual = (math.log1p(moment.day) - middle) / spread, math.expm1(middle)
    far = z > LEAST_Z and moment.day - usual > LEAST_EXCESS
    return Deviation(len(logs), usual, z) if far else None
