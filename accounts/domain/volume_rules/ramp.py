"""A slow climb that stays below every day's limit and ends far above where it began."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain.volume import OWN_MOST_FACTOR, Remark
from accounts.domain.volume_rules._multiples import YOUNG_DAYS, allowance, established, number, strength, times

if TYPE_CHECKING:
    from accounts.domain.volume import Earlier, Moment

# No list grows fourfold in two weeks, or sixfold in four; where one does, the list itself explains the mail.
MULTIPLES = {2: 4.0, 4: 6.0}
WORDS = {2: "two", 4: "four"}
DAYS_A_WEEK = 7


class Ramp:
    """See `VolumeRule`."""

    name = "ramp"
    label = "A climb within weeks"

    def judge(self, moment: Moment) -> Remark | None:
        """See `VolumeRule`."""
        if not established(moment):
            return None
        remarks = (self._climb(moment, earlier) for earlier in moment.earlier if _was_established(moment, earlier))
        return max((each for each in remarks if each), key=lambda each: each.strength, default=None)

    def _climb(self, moment: Moment, earlier: Earlier) -> Remark | None:
        multiple = MULTIPLES[earlier.weeks] * allowance(moment)
        limit = max(multiple * earlier.most, OWN_MOST_FACTOR * earlier.most_ever, moment.explained)
        if not earlier.most or moment.day <= limit:
            return None
        weeks = WORDS[earlier.weeks]
        sentence = (
            f"{number(moment.day)} messages in 24 hours: {times(moment.day, earlier.most)} the most of the weeks "
            f"that ended {weeks} weeks before ({number(earlier.most)})."
        )
        return Remark(rule=self.name, strength=strength(moment.day, limit), sentence=sentence)


def _was_established(moment: Moment, earlier: Earlier) -> bool:
    """Tell whether the account was past its warm-up then, so that it is no measure of how far it climbed since."""
    return moment.age_days is None or moment.age_days - DAYS_A_WEEK * earlier.weeks >= YOUNG_DAYS / 2
