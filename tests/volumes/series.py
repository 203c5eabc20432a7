"""Senders by kind: hours of mail that is ordinary, and where something happened, when."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from accounts.domain.volume import Sender

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

DAYS = 120
HOURS = DAYS * 24
# A Monday; the series end in December, so that Black Friday lies within.
START = datetime(2026, 8, 10, tzinfo=UTC)
# Share of a day's mail by hour, UTC: few at night, most by day.
DAYTIME = tuple(1 + 9 * math.exp(-(((hour - 14) / 5) ** 2)) for hour in range(24))
BLACK_FRIDAY_DAY = (datetime(2026, 11, 27, tzinfo=UTC) - START).days


@dataclass(slots=True)
class Series:
    """One sender's mail: `surges` are (first, last) hour of what a desk wants to know of; none when all is ordinary."""

    kind: str
    counts: list[int]
    surges: list[tuple[int, int]] = field(default_factory=list)
    opened_day: int = -700
    lists: list[tuple[int, int]] = field(default_factory=list)

    def sender(self) -> Sender:
        """Give what is known of the sender."""
        return Sender(
            account_id=self.kind,
            known_from=START,
            opened_at=START + timedelta(days=self.opened_day),
            lists=tuple((START + timedelta(days=day), size) for day, size in self.lists),
        )

    def surge(self, first: int, amounts: list[int]) -> None:
        """Add mail that nobody of the customer's sent."""
        for number, amount in enumerate(amounts):
            self.counts[first + number] += amount
        self.surges.append((first, first + len(amounts) - 1))


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


# --- ordinary --------------------------------------------------------------------------------------------------------


def weekly(random: Random) -> Series:
    return Series(
        "weekly newsletter", newsletter(random, any_size(random, 300, 300_000), first_day=random.randrange(7))
    )


def digest(random: Random) -> Series:
    return Series("daily digest", newsletter(random, any_size(random, 100, 50_000), every_days=1, first_day=0))


def triggered(random: Random) -> Series:
    return Series("triggered mail", steady(random, any_size(random, 20, 50_000), weekend=random.uniform(0.2, 1.2)))


def growth(random: Random) -> Series:
    counts, times = any_sender(random), random.uniform(2, 8)
    return Series("growth", [round(count * times ** (hour / HOURS)) for hour, count in enumerate(counts)])


def migration(random: Random) -> Series:
    """A customer brings a list that it mailed elsewhere: it is on record days before the first mail."""
    series = Series("migration", any_sender(random))
    size, day = round(most_of_a_day(series.counts) * random.uniform(3, 12)), random.randrange(50, 80)
    series.lists = [(-400, round(size / 10)), (day - random.randrange(3, 10), size)]
    for week in range(day, DAYS - 1, 7):
        mailing(random, series.counts, week * 24 + random.randrange(7, 16), round(size * random.uniform(0.9, 1.0)))
    return series


def black_friday(random: Random) -> Series:
    """A shop sends several times as much for some days, to its own customers: on the day, or for a sale of its own."""
    series = Series("Black Friday", any_sender(random))
    day = BLACK_FRIDAY_DAY - 2 if random.random() < 0.5 else random.randrange(50, 100)
    for each in range(day, min(DAYS - 1, day + random.randrange(3, 7))):
        times = random.uniform(1.5, 3.5)
        if sum(series.counts[each * 24 : each * 24 + 24]):
            for hour in range(each * 24, each * 24 + 24):
                series.counts[hour] = round(series.counts[hour] * times)
        else:
            size = most_of_a_day(series.counts[: day * 24] + [0] * (HOURS - day * 24))
            for send in range(random.randrange(1, 3)):
                mailing(random, series.counts, each * 24 + 8 + 6 * send, round(size * random.uniform(0.8, 1.0)))
    return series


def extra_mailing(random: Random) -> Series:
    """A newsletter goes out twice in one day, or on another day of the week: a correction, an announcement."""
    size = any_size(random, 500, 100_000)
    series = Series("extra mailing", newsletter(random, size))
    for _ in range(2):
        mailing(random, series.counts, random.randrange(40, 115) * 24 + random.randrange(24), round(size * 1.2))
    return series


