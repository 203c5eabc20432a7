"""Watch one account's hours in order: what is a surge, and when it is worth another alert.

Each hour is judged by the hours up to it, never by later ones, so that an alert would have come when it says. A surge
is told once; it is told again when it grows threefold, and one that begins after three ordinary hours is another surge,
unless the like of it was told a day, a week or a month ago.

Source: domain notes 3d, rules and alert de-duplication.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from accounts.domain.volume import FLOOR, HOURS_A_DAY, HOURS_A_WEEK, LEAST_IN_STRETCH, Alert, Moment, Remark
from accounts.domain.volume_moment import moment_of, subscribers_at
from accounts.domain.volume_past import CLIMBS_WEEKS, Past
from accounts.domain.volume_rules import RULES
from accounts.domain.volume_surge import begun, three_hours

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from accounts.domain.volume import Sender, Traffic, TrafficLog
    from accounts.domain.volume_surge import Surge

# What lasts a week is the account's new usual; by then somebody has looked.
LASTING = HOURS_A_WEEK
# Rules need at least half more than ever in a day, twice the usual one with the send log's word, or hours fuller than
# the same hours of other weeks.
WORTH_JUDGING = 1.5
WORTH_ASKING = 2.0
FULL_HOURS = 5.0
# An hour that brings less than a hundredth of the day's mail does not make the day large.
TELLING_SHARE = 0.01
# A day, a week, and what a month can be.
RHYTHMS = (HOURS_A_DAY, HOURS_A_WEEK, *(HOURS_A_DAY * days for days in range(28, 32)))
YOUNG = timedelta(days=30)
PER_FURTHER_RULE = 0.05


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
        young_until = sender.opened_at + YOUNG if sender.opened_at else sender.known_from
        self._young_hours = (young_until - sender.known_from) // timedelta(hours=1)

    def run(self, counts: Iterable[int]) -> list[Alert]:
        for hour, count in enumerate(counts):
            day = self._past.add(count)
            if self._surge is not None:
                self._go_on(hour, count, self._surge)
            elif count and day > FLOOR and count >= TELLING_SHARE * day and self._worth_judging(hour, day):
                self._judge(hour)
        return self._alerts

    def _worth_judging(self, hour: int, day: int) -> bool:
        """Tell cheaply whether any rule could speak."""
        above = day > WORTH_JUDGING * self._past.most_day or hour < self._young_hours
        asked = self._traffic is not None and self._worth_asking(hour, day)
        return above or asked or self._climbed(hour, day) or self._full_hours(hour)

    def _worth_asking(self, hour: int, day: int) -> bool:
        return hour >= HOURS_A_WEEK and day > WORTH_ASKING * self._past.usual_day(hour)

    def _climbed(self, hour: int, day: int) -> bool:
        """Tell whether a climb of weeks is possible: no single day of it is above the ones before."""
        if day < self._past.most_day:
            return False
        before = (hour - HOURS_A_WEEK * weeks for weeks in CLIMBS_WEEKS)
        return any(at >= 0 and day > WORTH_ASKING * self._past.days[at] for at in before)

    def _full_hours(self, hour: int) -> bool:
        stretch = self._past.stretches[hour]
        before = self._past.same_stretches(hour) if stretch > LEAST_IN_STRETCH else ()
        return bool(before) and stretch * len(before) > FULL_HOURS * sum(before)

    def _judge(self, hour: int) -> None:
        limits = self._past.limits(max(0, hour - HOURS_A_DAY + 1))
        moment = moment_of(self._past, self._sender, hour, limits, self._asked(hour))
        remarks = _remarks(moment)
        if remarks and self._sender.lists:
            moment = replace(moment, subscribers=subscribers_at(self._sender, moment.at))
            remarks = _remarks(moment)
        if remarks and not self._told_before(hour):
            self._surge = begun(self._past, hour)
            self._tell(self._surge, hour, moment, remarks)

    def _asked(self, hour: int) -> Traffic | None:
        if self._traffic is None or not self._worth_asking(hour, self._past.days[hour]):
            return None
        return self._traffic(self._at(hour + 1))

    def _told_before(self, hour: int) -> bool:
        """Tell a surge that came like this a day, a week or a month ago and was told then: it is the account's rhythm.

        Its hours stay ordinary, so that the third time is like the second; one half as large again is another matter.
        """
        day = sum(self._past.counts[max(0, hour - HOURS_A_DAY + 1) : hour + 1])
        return any(day <= WORTH_JUDGING * self._past.taken_out(hour - hours) for hours in RHYTHMS)

    def _at(self, hour: int) -> datetime:
        return self._sender.known_from + timedelta(hours=hour)

    def _go_on(self, hour: int, count: int, surge: Surge) -> None:
        if surge.takes(hour, count):
            self._past.take_out(hour, hour)
            self._grow(hour, surge)
        elif surge.is_over(hour):
            self._end(surge)
        if self._surge is not None and hour - surge.told >= LASTING:
            self._past.put_back(surge.began)
            self._end(surge)

    def _grow(self, hour: int, surge: Surge) -> None:
        three = three_hours(self._past, hour)
        before = surge.grown(hour, three)
        if before is not None:
            sentence = f"{three:,} messages in three hours, where it had {before:,} when it was told."
            remark = Remark(rule="growth", strength=1.0, sentence=sentence)
            self._tell(surge, hour, moment_of(self._past, self._sender, hour, surge.limits), (remark,))

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


def _remarks(moment: Moment) -> tuple[Remark, ...]:
    found: list[Callable[[Moment], Remark | None]] = [rule.judge for rule in RULES]
    return tuple(remark for judge in found if (remark := judge(moment)) is not None)
