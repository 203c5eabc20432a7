"""Far from what the same weekday brings, measured robustly, and more than any day lately."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain.volume import LEAST_EXCESS, Remark
from accounts.domain.volume_rules._multiples import allowance, established, number, strength
from accounts.domain.volume_rules._weekdays import deviation

if TYPE_CHECKING:
    from accounts.domain.volume import Moment

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
        found = deviation(moment.day, moment.same_weekdays)
        if not established(moment) or found is None or moment.share_unusual < MOSTLY:
            return None
        limit = max(MULTIPLE * allowance(moment) * moment.most_day, moment.own_most)
        if moment.day - found.usual <= LEAST_EXCESS or moment.day <= limit:
            return None
        sentence = (
            f"{number(moment.day)} messages in 24 hours, where {moment.at:%A}s of {found.weeks} weeks had "
            f"{number(found.usual)} at the median: {found.z:.0f} deviations away."
        )
        return Remark(rule=self.name, strength=strength(moment.day, limit), sentence=sentence)
