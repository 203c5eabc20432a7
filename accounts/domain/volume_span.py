"""From when on an account's hours are known: a missing row may be silence, or a record that nobody brought.

An account opened three years ago whose rows begin today was silent until now, or its earlier rows were not imported.
Its own row says nothing of it; the other accounts do. From the hour on by which half of those that were open before had
begun to have counts, the records are taken to be complete; a silence is then one of at least four weeks, for in less a
record that begins a little later cannot be told from an account that mails now and then.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# A year and a month before each hour that is judged anew.
LONGEST_PAST = timedelta(days=500)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SILENCE = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Begin:
    """first: the hour of an account's oldest count. opened_at: None when it is not recorded."""

    first: datetime
    opened_at: datetime | None


def complete_from(begins: Iterable[Begin]) -> datetime | None:
    """Give the hour from which on the records are taken to hold every account's counts; None without accounts.

    Those that were opened with their first count begin whenever they do and tell nothing; where there are no others,
    the first count of all is where the records begin.
    """
    known = list(begins)
    older = sorted(each.first for each in known if each.opened_at is not None and each.opened_at < each.first - DAY)
    unknown = sorted(each.first for each in known if each.opened_at is None)
    telling = older or unknown
    if telling:
        return telling[(len(telling) - 1) // 2]
    return min((each.first for each in known), default=None)


def known_of(begin: Begin, newest: datetime, complete: datetime) -> tuple[datetime, datetime | None]:
    """Give from when on an account's hours are known, and when it was opened as far as that is known.

    One with counts before its recorded opening was open by then. One without a recorded opening that begins to send
    four weeks later than the records do is taken to have been opened then.

    Args:
        begin: of the account.
        newest: the hour of its newest count; what is more than 500 days older is out of sight.
        complete: as `complete_from` gives it.
    """
    earliest = full_hour(newest - LONGEST_PAST) + HOUR
    first, opened = full_hour(begin.first), begin.opened_at
    if opened is None and first > complete + SILENCE:
        return max(first, earliest), begin.first
    if opened is None or opened >= begin.first:
        return max(first, earliest), opened and min(opened, begin.first)
    silent_since = max(complete, opened)
    new = opened >= begin.first - SILENCE and opened >= complete
    silent = first - silent_since >= SILENCE
    return max(earliest, full_hour(silent_since) if new or silent else first), opened


def full_hour(moment: datetime) -> datetime:
    """Give the hour that a moment is in."""
    return moment.replace(minute=0, second=0, microsecond=0)
