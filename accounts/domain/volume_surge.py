"""A surge while it goes on: where it began, which hours are of it, when it is clearly larger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.domain.volume import HOURS_A_DAY, HOURS_A_WEEK, LEAST_EXCESS
from accounts.domain.volume_past import CLIMBS_WEEKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.domain.volume_past import Past

# An hour is of a surge when it is above the ordinary most by a fifth, and no mere rest of the surge.
ABOVE_ORDINARY = 1.2
REST_OF_SURGE = 0.05
LEAST_OF_SURGE = 20
# An hour half as full as the surge's are in the mean is of it, even where the account's own bursts are as full.
HALF_OF_SURGE = 0.5
QUIET_HOURS = 3
# "Clearly larger", over three hours, so that the first hour of a surge, seldom a full one, is no measure.
GROWTH = 3.0
GROWTH_HOURS = 3


@dataclass(slots=True)
class Surge:
    """A surge while it goes on: its hours by number, the limits from before it, what it brought in sum and at most."""

    began: int
    limits: Sequence[int]
    quiet_hours: int
    told: int
    told_last: int
    last: int
    sum: int
    hours: int
    peak: int
    most_of_three: int

    def takes(self, hour: int, count: int) -> bool:
        """Tell whether an hour is of this surge; if it is, the surge goes on."""
        if not is_of_surge(count, self.limits[hour % HOURS_A_DAY], self.sum / self.hours, self.peak):
            return False
        self.last, self.peak = hour, max(self.peak, count)
        self.sum, self.hours = self.sum + count, self.hours + 1
        return True

    def is_over(self, hour: int) -> bool:
        """Tell whether there were enough ordinary hours since its last."""
        return hour - self.last >= self.quiet_hours

    def grown(self, hour: int, three: int) -> int | None:
        """Give the most of three hours that was told before, where these three are clearly more; else None."""
        before = self.most_of_three
        if hour - self.told_last < GROWTH_HOURS:
            self.most_of_three = max(before, three)
        elif three > GROWTH * before and three - before > LEAST_EXCESS:
            self.told_last, self.most_of_three = hour, three
            return before
        return None


def begun(past: Past, hour: int) -> Surge:
    """Give the surge that became clear with an hour, and leave its hours so far out of what is ordinary."""
    climb = _first_of_climb(past, hour)
    began = _first_hour(past, hour) if climb is None else climb
    surge = Surge(
        began=began,
        limits=past.limits(began, loose=0),
        quiet_hours=QUIET_HOURS if climb is None else HOURS_A_DAY,
        told=hour,
        told_last=hour,
        last=hour,
        sum=sum(past.counts[began : hour + 1]),
        hours=hour + 1 - began,
        peak=max(past.counts[began : hour + 1]),
        most_of_three=max(three_hours(past, at) for at in range(began, hour + 1)),
    )
    past.take_out(began, hour)
    return surge


def three_hours(past: Past, hour: int) -> int:
    """Give what three hours brought."""
    return sum(past.counts[max(0, hour - GROWTH_HOURS + 1) : hour + 1])


def is_of_surge(count: int, ordinary: int, mean: float, peak: int) -> bool:
    """Tell whether an hour belongs to a surge, by what is ordinary for it and by the surge's mean and fullest hour."""
    if count <= LEAST_OF_SURGE:
        return False
    return count >= HALF_OF_SURGE * mean or count > (ABOVE_ORDINARY * ordinary or REST_OF_SURGE * peak)


def _first_hour(past: Past, hour: int) -> int:
    """Go back to where the hours became more than ordinary, at most a day."""
    earliest = max(0, hour - HOURS_A_DAY + 1)
    limits, sent, first = past.limits(earliest), past.counts[hour], hour
    for at in range(hour, earliest - 1, -1):
        if is_of_surge(past.ordinary[at], limits[at % HOURS_A_DAY], sent, sent):
            first = at
        elif first - at >= QUIET_HOURS:
            break
    return first


def _first_of_climb(past: Past, hour: int) -> int | None:
    """Go back to where the day became more than it was at most two weeks ago; None where it is no climb of days.

    A climb is over after a day of ordinary hours and not after a night: the day before was large already.
    """
    earlier = past.earlier(hour, CLIMBS_WEEKS[0])
    if earlier is None or not earlier.most or past.days[hour - HOURS_A_DAY] <= ABOVE_ORDINARY * earlier.most:
        return None
    first, earliest = hour, hour - HOURS_A_WEEK * CLIMBS_WEEKS[0]
    while first > earliest and past.days[first - 1] > ABOVE_ORDINARY * earlier.most:
        first -= 1
    return first
