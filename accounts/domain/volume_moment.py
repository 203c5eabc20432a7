"""One hour beside its own past, as the rules read it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from accounts.domain.volume import HOURS_A_DAY, Moment
from accounts.domain.volume_past import CLIMBS_WEEKS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from accounts.domain.volume import Sender, Traffic
    from accounts.domain.volume_past import Past

PACE_MULTIPLE = 5.0
ON_RECORD = timedelta(days=2)


def moment_of(past: Past, sender: Sender, hour: int, limits: Sequence[int], traffic: Traffic | None = None) -> Moment:
    """Describe an hour.

    Args:
        past: of which the hour is the last.
        sender: whose hour it is; its lists are looked up by `subscribers_at`, only where a rule speaks.
        hour: by number.
        limits: as `Past.limits` gives them.
        traffic: what the send log says about the day.
    """
    at, opened = sender.known_from + timedelta(hours=hour), sender.opened_at
    return Moment(
        at=at,
        sent=past.counts[hour],
        day=past.days[hour],
        usual_hour=past.usual_hour(hour),
        most_hour=limits[hour % HOURS_A_DAY],
        usual_day=past.usual_day(hour),
        most_day=past.most_day,
        most_ever=past.most_ever(hour),
        earlier=tuple(earlier for weeks in CLIMBS_WEEKS if (earlier := past.earlier(hour, weeks)) is not None),
        stretch=past.stretches[hour],
        same_stretches=past.same_stretches(hour),
        most_burst=past.most_burst(hour),
        same_weekdays=past.same_weekdays(hour),
        recent=past.recent(hour),
        share_unusual=past.share_above(hour, limits, PACE_MULTIPLE),
        known_days=hour / HOURS_A_DAY,
        age_days=(at - opened).total_seconds() / 86_400 if opened else None,
        silent_days=past.rest_hours / HOURS_A_DAY,
        longest_rest_days=past.longest_rest_hours / HOURS_A_DAY,
        traffic=traffic,
    )


def subscribers_at(sender: Sender, at: datetime) -> int:
    """Give the active addresses that were on record two days before; 0 without any."""
    return max((size for since, size in sender.lists if since <= at - ON_RECORD), default=0)
