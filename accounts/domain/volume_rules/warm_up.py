"""A new account that sends more than accounts of its age may."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain.volume import Remark
from accounts.domain.volume_rules._multiples import YOUNG_DAYS, number, strength

if TYPE_CHECKING:
    from accounts.domain.volume import Moment

# Domain notes 3d, rule 4: 1,000 a day at first, doubling every other day, 50,000 by day 12: (from day, messages a day).
CAPS = ((0, 1_000), (2, 2_000), (4, 4_000), (6, 8_000), (8, 16_000), (10, 32_000), (12, 50_000), (14, 100_000))
# A schedule counts calendar days, we count 24 hours: those may hold the mail of two of its days.
TWO_DAYS = 2.0
# Who doubles what was sent the day before, from within the table on, warms up a little faster than it: up to its end.
CLIMB = 2.5


class WarmUp:
    """See `VolumeRule`."""

    name = "warm_up"
    label = "Above its warm-up cap"

    def judge(self, moment: Moment) -> Remark | None:
        """See `VolumeRule`."""
        if moment.age_days is None or not 0 <= moment.age_days < YOUNG_DAYS:
            return None
        cap = next(amount for day, amount in reversed(CAPS) if moment.age_days >= day)
        climbing = min(CLIMB * moment.most_day, TWO_DAYS * CAPS[-1][1])
        limit = max(TWO_DAYS * cap, climbing)
        if moment.day <= limit:
            return None
        sentence = (
            f"{number(moment.day)} messages in 24 hours from an account that is {int(moment.age_days)} days old; "
            f"at that age {number(cap)} a day are ordinary."
        )
        return Remark(rule=self.name, strength=strength(moment.day, limit), sentence=sentence)
