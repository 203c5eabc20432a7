"""Senders of whom there is nothing to tell: rhythms, growth, seasons, and what customers announce."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tests.volumes.series import (
    DAYS,
    HOURS,
    START,
    Series,
    any_sender,
    any_size,
    mailing,
    most_of_a_day,
    newsletter,
    office,
    steady,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

BLACK_FRIDAY_DAY = (datetime(2026, 11, 27, tzinfo=UTC) - START).days
GIVING_TUESDAY = BLACK_FRIDAY_DAY + 4
A_YEAR = 364


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


def invoices(random: Random) -> Series:
    """A shop writes to each buyer, and once a month to all customers at once."""
    daily = any_size(random, 60, 2_000)
    series = Series("monthly invoices", steady(random, daily))
    for month in range(4):
        day = random.randrange(4) + 30 * month + 1
        mailing(random, series.counts, day * 24 + 4, round(daily * 60 * random.uniform(0.95, 1.05)))
    return series


def quarterly(random: Random) -> Series:
    """A part of the list is mailed each week, the whole of it each quarter."""
    size = any_size(random, 4_000, 100_000)
    series = Series("quarterly mailing", newsletter(random, round(size * random.uniform(0.08, 0.3))))
    for day in (random.randrange(1, 6), random.randrange(92, 100)):
        mailing(random, series.counts, day * 24 + 10, round(size * random.uniform(0.95, 1.08)))
    return series


def yearly(random: Random) -> Series:
    """A festival mails its list some times before it, and then for a year not at all."""
    size, day = any_size(random, 2_000, 80_000), random.randrange(3, 27)
    counts = [0] * (24 * (A_YEAR + 60))
    for year in (0, A_YEAR):
        for before in (0, 7, 12):
            mailing(random, counts, (year + day + before) * 24 + 9, round(size * random.uniform(0.9, 1.08)))
    return Series("yearly festival", counts, start=START - timedelta(days=A_YEAR))


def charity(random: Random) -> Series:
    """A charity mails every other week, and several times around Giving Tuesday."""
    size = any_size(random, 1_500, 60_000)
    series = Series("charity appeals", newsletter(random, size, every_days=14))
    for day, hour in ((-1, 15), (0, 13), (0, 20)):
        amount = round(size * random.uniform(1.2, 1.45))
        mailing(random, series.counts, (GIVING_TUESDAY + day) * 24 + hour, amount)
    return series


def irregular(random: Random) -> Series:
    """Somebody mails parts of a list when there is something to say, and now and then all of it."""
    size = any_size(random, 1_000, 80_000)
    series = Series("irregular sender", [0] * HOURS)
    for day in range(2, DAYS):
        if day == 2 or random.random() < 0.1:
            part = 1.0 if day == 2 else random.uniform(0.2, 1.05)
            mailing(random, series.counts, day * 24 + random.randrange(7, 21), round(size * part))
    return series


def begun_later(random: Random) -> Series:
    """The records of an old customer begin some days or weeks after those of the others."""
    counts, first = any_sender(random), random.randrange(1, 20) * 24
    return Series("records begun later", [0] * first + counts[first:])


def office_mail(random: Random) -> Series:
    """An office's mail, with its weekends and the change of the clocks."""
    return Series("office mail", office(random, any_size(random, 200, 40_000)))


def whole_list_at_once(random: Random) -> Series:
    """Parts of a list are mailed in turn; once all of it in a day. The send log knows everybody."""
    size, hour = any_size(random, 2_000, 40_000), random.randrange(7, 16)
    parts = random.randrange(4, 7)
    series = Series("whole list, all known", [0] * HOURS, people=size)
    for day in range(DAYS):
        mailing(random, series.counts, day * 24 + hour, size // parts)
    mailing(random, series.counts, random.randrange(50, 115) * 24 + hour, size - size // parts)
    return series


ORDINARY: tuple[Callable[[Random], Series], ...] = (
    weekly, digest, triggered, growth, migration, black_friday, extra_mailing, new_within_cap, outage, invoices,
    quarterly, yearly, charity, irregular, begun_later, office_mail, whole_list_at_once,
)  # fmt: skip
