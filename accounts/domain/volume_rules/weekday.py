"""Far from what the same weekday brings, measured robustly."""

from __future__ import annotations

import math
from statistics import median
from typing import TYPE_CHECKING

from accounts.domain.volume import LEAST_EXCESS, Remark
from accounts.domain.volume_rules._multiples import allowance, established, number, strength

if TYPE_CHECKING:
    from accounts.domain.volume import Moment

# Domain notes 3d, rule 2: z > 6 on log1p, MAD floor 0.1, excess above 1,000.
LEAST_Z = 6.0
MAD_FLOOR = 0.1
TO_SIGMA = 1.4826
LEAST_WEEKS = 3
# By itself a z of 6 is a double of an even sender's day, which a sale brings too: it has to be more than any day before
# by half, and outside the account's own hours or pace.
MULTIPLE = 1.5
MOSTLY = 0.5


class Weekday:
    """See `VolumeRule`."""

    name = "weekday"
    label = "Not like its weekday"

    def judge(self, moment: Moment) -> Remark | None:
        """See `VolumeRule`."""
        if not established(moment) or len(moment.same_weekdays) < LEAST_WEEKS or moment.share_unusual < MOSTLY:
            return None
        logs = [math.log1p(amount) for amount in moment.same_weekdays]
        middle = median(logs)
        spread = max(MAD_FLOOR, TO_SIGMA * median(abs(log - middle) for log in logs))
        z = (math.log1p(moment.day) - middle) / spread
        usual = math.expm1(middle)
        limit = max(MULTIPLE * allowance(moment) * moment.most_day, moment.explained)
        if z <= LEAST_Z or moment.day - usual <= LEAST_EXCESS or moment.day <= limit:
            return None
        sentence = (
            f"{number(moment.day)} messages in 24 hours, where {moment.at:%A}s of {len(logs)} weeks had {number(usual)}"
            f" at the median: {z:.0f} deviations away."
        )
        return Remark(rule=self.name, strength=strength(moment.day, limit), sentence=sentence)
