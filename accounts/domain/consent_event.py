"""Is the event behind a triggered mail evidence? Such a mail needs what its recipient did, instead of an opt-in.

Source: requirements R29 (event, time, person); domain notes 4.5, "user-triggered: event id, type, time, IP".
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from accounts.domain.consent import CLOCK_ERROR, ConsentJudgement, Grade, worst
from accounts.domain.spans import span, utc

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accounts.domain.consent import Fault
    from accounts.domain.records import SentRecord

# Requirements R4: up to fifteen is no bulk. A receipt may go to a few people, one event not to a crowd.
MOST_BY_ONE_EVENT = 15
_LONGEST_READ = 2000
_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})"
)
_MAILBOX = re.compile(r"[^\s<>()\[\]\",;:=]{1,64}@[A-Za-z0-9.-]{1,253}[A-Za-z0-9]")


def judge_event(sending: SentRecord, *, others: int) -> ConsentJudgement:
    """Judge a triggered mail by its event.

    Args:
        sending: the row of the send log.
        others: how many other recipients the very same event is named for, about that time.
    """
    event = sending.trigger.strip()[:_LONGEST_READ]
    if not event:
        return worst(
            [(Grade.INCOMPLETE, "The mail is said to be triggered, and the event that caused it is not named.")]
        )
    faults = [*_by_others(others), *_in_time(event, sending), *_by_recipient(event, sending)]
    return worst(faults) if faults else ConsentJudgement(grade=Grade.COMPLETE, reasons=(_praise(event),))


def _by_others(others: int) -> Iterator[Fault]:
    if others > MOST_BY_ONE_EVENT:
        yield (
            Grade.INCOMPLETE,
            f"The same event is named for {others:,} other recipients within a day: what this one did is not told.",
        )


def _in_time(event: str, sending: SentRecord) -> Iterator[Fault]:
    moments = [moment for text in _TIME.findall(event) if (moment := _moment(text))]
    if not moments or min(moments) <= sending.sent_at:
        return
    late = min(moments) - sending.sent_at
    sentence = (
        f"The event's time {utc(min(moments))} is {span(late)} after the mail, which was sent at {utc(sending.sent_at)}"
    )
    if late > CLOCK_ERROR:
        yield Grade.CONTRADICTED, f"{sentence}."
    else:
        yield Grade.IMPLAUSIBLE, f"{sentence}; a wrong clock or zone would explain that."


def _by_recipient(event: str, sending: SentRecord) -> Iterator[Fault]:
    named = [address.lower().strip(".") for address in _MAILBOX.findall(event)]
    if named and sending.recipient not in named:
        yield Grade.IMPLAUSIBLE, f"The event names {named[0]}, and the mail went to somebody else."


def _praise(event: str) -> str:
    shown = event if len(event) <= 80 else f"{event[:79]}…"  # noqa: PLR2004 - as much as a line holds
    timed = "before the mail" if _TIME.search(event) else "its time is not recorded beside it"
    return f'The mail answered the event "{shown}", {timed}; nothing speaks against it.'


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
