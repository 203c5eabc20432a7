"""An account that slept wakes with more than it ever sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain.volume import Remark
from accounts.domain.volume_rules._multiples import established, number, strength

if TYPE_CHECKING:
    from accounts.domain.volume import Moment

ASLEEP_DAYS = 28
# Who rests often rests again: a sleep counts only when it is twice the longest rest before.
LONGER_THAN_ANY_REST = 2.0
# A festival writes once a year, to a list that grew a little since.
LIKE_BEFORE = 1.25


class Waking:
    """See `VolumeRule`."""

    name = "waking"
    label = "Awake after a long silence"

    def judge(self, moment: Moment) -> Remark | None:
        """See `VolumeRule`."""
        limit = max(moment.explained, LIKE_BEFORE * moment.most_ever)
        asleep = moment.silent_days >= max(ASLEEP_DAYS, LONGER_THAN_ANY_REST * moment.longest_rest_days)
        if not asleep or not established(moment) or moment.day <= limit:
            return None
        before = (
            f"its most in a day was {number(moment.most_ever)}" if moment.most_ever else "no mail of it is on record"
        )
        sentence = (
            f"{number(moment.day)} messages in 24 hours after {number(moment.silent_days)} days of silence; {before}."
        )
        return Remark(rule=self.name, strength=strength(moment.day, limit), sentence=sentence)
