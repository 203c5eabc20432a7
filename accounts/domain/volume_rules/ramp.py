"""A slow climb that stays below every day's limit and ends far above where it began."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain.volume import OWN_MOST_FACTOR, Remark
from accounts.domain.volume_rules._multiples import allowance, established, number, strength, times

if TYPE_CHECKING:
    from accounts.domain.volume import Moment

# No list grows fourfold in two weeks; where one does, the list itself explains the mail.
MULTIPLE = 4.0


class Ramp:
    """See `VolumeRule`."""

    name = "ramp"
    label = "A climb within two weeks"

    def judge(self, moment: Moment) -> Remark | None:
        """See `VolumeRule`."""
        if not established(moment) or not moment.most_before:
            return None
        own_most = OWN_MOST_FACTOR * moment.most_long_before
        limit = max(MULTIPLE * allowance(moment) * moment.most_before, own_most, moment.explained)
        if moment.day <= limit:
            return None
        sentence = (
            f"{number(moment.day)} messages in 24 hours: {times(moment.day, moment.most_before)} the most of the weeks "
            f"that ended two weeks before ({number(moment.most_before)})."
        )
        return Remark(rule=self.name, strength=strength(moment.day, limit), sentence=sentence)
