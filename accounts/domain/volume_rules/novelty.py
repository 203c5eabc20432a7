"""Twice the usual amount, most of it to people whom the account never mailed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain.volume import Remark
from accounts.domain.volume_rules._multiples import allowance, established, number, strength

if TYPE_CHECKING:
    from accounts.domain.volume import Moment

# Domain notes 3d, rule 5: more than half of the recipients, and more than twice the median.
LEAST_SHARE = 0.5
MULTIPLE = 2.0
LEAST_LOOKED_AT = 100


class Novelty:
    """See `VolumeRule`."""

    name = "novelty"
    label = "Mostly strangers"

    def judge(self, moment: Moment) -> Remark | None:
        """See `VolumeRule`."""
        traffic = moment.traffic
        if not established(moment) or traffic is None or traffic.novel is None or traffic.looked_at < LEAST_LOOKED_AT:
            return None
        limit = max(MULTIPLE * allowance(moment) * moment.usual_day, moment.explained)
        if traffic.novel <= LEAST_SHARE or moment.day <= limit:
            return None
        sentence = (
            f"{traffic.novel:.0%} of {number(traffic.looked_at)} recipients looked at were never mailed by it before, "
            f"in 24 hours with {number(moment.day)} messages where {number(moment.usual_day)} are usual."
        )
        return Remark(rule=self.name, strength=strength(moment.day, limit), sentence=sentence)
