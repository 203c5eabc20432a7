"""Hours full of mail in which the account seldom sends, as at night or at a weekend, though working days have more."""

from __future__ import annotations

from statistics import fmean, median
from typing import TYPE_CHECKING

from accounts.domain.volume import LEAST_EXCESS, LEAST_IN_STRETCH, Remark
from accounts.domain.volume_rules._multiples import allowance, established, number, strength
from accounts.domain.volume_rules._weekdays import deviation

if TYPE_CHECKING:
    from accounts.domain.volume import Moment

# A sale brings three or four times as much, in the account's own hours; somebody else does not keep to them.
MULTIPLE = 5.0
# An account that mails campaigns mails them at any hour: those are measured by its envelope.
BURST_MULTIPLE = 4.0
# Likewise a mailing of every day, which is usual at its own hour, may be late.
HOUR_MULTIPLE = 1.5
# What waited for some hours leaves at once: the day has to show the increase too.
DAY_MULTIPLE = 1.5


class OffHours:
    """See `VolumeRule`."""

    name = "off_hours"
    label = "Outside its own hours"

    def judge(self, moment: Moment) -> Remark | None:
        """See `VolumeRule`."""
        found = deviation(moment.stretch, moment.same_stretches)
        if not established(moment) or found is None or not _day_shows_it(moment):
            return None
        usual = fmean(moment.same_stretches)
        mailed = max(BURST_MULTIPLE * moment.most_burst, HOUR_MULTIPLE * max(moment.recent, default=0))
        limit = max(MULTIPLE * allowance(moment) * usual, mailed, moment.listed)
        if moment.stretch - usual <= LEAST_IN_STRETCH or moment.stretch <= limit:
            return None
        sentence = (
            f"{number(moment.stretch)} messages in six hours, where the same hours of the week had {number(usual)} "
            f"in the mean of {found.weeks} weeks."
        )
        return Remark(rule=self.name, strength=strength(moment.stretch, limit), sentence=sentence)


def _day_shows_it(moment: Moment) -> bool:
    usual = median(moment.same_weekdays)
    return moment.day - usual > LEAST_EXCESS and moment.day > DAY_MULTIPLE * usual
