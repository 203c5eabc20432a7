"""One account's hours as they were known at each of them: sums, limits and rests, all from the past alone."""

from __future__ import annotations

from statistics import fmean, median
from typing import TYPE_CHECKING, TypeVar

from accounts.domain.volume import HOURS_A_DAY, HOURS_A_WEEK, STRETCH_HOURS, Earlier
from accounts.domain.volume_sums import LOOK_BACK, Most, Sums

if TYPE_CHECKING:
    from collections.abc import Sequence

Amount = TypeVar("Amount", int, float)

RECENT_DAYS = 28
RECENT = RECENT_DAYS * HOURS_A_DAY
# What a slow climb is measured over.
CLIMBS_WEEKS = (2, 4)
# Hours within which the same kind of mail may begin earlier or later.
LOOSE = 2
# Who sends in at least half of the hours has a rhythm of the day; others send in bursts at any time.
STEADY_SHARE = 0.5
WEEKS = 8
# A stretch of three times what its hours usually have is a mailing, not the rhythm of the day.
BURST_MULTIPLE = 3.0


class Past:
    """The counts of one account up to an hour; `ordinary` are those that no surge took out.

    Attributes:
        counts, ordinary: by hour.
        days, stretches: sums of `ordinary` over the 24 and the 6 hours that end with each hour.
    """

    def __init__(self) -> None:
        self.counts: list[int] = []
        self.ordinary: list[int] = []
        self._sums = (Sums(self.ordinary, HOURS_A_DAY), Sums(self.ordinary, STRETCH_HOURS))
        self.days, self.stretches = (sums.amounts for sums in self._sums)
        self._most_of_days = Most(self.days)
        self._last_mail: int | None = None
        self._rested_until = 0
        self._usual_since: int | None = None
        self.rest_hours = 0
        self.longest_rest_hours = 0

    @property
    def most_day(self) -> int:
        """Give the most of `days` in the eight weeks before, the last day left out."""
        return self._most_of_days.amount

    def add(self, count: int) -> int:
        """Take the next hour; gives the sum of the 24 hours that end with it."""
        hour = len(self.counts)
        self.counts.append(count)
        self.ordinary.append(count)
        for sums in self._sums:
            sums.add()
        if hour >= HOURS_A_DAY:
            self._most_of_days.add(hour - HOURS_A_DAY)
        if count:
            self._note_rest(hour)
        return self.days[-1]

    def _note_rest(self, hour: int) -> None:
        """Remember a silence that ends; hours of a surge that began with it do not end it again."""
        rest = hour if self._last_mail is None else hour - self._last_mail - 1
        if rest > HOURS_A_DAY:
            self.longest_rest_hours = max(self.longest_rest_hours, self.rest_hours)
            self.rest_hours = rest
            self._rested_until = hour
        elif self.rest_hours and hour - self._rested_until > HOURS_A_DAY:
            self.longest_rest_hours = max(self.longest_rest_hours, self.rest_hours)
            self.rest_hours = 0
        self._last_mail = hour

    def take_out(self, first: int, last: int) -> None:
        """Leave the hours of a surge out of what is ordinary."""
        for hour in range(first, last + 1):
            self.ordinary[hour] = 0
        self._sum_again(first)

    def taken_out(self, hour: int) -> int:
        """Give what surges brought in the day that ended with an hour, some hours earlier or later; 0 before all."""
        first, last = max(0, hour - HOURS_A_DAY + 1 - LOOSE), max(0, hour + 1 + LOOSE)
        return sum(self.counts[first:last]) - sum(self.ordinary[first:last])

    def put_back(self, first: int) -> None:
        """Let the hours from one on be ordinary again: what lasts a week is the new usual."""
        self.ordinary[first:] = self.counts[first:]
        self._usual_since = first
        self._sum_again(first)

    def _sum_again(self, first: int) -> None:
        for sums in self._sums:
            sums.sum_again(first)
        self._most_of_days.rank_again(first)

    def earlier(self, hour: int, weeks: int) -> Earlier | None:
        """Give the most in 24 hours up to some weeks ago; None with less than a week before then.

        A new usual counts from its first day on: its climb was told.
        """
        last = hour - HOURS_A_WEEK * weeks
        if last < HOURS_A_WEEK:
            return None
        since = hour if self._usual_since is None else max(self._usual_since, last)
        new_usual = max(self.days[since : hour - HOURS_A_DAY + 1], default=0)
        most = max(*self.days[max(0, last - LOOK_BACK) : last + 1], new_usual)
        return Earlier(weeks=weeks, most=most, most_ever=max(self.days[: last + 1]))

    def most_ever(self, hour: int) -> int:
        """Give the most in any 24 hours on record, the last day left out; 0 without any."""
        return max(self.days[: max(0, hour - HOURS_A_DAY + 1)], default=0)

    def usual_day(self, hour: int) -> float:
        """Give the median of the days with mail in eight weeks, the last one left out; 0 without any."""
        sums = [self.days[at] for at in range(hour - HOURS_A_DAY, max(-1, hour - LOOK_BACK), -HOURS_A_DAY)]
        mailed = [amount for amount in sums if amount]
        return float(median(mailed)) if mailed else 0.0

    def same_weekdays(self, hour: int) -> tuple[int, ...]:
        """Give the day's sum at the same hour of the same weekday in up to eight weeks before, nearest first."""
        return _weeks_before(self.days, hour)

    def same_stretches(self, hour: int) -> tuple[int, ...]:
        """Likewise give the sums of the six hours that ended at the same hour of the week."""
        return _weeks_before(self.stretches, hour)

    def most_burst(self, hour: int) -> int:
        """Give the most in a stretch on record that was a mailing, the last day left out; 0 without any.

        One that comes an hour or two earlier or later than usual, as when the clocks are changed, is none. Who sends
        in bursts sends nothing else.
        """
        until = hour - HOURS_A_DAY + 1
        if not _is_steady(self.recent(hour)):
            return max(self.stretches[: max(0, until)], default=0)
        by_clock = [self.stretches[clock:until:HOURS_A_DAY] for clock in range(min(HOURS_A_DAY, max(0, until)))]
        usual, fullest = _loosened([median(amounts) for amounts in by_clock], LOOSE), map(max, by_clock)
        return max(
            (most for most, often in zip(fullest, usual, strict=True) if most > BURST_MULTIPLE * often), default=0
        )

    def recent(self, hour: int) -> Sequence[int]:
        """Give the ordinary counts of four weeks before, the last day left out."""
        last = hour - HOURS_A_DAY
        return self.ordinary[max(0, last - RECENT) : max(0, last + 1)]

    def usual_hour(self, hour: int) -> float:
        """Give the mean of the same hour of the day over four weeks; 0 without any."""
        counts = self.ordinary[max(0, hour - RECENT) : hour : HOURS_A_DAY] if hour >= RECENT else []
        if not counts:
            counts = [self.ordinary[at] for at in range(hour - HOURS_A_DAY, -1, -HOURS_A_DAY)]
        return fmean(counts) if counts else 0.0

    def limits(self, before: int, *, loose: int = LOOSE) -> list[int]:
        """Give the most that is ordinary at each hour of the day, by what came before an hour.

        Args:
            before: number of the hour.
            loose: hours by which mail may be earlier or later.

        Returns:
            24 amounts by number of the hour modulo 24. For an account that sends in bursts all are the most of any
            hour in eight weeks.
        """
        recent = self.ordinary[max(0, before - RECENT) : before]
        if not _is_steady(recent):
            return [max(self.ordinary[max(0, before - LOOK_BACK) : before], default=0)] * HOURS_A_DAY
        first = before - len(recent)
        most = [max(recent[(hour - first) % HOURS_A_DAY :: HOURS_A_DAY], default=0) for hour in range(HOURS_A_DAY)]
        return _loosened(most, loose)

    def share_above(self, hour: int, limits: Sequence[int], multiple: float) -> float:
        """Give the part of a day's mail that lies above a multiple of what is ordinary for its hours."""
        first = max(0, hour - HOURS_A_DAY + 1)
        above = sum(max(0.0, self.ordinary[at] - multiple * limits[at % HOURS_A_DAY]) for at in range(first, hour + 1))
        return above / self.days[hour] if self.days[hour] else 0.0


def _is_steady(recent: Sequence[int]) -> bool:
    return bool(recent) and sum(map(bool, recent)) >= STEADY_SHARE * len(recent)


def _loosened(by_clock: Sequence[Amount], loose: int) -> list[Amount]:
    """Give the most of each hour of the day and those around it."""
    hours = len(by_clock)
    return [max(by_clock[(hour + by) % hours] for by in range(-loose, loose + 1)) for hour in range(hours)]


def _weeks_before(sums: Sequence[int], hour: int) -> tuple[int, ...]:
    known = min(WEEKS, hour // HOURS_A_WEEK)
    return tuple(sums[hour - HOURS_A_WEEK * week] for week in range(1, known + 1))
