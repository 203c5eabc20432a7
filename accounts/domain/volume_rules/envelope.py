"""More than the account sent in a day lately, by a multiple, and more than it ever did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain.volume import Remark
from accounts.domain.volume_rules._multiples import after_silence, allowance, established, number, strength, times

if TYPE_CHECKING:
    from accounts.domain.volume import Moment

# Domain notes 3d, rule 1: k = 3. Mail in the account's own hours, at its own pace, may be a seasonal peak: 4.
MULTIPLE = 3.0
OWN_SHAPE_MULTIPLE = 4.0
MOSTLY = 0.5


class Envelope:
    """See `VolumeRule`."""

    name = "envelope"
    label = "Far above its own most"

    def judge(self, moment: Moment) -> Remark | None:
        """See `VolumeRule`."""
        if not established(moment):
            return None
        multiple = MULTIPLE if moment.share_unusual >= MOSTLY else OWN_SHAPE_MULTIPLE
        limit = max(multiple * allowance(moment) * moment.most_day, moment.own_most)
        if moment.day <= limit:
            return None
        if moment.most_day:
            told = (
                f"{times(moment.day, moment.most_day)} the most of the eight weeks before ({number(moment.most_day)})"
            )
        else:
            told = after_silence(moment)
        sentence = f"{number(moment.day)} messages in 24 hours: {told}."
        return Remark(rule=self.name, strength=strength(moment.day, limit), sentence=sentence)
