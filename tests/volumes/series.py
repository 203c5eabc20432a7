"""Senders by kind: hours of mail that is ordinary, and where something happened, when."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from accounts.domain.volume import Sender, Traffic
from accounts.domain.volume_span import Begin, known_of
from accounts.domain.volume_watch import watch

if TYPE_CHECKING:
    from random import Random

    from accounts.domain.volume import Alert

DAYS = 120
HOURS = DAYS * 24
# A Monday; the series end in December, so that Black Friday lies within.
START = datetime(2026, 8, 10, tzinfo=UTC)
# Share of a day's mail by hour, UTC: few at night, most by day.
DAYTIME = tuple(1 + 9 * math.exp(-(((hour - 14) / 5) ** 2)) for hour in range(24))
# By office hours of a country to the west, which changes its clocks within the series.
OFFICE = (2, 1, 1, 1, 1, 3, 10, 32, 70, 100, 105, 95, 65, 85, 95, 85, 70, 45, 22, 14, 12, 10, 7, 4)
CLOCKS_CHANGE_DAY = (datetime(2026, 10, 25, tzinfo=UTC) - START).days
MOSTLY_KNOWN = 0.2


@dataclass(slots=True)
class Series:
    """One sender's mail: `surges` are (first, last) hour of what a desk wants to know of; none when all is ordinary.

    Attributes:
        counts: by hour from `start` on.
        opened_day, lists: days since `start`; lists are (day, active subscriptions by then).
        people: whom the account mails, as the send log knows them; surges go to strangers. 0 without a send log.
        start: the first hour of the counts; the records of others begin with it too.
    """

    kind: str
    counts: list[int]
    surges: list[tuple[int, int]] = field(default_factory=list)
    opened_day: int = -700
    lists: list[tuple[int, int]] = field(default_factory=list)
    people: int = 0
    start: datetime = START

    def watched(self) -> list[Alert]:
        """Watch the hours that would be known, were these the rows of an import."""
        first = next((hour for hour, count in enumerate(self.counts) if count), 0)
        begin = Begin(self.at(first), self.start + timedelta(days=self.opened_day))
        known_from, opened_at = known_of(begin, self.at(len(self.counts) - 1), self.start)
        lists = tuple((self.start + timedelta(days=day), size) for day, size in self.lists)
        sender = Sender(account_id=self.kind, known_from=known_from, opened_at=opened_at, lists=lists)
        counts = self.counts[max(0, self.hour_of(known_from)) :]
        return watch(sender, counts, self._asked if self.people else None)

    def at(self, hour: int) -> datetime:
        """Give the moment with which an hour begins."""
        return self.start + timedelta(hours=hour)

    def hour_of(self, moment: datetime) -> int:
        """Give the number of an hour."""
        return (moment - self.start) // timedelta(hours=1)

    def surge(self, first: int, amounts: list[int]) -> None:
        """Add mail that nobody of the customer's sent."""
        for number, amount in enumerate(amounts):
            self.counts[first + number] += amount
        self.surges.append((first, first + len(amounts) - 1))

    def _asked(self, until: datetime) -> Traffic:
        """See `TrafficLog`."""
        last = self.hour_of(until)
        day = range(max(0, last - 24), last)
        strange = sum(self.counts[hour] for hour in day if any(a <= hour <= b for a, b in self.surges))
        novel = strange / max(1, sum(self.counts[hour] for hour in day))
        return Traffic(looked_at=500, novel=novel, reached=0 if novel > MOSTLY_KNOWN else self.people, new_source=0.0)


def noisy(random: Random, mean: float, spread: float = 0.15) -> int:
    """Draw a count: chance of people (Poisson), times what else varies."""
    wide = mean * max(0.0, random.gauss(1, spread))
    return max(0, round(random.gauss(wide, math.sqrt(wide)))) if wide > 0 else 0


def steady(random: Random, daily: float, *, weekend: float = 0.6) -> list[int]:
    """Mail that follows people's doings: by day more than by night, at weekends less."""
    whole = sum(DAYTIME)
    counts = []
    for hour in range(HOURS):
        share = DAYTIME[hour % 24] / whole * (weekend if (hour // 24) % 7 >= 5 else 1.0)
        counts.append(noisy(random, daily * share))
    return counts


def office(random: Random, daily: float, *, weekend: float = 0.15) -> list[int]:
    """Mail that follows an office: hardly any at night, little at weekends, an hour later once the clocks changed."""
    counts = []
    for hour in range(HOURS):
        local = hour - (hour >= CLOCKS_CHANGE_DAY * 24)
        share = OFFICE[local % 24] / sum(OFFICE) * (weekend if (local // 24) % 7 >= 5 else 1.0)
        counts.append(noisy(random, daily * share, 0.35))
    return counts


def mailing(random: Random, counts: list[int], hour: int, size: int) -> None:
    """Send one campaign, in an hour or a few."""
    hours = max(1, math.ceil(size / random.uniform(8_000, 30_000)))
    for number in range(hours):
        if 0 <= hour + number < len(counts):
            counts[hour + number] += round(size / hours)


def newsletter(random: Random, size: int, every_days: int = 7, first_day: int = 1) -> list[int]:
    """Mail a list in a rhythm, now and then a day late or at another hour, to a list that grows a little."""
    counts, at = [0] * HOURS, random.randrange(7, 17)
    for day in range(first_day, DAYS, every_days):
        late = random.choices((0, 1, -1), (8, 1, 1))[0]
        grown = size * (1 + 0.003 * day) * random.uniform(0.95, 1.05)
        mailing(random, counts, (day + late) * 24 + at + random.randrange(-2, 3), round(grown))
    return counts


def any_size(random: Random, least: float, most: float) -> int:
    """Draw a size, small ones as likely as large ones by the power of ten."""
    return round(math.exp(random.uniform(math.log(least), math.log(most))))


def any_sender(random: Random) -> list[int]:
    """Give the ordinary mail of some sender."""
    size = any_size(random, 200, 100_000)
    shape = random.randrange(4)
    if shape == 0:
        return newsletter(random, size)
    if shape == 1:
        return newsletter(random, size, every_days=1)
    triggered = steady(random, any_size(random, 50, 20_000))
    return [a + b for a, b in zip(triggered, newsletter(random, size), strict=True)] if shape == 2 else triggered


def most_of_a_day(counts: list[int]) -> int:
    """Give the most in any 24 hours."""
    return max(sum(counts[hour : hour + 24]) for hour in range(0, HOURS - 24, 6))
