"""Hours full of mail in which the account seldom sends, at night or at the weekend, though its working days have more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain.volume import FLOOR, Remark
from accounts.domain.volume_rules._multiples import allowance, established, number, strength
from accounts.domain.volume_rules._weekdays import deviation

if TYPE_CHECKING:
    from accounts.domain.volume import Moment

# A sale brings three or four times as much, in the account's own hours; somebody else does not keep to them.
MULTIPLE = 5.0
# An account that mails campaigns mails them at any hour: those are measured by its envelope.
BURST_MULTIPLE = 3.0


class OffHours:
    """See `VolumeRule`."""

    name = "off_hours"
    label = "Outside its own hours"

    def judge(self, moment: Moment) -> Remark | None:
        """See `VolumeRule`."""
        if not established(moment) or moment.stretch - moment.usual_stretch <= FLOOR or deviation(moment) is None:
            return None
        limit = max(
            MULTIPLE * allowance(moment) * moment.usual_stretch,
            BURST_MULTIPLE * moment.most_burst,
            moment.explained,
        )
        if moment.stretch <= limit:
            return None
        sentence = (
            f"{number(moment.stretch)} messages in six hours, where the same hours of the week had "
            f"{number(moment.usual_stretch)} at the mean of {len(moment.same_weekdays)} weeks."
        )
        return Remark(rule=self.name, strength=strength(moment.stretch, limit), sentence=sentence)
