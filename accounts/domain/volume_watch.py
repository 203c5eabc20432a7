"""Watch one account's hours in order: what is a surge, when it begins and ends, and when it is worth another alert.

Each hour is judged by the hours up to it, never by later ones, so that an alert would have come when it says. A surge
is told once; it is told again when it grows threefold, and one that begins after three ordinary hours is another surge,
unless the like of it was told a day, a week or a month ago.

Source: domain notes 3d, rules and alert de-duplication.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from accounts.domain.volume import FLOOR, HOURS_A_DAY, HOURS_A_WEEK, LEAST_EXCESS, Alert, Moment, Remark
from accounts.domain.volume_past import RAMP, Past
from accounts.domain.volume_rules import RULES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from accounts.domain.volume import Sender, Traffic, TrafficLog

# An hour is of a surge when it is above the ordinary most by a fifth, and no mere rest of the surge.
ABOVE_ORDINARY = 1.2
REST_OF_SURGE = 0.05
LEAST_OF_SURGE = 20
# An hour half as full as the surge's fullest is of the surge, even where the account's own bursts are as full.
HALF_OF_SURGE = 0.5
QUIET_HOURS = 3
# "Clearly larger", over three hours, so that the first hour of a surge, seldom a full one, is no measure.
GROWTH = 3.0
GROWTH_HOURS = 3
# What lasts a week is the account's new usual; by then somebody has looked.
LASTING = HOURS_A_WEEK
# Rules need at least half more than ever in a day, or twice the usual one with the send log's word.
WORTH_JUDGING = 1.5
WORTH_ASKING = 2.0
PACE_MULTIPLE = 5.0
# An hour that brings less than a hundredth of the day's mail does not make the day large.
TELLING_SHARE = 0.01
# A day, a week, and what a month can be.
RHYTHMS = (HOURS_A_DAY, HOURS_A_WEEK, *(HOURS_A_DAY * days for days in range(28, 32)))
YOUNG = timedelta(days=30)
ON_RECORD = timedelta(days=2)
PER_FURTHER_RULE = 0.05


@dataclass(slots=True)
class Surge:
    """A surge while it goes on: hours by number, the limits from before it, and what it brought."""

    began: int
    limits: Sequence[int]
    quiet_hours: int
    told: int
    told_last: int
    last: int
    peak: int
    most_of_three: int


def watch(sender: Sender, counts: Iterable[int], traffic: TrafficLog | None = None) -> list[Alert]:
    """Find the surges of one account.

    Args:
        sender: whose hours they are.
        counts: messages an hour from `sender.known_from` on, hours without mail as 0.
        traffic: the send log, asked only about hours that could be a surge; None without one.

    Returns:
        Alerts, oldest first; empty when nothing stands out.
    """
    return _Watch(sender, traffic).run(counts)


class _Watch:
    def __init__(self, sender: Sender, traffic: TrafficLog | None) -> None:
        self._sender, self._traffic = sender, traffic
        self._past = Past()
        self._surge: Surge | None = None
        self._alerts: list[Alert] = []
        opened = sender.opened_at
        self._young_until = opened + YOUNG if opened else sender.known_from

    def run(self, counts: Iterable[int]) -> list[Alert]:
        young_hours = (self._young_until - self._sender.known_from) // timedelta(hours=1)
        past = self._past
        for hour, count in enumerate(counts):
            day = past.add(count)
            if self._surge is not None:
                self._go_on(hour, count, self._surge)
            elif count and day > FLOOR and count >= TELLING_SHARE * day:
                above = day > WORTH_JUDGING * past.most_day or hour < young_hours
                if above or (self._traffic and self._worth_asking(hour, day)) or self._climbed(hour, day):
                    self._judge(hour)
        return self._alerts

    def _worth_asking(self, hour: int, day: int) -> bool:
        return hour >= HOURS_A_WEEK and 0 < WORTH_ASKING * self._past.usual_day(hour) < day

    def _climbed(self, hour: int, day: int) -> bool:
        """Tell whether a climb of two weeks is possible, cheaply: no single day of it is above the ones before."""
        return hour >= RAMP and day > WORTH_ASKING * self._past.days[hour - RAMP] and day >= self._past.most_day

    def _judge(self, hour: int) -> None:
        limits = self._past.limits(max(0, hour - HOURS_A_DAY + 1))
        moment = self._moment(hour, limits)
        remarks = _remarks(moment)
        if remarks and not moment.subscribers and self._sender.lists:
            moment = replace(moment, subscribers=self._subscribers(moment.at))
            remarks = _remarks(moment)
        if remarks and not self._told_before(hour):
            self._begin(hour, moment, remarks)

    def _told_before(self, hour: int) -> bool:
        """Tell a surge that came like this a day, a week or a month ago and was told then: it is the account's rhythm.

        Its hours stay ordinary, so that the third time is like the second; one half as large again is another matter.
        """
        day = sum(self._past.counts[max(0, hour - HOURS_A_DAY + 1) : hour + 1])
        return any(day <= WORTH_JUDGING * self._past.taken_out(hour - hours) for hours in RHYTHMS)

    def _moment(self, hour: int, limits: Sequence[int]) -> Moment:
        past, at = self._past, self._at(hour)
        opened = self._sender.opened_at
        return Moment(
            at=at,
            sent=past.counts[hour],
            day=past.days[hour],
            usual_hour=past.usual_hour(hour),
            most_hour=limits[hour % HOURS_A_DAY],
            usual_day=past.usual_day(hour),
            most_day=past.most_day,
            most_before=past.most_before(hour),
            same_weekdays=past.same_weekdays(hour),
            recent=past.recent(hour),
            share_unusual=past.share_above(hour, limits, PACE_MULTIPLE),
            known_days=hour / HOURS_A_DAY,
            age_days=(at - opened).total_seconds() / 86_400 if opened else None,
            silent_days=past.rest_hours / HOURS_A_DAY,
            longest_rest_days=past.longest_rest_hours / HOURS_A_DAY,
            most_ever=past.most_ever,
            traffic=self._asked(hour, at),
        )

    def _asked(self, hour: int, at: datetime) -> Traffic | None:
        if self._traffic is None or not self._worth_asking(hour, self._past.days[hour]):
            return None
        return self._traffic(at + timedelta(hours=1))

    def _at(self, hour: int) -> datetime:
        return self._sender.known_from + timedelta(hours=hour)

    def _subscribers(self, at: datetime) -> int:
        return max((size for since, size in self._sender.lists if since <= at - ON_RECORD), default=0)

    def _begin(self, hour: int, moment: Moment, remarks: tuple[Remark, ...]) -> None:
        climbed = any(remark.rule == "ramp" for remark in remarks) and self._climbs(hour, moment)
        began = self._first_of_climb(hour, moment) if climbed else self._first_hour(hour)
        counts = self._past.counts
        self._surge = Surge(
            began=began,
            limits=self._past.limits(began, loose=0),
            quiet_hours=HOURS_A_DAY if climbed else QUIET_HOURS,
            told=hour,
            told_last=hour,
            last=hour,
            peak=max(counts[began : hour + 1]),
            most_of_three=max(self._three(at) for at in range(began, hour + 1)),
        )
        self._past.take_out(began, hour)
        self._tell(self._surge, hour, moment, remarks)

    def _first_hour(self, hour: int) -> int:
        """Go back to where the hours became more than ordinary, at most a day."""
        earliest = max(0, hour - HOURS_A_DAY + 1)
        limits = self._past.limits(earliest)
        first = hour
        for at in range(hour, earliest - 1, -1):
            if _is_of_surge(self._past.ordinary[at], limits[at % HOURS_A_DAY], self._past.counts[hour]):
                first = at
            elif first - at >= QUIET_HOURS:
                break
        return first

    def _climbs(self, hour: int, moment: Moment) -> bool:
        """Tell a climb, which is over after a day of ordinary hours and not after a night: the day before was large."""
        return self._past.days[hour - HOURS_A_DAY] > ABOVE_ORDINARY * (moment.most_before or 0)

    def _first_of_climb(self, hour: int, moment: Moment) -> int:
        """Go back to where the day became more than it was at most two weeks ago."""
        first = hour
        while first > max(0, hour - RAMP) and self._past.days[first - 1] > ABOVE_ORDINARY * (moment.most_before or 0):
            first -= 1
        return first

    def _three(self, hour: int) -> int:
        return sum(self._past.counts[max(0, hour - GROWTH_HOURS + 1) : hour + 1])

    def _go_on(self, hour: int, count: int, surge: Surge) -> None:
        if _is_of_surge(count, surge.limits[hour % HOURS_A_DAY], surge.peak):
            self._past.take_out(hour, hour)
            surge.last, surge.peak = hour, max(surge.peak, count)
            self._grow(hour, surge)
        elif hour - surge.last >= surge.quiet_hours:
            self._end(surge)
        if self._surge is not None and hour - surge.told >= LASTING:
            self._past.put_back(surge.began)
            self._end(surge)

    def _grow(self, hour: int, surge: Surge) -> None:
        three = self._three(hour)
        if hour - surge.told_last < GROWTH_HOURS:
            surge.most_of_three = max(surge.most_of_three, three)
        elif three > GROWTH * surge.most_of_three and three - surge.most_of_three > LEAST_EXCESS:
            sentence = f"{three:,} messages in three hours, where it had {surge.most_of_three:,} when it was told."
            remark = Remark(rule="growth", strength=1.0, sentence=sentence)
            surge.told_last, surge.most_of_three = hour, three
            self._tell(surge, hour, self._moment(hour, surge.limits), (remark,))

    def _tell(self, surge: Surge, hour: int, moment: Moment, remarks: tuple[Remark, ...]) -> None:
        ordered = tuple(sorted(remarks, key=lambda remark: -remark.strength))
        self._alerts.append(
            Alert(
                hour=moment.at,
                began=self._at(surge.began),
                ended=None,
                sent=moment.sent,
                expected=round(moment.usual_hour, 1),
                # Of a surge that was told before, the hours are not in the moment's day any more.
                day_sent=max(moment.day, sum(self._past.counts[max(surge.began, hour - HOURS_A_DAY + 1) : hour + 1])),
                day_usual=round(moment.usual_day, 1),
                day_most=moment.most_day,
                peak=surge.peak,
                score=round(min(1.0, ordered[0].strength + PER_FURTHER_RULE * (len(ordered) - 1)), 4),
                remarks=ordered,
                larger=hour != surge.told,
            )
        )

    def _end(self, surge: Surge) -> None:
        self._surge = None
        began = self._at(surge.began)
        self._alerts = [
            replace(alert, ended=self._at(surge.last), peak=surge.peak) if alert.began == began else alert
            for alert in self._alerts
        ]


def _is_of_surge(count: int, ordinary: int, peak: int) -> bool:
    """Tell whether an hour belongs to a surge, by what is ordinary for it and by the surge's fullest hour so far."""
    if count <= LEAST_OF_SURGE:
        return False
    return count >= HALF_OF_SURGE * peak or count > (ABOVE_ORDINARY * ordinary or REST_OF_SURGE * peak)


def _remarks(moment: Moment) -> tuple[Remark, ...]:
    found: list[Callable[[Moment], Remark | None]] = [rule.judge for rule in RULES]
    return tuple(remark for judge in found if (remark := judge(moment)) is not None)
