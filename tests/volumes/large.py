"""Senders of whom a desk wants to know: where somebody else sends, or a customer far more than its list explains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.volumes.series import (
    HOURS,
    Series,
    any_sender,
    any_size,
    mailing,
    most_of_a_day,
    newsletter,
    noisy,
    office,
    steady,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random


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
    series = Series("slow ramp", steady(random, any_size(random, 300, 10_000)))
    climb(series, random.randrange(50, 100), random.randrange(6, 14), random.uniform(8, 20))
    return series


def slower_ramp(random: Random) -> Series:
    """Likewise over weeks."""
    series = Series("slower ramp", steady(random, any_size(random, 300, 10_000)))
    climb(series, random.randrange(50, 85), random.randrange(18, 30), random.uniform(10, 25))
    return series


def climb(series: Series, first_day: int, days: int, times: float) -> None:
    """Let the mail grow by the same rate each day."""
    first, last = first_day * 24, min(HOURS, (first_day + days) * 24)
    for hour in range(first, last):
        series.counts[hour] = round(series.counts[hour] * times ** ((hour - first) / 24 / days))
    series.surges = [(first, last - 1)]


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


def weekend(random: Random) -> Series:
    """Somebody sends through an office's account at a weekend, less in a day than a working day has."""
    daily = any_size(random, 1_200, 20_000)
    series = Series("compromised, at a weekend", office(random, daily))
    first = random.randrange(7, 15) * 7 * 24 + 5 * 24 + random.randrange(24)
    hours = random.randrange(8, 24)
    series.surge(first, [noisy(random, daily * random.uniform(0.1, 0.15), 0.1) for _ in range(hours)])
    return series


def hidden_spread(random: Random) -> Series:
    """Somebody spreads the mail evenly over a day or more, so that no hour is far above the fullest ones."""
    daily = any_size(random, 1_000, 15_000)
    series = Series("compromised, spread thin", steady(random, daily))
    hours = random.randrange(24, 40)
    each = daily / 24 * random.uniform(3.6, 5.5)
    series.surge(
        random.randrange(45, 115) * 24 + random.randrange(24), [noisy(random, each, 0.1) for _ in range(hours)]
    )
    return series


def strangers(random: Random) -> Series:
    """A daily sender mails two or three times as many as usual, and the send log knows none of them."""
    size, hour = any_size(random, 600, 20_000), random.randrange(7, 14)
    series = Series("to strangers", [0] * HOURS, people=size)
    for day in range(HOURS // 24):
        mailing(random, series.counts, day * 24 + hour, size)
    day = random.randrange(50, 115)
    series.surge(day * 24 + hour + 3, [round(size * random.uniform(2.2, 3.2))])
    return series


def rare_and_large(random: Random) -> Series:
    """A sender that mails all of its list each quarter sends a multiple of it on another day."""
    size = any_size(random, 4_000, 60_000)
    series = Series("far above its quarter's", newsletter(random, size // 6))
    mailing(random, series.counts, 3 * 24 + 10, size)
    hours = random.randrange(1, 8)
    series.surge(random.randrange(50, 115) * 24 + 3, [round(size * random.uniform(3, 8) / hours)] * hours)
    return series


LARGE: tuple[Callable[[Random], Series], ...] = (
    compromised, night_burst, bought_list, dormant, new_over_cap, slow_ramp, slower_ramp, two_surges, weekend,
    hidden_spread, strangers, rare_and_large,
)  # fmt: skip