def new_within_cap(random: Random) -> Series:
    """A new customer keeps to the warm-up table and stays at what its list is worth."""
    opened, size = random.randrange(10, 60), any_size(random, 2_000, 60_000)
    series = Series("new account, warming up", [0] * HOURS, opened_day=opened)
    for day in range(opened, DAYS):
        amount = min(size, 1_000 * 2 ** ((day - opened) // 2), 50_000)
        mailing(random, series.counts, day * 24 + random.randrange(8, 12), round(amount * random.uniform(0.6, 1.0)))
    return series


def outage(random: Random) -> Series:
    """Mail waits for half a day and leaves all at once."""
    series = Series("outage", steady(random, any_size(random, 500, 50_000)))
    first = random.randrange(50, 110) * 24 + random.randrange(24)
    hours = random.randrange(4, 14)
    waiting = sum(series.counts[first : first + hours])
    series.counts[first : first + hours] = [0] * hours
    series.counts[first + hours] += waiting
    return series


# --- worth an alert --------------------------------------------------------------------------------------------------


def compromised(random: Random) -> Series:
    """Somebody else sends through the account, for hours or a day or two, more than it ever did."""
    series = Series("compromised", any_sender(random))
    hours = random.randrange(3, 40)
    total = max(3_000, most_of_a_day(series.counts) * random.uniform(4, 40)) * max(1.0, hours / 24)
    first = random.randrange(45, 110) * 24 + random.randrange(24)
    series.surge(first, [noisy(random, total / hours, 0.3) for _ in range(hours)])
    return series


def night_burst(random: Random) -> Series:
    """A script sends at full speed for some hours: less than thrice the day's mail, yet nothing like the account."""
    series = Series("compromised, at night", steady(random, any_size(random, 1_500, 30_000)))
    hours, day = random.randrange(1, 5), most_of_a_day(series.counts)
    first = random.randrange(45, 110) * 24 + random.randrange(0, 5)
    series.surge(first, [noisy(random, day * random.uniform(1.6, 2.2) / hours, 0.1) for _ in range(hours)])
    return series


def bought_list(random: Random) -> Series:
    """A list appears and is mailed within hours."""
    series = Series("bought list", newsletter(random, any_size(random, 300, 20_000)))
    day = random.randrange(45, 110)
    size = max(3_000, round(most_of_a_day(series.counts) * random.uniform(4, 30)))
    series.lists = [(-300, round(most_of_a_day(series.counts))), (day, size)]
    hours = random.randrange(1, 10)
    series.surge(day * 24 + random.randrange(2, 20), [round(size / hours)] * hours)
    return series


def dormant(random: Random) -> Series:
    """An account that slept for months wakes with a blast."""
    counts, asleep = any_sender(random), random.randrange(0, 40)
    series = Series("dormant, waking", [count if hour < asleep * 24 else 0 for hour, count in enumerate(counts)])
    size = max(2_000, most_of_a_day(series.counts) * random.uniform(1.3, 10))
    first = random.randrange(max(75, 2 * asleep + 2), 115) * 24 + random.randrange(24)
    hours = random.randrange(1, 12)
    series.surge(first, [round(size / hours)] * hours)
    return series


def new_over_cap(random: Random) -> Series:
    """A new customer mails tens of thousands within days."""
    opened = random.randrange(20, 100)
    series = Series("new account, over its cap", [0] * HOURS, opened_day=opened)
    hours, day = random.randrange(1, 12), random.randrange(0, 10)
    size = 1_000 * 2 ** (day // 2) * random.uniform(2.5, 20)
    series.surge((opened + day) * 24 + random.randrange(6, 12), [round(size / hours)] * hours)
    return series


def slow_ramp(random: Random) -> Series:
    """The mail climbs day by day, each day not much above the one before, far beyond what the account sends."""
    counts = steady(random, any_size(random, 300, 10_000))
    series = Series("slow ramp", counts)
    days, first_day = random.randrange(6, 14), random.randrange(50, 100)
    rate = random.uniform(8, 20) ** (1 / days)
    first = first_day * 24
    for hour in range(first, min(HOURS, first + days * 24)):
        counts[hour] = round(counts[hour] * rate ** ((hour - first) / 24))
    series.surges = [(first, min(HOURS, first + days * 24) - 1)]
    return series


def two_surges(random: Random) -> Series:
    """A second surge follows within the day of the first, after some ordinary hours."""
    series = Series("two surges in a day", any_sender(random))
    day, first = most_of_a_day(series.counts), random.randrange(45, 110) * 24 + random.randrange(24)
    for _ in range(2):
        hours = random.randrange(2, 6)
        total = max(3_000, day * random.uniform(4, 12))
        series.surge(first, [noisy(random, total / hours, 0.2) for _ in range(hours)])
        first += hours + random.randrange(4, 10)
    return series


ORDINARY: tuple[Callable[[Random], Series], ...] = (
    weekly, digest, triggered, growth, migration, black_friday, extra_mailing, new_within_cap, outage,
)  # fmt: skip
LARGE: tuple[Callable[[Random], Series], ...] = (
    compromised, night_burst, bought_list, dormant, new_over_cap, slow_ramp, two_surges,
)  # fmt: skip
