"""What several rules need: how much more is large, when more is ordinary, numbers in words."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.domain.volume import Moment

# An account younger than this is measured by the warm-up table instead of by its own past.
YOUNG_DAYS = 30
# Within the first week no weekday is known; within three a rhythm is known, yet not what is seldom.
LEAST_KNOWN_DAYS = 8
WELL_KNOWN_DAYS = 21
UNCERTAIN_FACTOR = 2.0
# Shops send half as much again in the week of Black Friday; nobody broke in.
SEASON_FACTOR = 1.5
NOVEMBER, THURSDAY = 11, 3
SEASON_DAYS = 9
# From ten times the limit on an increase cannot be clearer.
CLEAREST = 10.0


def established(moment: Moment) -> bool:
    """Tell whether there is a past of its own to measure the account by."""
    young = moment.age_days is not None and moment.age_days < YOUNG_DAYS
    return not young and moment.known_days >= LEAST_KNOWN_DAYS


def allowance(moment: Moment) -> float:
    """Give the factor by which limits are wider: little is known yet, or the season is one of many mails."""
    uncertain = UNCERTAIN_FACTOR if moment.known_days < WELL_KNOWN_DAYS else 1.0
    return uncertain * (SEASON_FACTOR if in_season(moment.at.date()) else 1.0)


def in_season(day: date) -> bool:
    """Tell the days from the Monday before Black Friday to the Tuesday after Cyber Monday."""
    first = date(day.year, NOVEMBER, 1)
    monday = first + timedelta(days=(THURSDAY - first.weekday()) % 7 + 3 * 7 - THURSDAY)
    return monday <= day < monday + timedelta(days=SEASON_DAYS)


def strength(value: float, limit: float) -> float:
    """Give 0.5 at the limit, 1 at ten times as much."""
    ratio = value / limit if limit > 0 else CLEAREST
    return round(min(1.0, 0.5 + 0.5 * math.log(max(1.0, ratio)) / math.log(CLEAREST)), 4)


def after_silence(moment: Moment) -> str:
    """Say that eight weeks had no mail, and what came before them."""
    before = f"its most in a day was {number(moment.most_ever)}" if moment.most_ever else "no mail of it is on record"
    return f"after eight weeks without mail; before, {before}"


def number(value: float) -> str:
    """Spell a count for people."""
    return f"{round(value):,}"


def times(value: float, base: float) -> str:
    """Spell how many times as much."""
    ratio = value / base if base else 0.0
    return f"{ratio:.1f} times" if ratio < 10 else f"{ratio:,.0f} times"  # noqa: PLR2004 - below ten the decimal matters
