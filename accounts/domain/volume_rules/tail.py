"""An hour that chance does not bring, counted by a negative binomial and measured by the account's own surprises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain.volume import FLOOR, Remark
from accounts.domain.volume_rules._multiples import allowance, established, number, strength, times
from accounts.domain.volume_surprise import Calibration, fitted, surprise

if TYPE_CHECKING:
    from accounts.domain.volume import Moment

# Domain notes 3d, rule 3: p < 1e-6; lesson (b): a residual counts by the account's own past quantiles.
LEAST_SURPRISE = 6.0
BEYOND_OWN_TAIL = 2.0
# An hour five times as full as any ordinary one is another pace, not a good day; the day has to show it too.
HOUR_MULTIPLE = 4.0
DAY_MULTIPLE = 1.5


class Tail:
    """See `VolumeRule`."""

    name = "tail"
    label = "An hour beyond chance"

    def judge(self, moment: Moment) -> Remark | None:
        """See `VolumeRule`."""
        if not established(moment) or moment.sent - moment.usual_hour <= FLOOR:
            return None
        wide = allowance(moment)
        limit = max(HOUR_MULTIPLE * wide * moment.most_hour, FLOOR)
        if moment.sent <= limit or moment.day <= max(DAY_MULTIPLE * wide * moment.most_day, moment.own_most):
            return None
        fit = fitted(moment.recent)
        surprised = surprise(moment.sent, fit)
        beyond = Calibration(surprise(count, fit) for count in moment.recent).beyond(surprised)
        if surprised <= LEAST_SURPRISE or beyond <= BEYOND_OWN_TAIL:
            return None
        ordinary = (
            f"{times(moment.sent, moment.most_hour)} the most that is ordinary then ({number(moment.most_hour)})"
            if moment.most_hour
            else "in an hour without mail until now"
        )
        sentence = (
            f"{number(moment.sent)} messages in one hour: {ordinary}; by chance less often than once in a million."
        )
        return Remark(rule=self.name, strength=strength(moment.sent, limit), sentence=sentence)
