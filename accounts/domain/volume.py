"""Large increases in sending: the values that the volume rules read and give.

Counts are messages. Hours are numbered from the first that is known of an account (0); hours without a row count 0.

Source: anti-spam policy, "we monitor the Services for any large increases in sending emails"; domain notes 3d.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

HOURS_A_DAY = 24
HOURS_A_WEEK = 168
# Long enough that chance evens out, short enough that a night's mail does not hide in a day's.
STRETCH_HOURS = 6
# Domain notes 3d, rules 1 and 2: smaller amounts are no large increase, whatever they are a multiple of.
FLOOR = 500
LEAST_EXCESS = 1000
# In six hours half of it, where the day has more.
LEAST_IN_STRETCH = FLOOR // 2
# Domain notes 3d, rule 1: what a list explains.
LIST_FACTOR = 1.5
# What an account sent in a day once, be it a year ago, it may send again, beside its usual mail.
OWN_MOST_FACTOR = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """What is known of an account beside its counts.

    Attributes:
        opened_at: None when it is not recorded.
        known_from: the first hour for which counts would be known; an hour without a row from there on had no mail.
        lists: (moment, addresses) of active subscriptions that were on record by then, oldest first; empty when none.
    """

    account_id: str
    known_from: datetime
    opened_at: datetime | None = None
    lists: tuple[tuple[datetime, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """What the send log says about the mail of the last 24 hours. Shares are 0 to 1; None when they are not known.

    Attributes:
        looked_at: how many messages the shares were read from.
        novel: recipients that the account never mailed before.
        reached: people it mailed in the eight weeks before, where nearly all of these are among them; else 0.
        new_source: messages from an address that the account did not use in the four weeks before.
        source: the commonest of those addresses, "" without any.
    """

    looked_at: int
    novel: float | None = None
    reached: int = 0
    new_source: float | None = None
    source: str = ""


class TrafficLog(Protocol):
    """The send log, asked about one account's mail."""

    def __call__(self, until: datetime, /) -> Traffic | None:
        """Describe the 24 hours up to a moment; None when the log cannot tell."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """What was the most in 24 hours, up to some weeks ago.

    Attributes:
        most: of the eight weeks before then. most_ever: of all on record before then.
    """

    weeks: int
    most: int
    most_ever: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One hour of an account beside its own past; nothing of it is later than that hour.

    Surges that were found before are left out of everything but `sent`.

    Attributes:
        sent: in this hour. day: in the 24 hours that end with it.
        usual_hour: mean of the same hour of the day over four weeks. most_hour: the most that is ordinary in an hour.
        usual_day: median of the days that had any mail, over eight weeks.
        most_day: most in any 24 hours of the eight weeks before, the last day left out.
        most_ever: most in any 24 hours on record, the last day left out.
        earlier: the most up to two and up to four weeks ago, each where a week is known before then.
        stretch: in the 6 hours that end with it. same_stretches: in those of the week, of up to eight weeks before.
        most_burst: most in any 6 hours on record that were three times what their hours of the day usually have.
        same_weekdays: the 24 hours that ended at the same hour of the same weekday, of up to eight weeks before.
        recent: hourly counts of up to four weeks before, the last day left out, oldest first.
        share_unusual: part of `day` that lies above five times what is ordinary for its hours, 0 to 1.
        known_days, age_days: since counts are known; since the account was opened, None when not known.
        subscribers: active addresses that were on record two days before.
        silent_days: without any mail, before the last 24 hours. longest_rest_days: the longest such time before it.
    """

    at: datetime
    sent: int
    day: int
    usual_hour: float
    most_hour: int
    usual_day: float
    most_day: int
    most_ever: int = 0
    earlier: tuple[Earlier, ...] = ()
    stretch: int = 0
    same_stretches: tuple[int, ...] = ()
    most_burst: int = 0
    same_weekdays: tuple[int, ...] = ()
    recent: Sequence[int] = field(default=(), repr=False)
    share_unusual: float = 0.0
    known_days: float = 0.0
    age_days: float | None = None
    subscribers: int = 0
    silent_days: float = 0.0
    longest_rest_days: float = 0.0
    traffic: Traffic | None = None

    @property
    def explained(self) -> float:
        """Give the amount a day that needs no explanation: the floor, or what the list explains."""
        return max(FLOOR, self.listed)

    @property
    def listed(self) -> float:
        """Give what the list explains; where none is on record, whom the account mailed before is its list."""
        reached = self.traffic.reached if self.traffic else 0
        return LIST_FACTOR * max(self.subscribers, reached)

    @property
    def own_most(self) -> float:
        """Give the amount a day that is within what the account does now and then, or explained."""
        return max(self.explained, OWN_MOST_FACTOR * self.most_ever)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What a rule says. strength: 0.5 where it begins to speak, towards 1 the farther the increase goes."""

    rule: str
    strength: float
    sentence: str


class VolumeRule(Protocol):
    """One way in which an increase is large.

    Attributes:
        name: file name, and the name in every answer. label: for people.
    """

    name: str
    label: str

    def judge(self, moment: Moment) -> Remark | None:
        """Speak where the increase is large in this way, with numbers; None where it is not."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One surge, or a clearly larger part of one.

    Attributes:
        hour: the hour with which it became clear. began: the first hour of the surge, which names it.
        ended: its last hour; None while it goes on.
        sent, expected: in that hour, and usually in such an hour.
        day_sent, day_usual, day_most: in 24 hours up to then; on a usual day; at most before.
        peak: the most in an hour of the surge so far as it is known.
        score: 0 to 1. remarks: strongest first.
        larger: it follows another alert of the same surge, which grew.
    """

    hour: datetime
    began: datetime
    ended: datetime | None
    sent: int
    expected: float
    day_sent: int
    day_usual: float
    day_most: int
    peak: int
    score: float
    remarks: tuple[Remark, ...]
    larger: bool = False

    @property
    def sentences(self) -> tuple[str, ...]:
        """Give what the remarks say, strongest first."""
        return tuple(remark.sentence for remark in self.remarks)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertLine(Alert):
    """A stored alert. superseded_at: None while the result holds. Else as `Alert`."""

    alert_id: int
    account_id: str
    superseded_at: datetime | None
