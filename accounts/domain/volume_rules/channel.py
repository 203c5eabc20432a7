"""Twice the usual amount, most of it from an address that the account did not use before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain.volume import Remark
from accounts.domain.volume_rules._multiples import allowance, established, number, strength

if TYPE_CHECKING:
    from accounts.domain.volume import Moment

# Domain notes 3d, rule 6. A new address alone is a new server; with twice the mail it may be a stolen log-in.
LEAST_SHARE = 0.5
MULTIPLE = 2.0
LEAST_LOOKED_AT = 100


class Channel:
    """See `VolumeRule`."""

    name = "channel"
    label = "By a new way"

    def judge(self, moment: Moment) -> Remark | None:
        """See `VolumeRule`."""
        traffic = moment.traffic
        if not established(moment) or traffic is None or traffic.new_source is None:
            return None
        limit = max(MULTIPLE * allowance(moment) * moment.usual_day, moment.explained)
        if traffic.looked_at < LEAST_LOOKED_AT or traffic.new_source <= LEAST_SHARE or moment.day <= limit:
            return None
        sentence = (
            f"{traffic.new_source:.0%} of {number(traffic.looked_at)} messages looked at left from an address that the "
            f"account did not use in the four weeks before ({traffic.source}), in 24 hours with {number(moment.day)}."
        )
        return Remark(rule=self.name, strength=strength(moment.day, limit), sentence=sentence)
