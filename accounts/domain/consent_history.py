"""What the changes of a subscription record tell: evidence that appears after a complaint was not there before it.

Source: domain notes 3b, C13; a correction that is documented is innocent, so that nothing here contradicts a record.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from accounts.domain.consent import CLOCK_ERROR, Grade
from accounts.domain.spans import span, utc

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from accounts.domain.consent import Fault
    from accounts.domain.records import RecordChange, SubscriptionRecord

LABELS = {
    "subscribed_at_recorded": "time",
    "ip": "IP address",
    "source": "source",
    "confirmed_at": "time of confirmation",
    "confirmed_ip": "IP address of the confirmation",
    "evidence": "evidence",
    "form_url": "address of the form",
    "sending_entity": "sender that consent was given to",
}
_TIMES = frozenset({"subscribed_at_recorded", "confirmed_at"})
_SHOWN = 80


def told(changes: Iterable[RecordChange]) -> tuple[str, ...]:
    """Give a sentence for every changed field, in the order of the changes."""
    return tuple(
        f"The {LABELS.get(name, name)} was {_verb(old, new)} on {utc(change.changed_at)}{_values(old, new)}."
        for change in changes
        for name, old, new in change.values
    )


def late_changes(changes: Iterable[RecordChange], *, asked_at: datetime | None) -> Iterator[Fault]:
    """Find the changes that were made after a complaint came in; None for its time finds none.

    The same moment spelled otherwise is no change of what the record says.
    """
    for change in changes:
        if asked_at is None or change.changed_at <= asked_at:
            continue
        for name, old, new in change.values:
            if not (name in _TIMES and _same_moment(old, new)):
                yield (
                    Grade.IMPLAUSIBLE,
                    (
                        f"The {LABELS.get(name, name)} was {_verb(old, new)} on {utc(change.changed_at)}, "
                        f"{span(change.changed_at - asked_at)} after the complaint came in{_values(old, new)}."
                    ),
                )


def late_record(
    record: SubscriptionRecord, *, first_imported_at: datetime | None, missed_at: datetime | None, asked_at: datetime
) -> Iterator[Fault]:
    """Find that the whole record came after the complaint, although it should have come before.

    Args:
        record: its time tells since when it should have been there.
        first_imported_at: when the desk first had it; None when that is not known.
        missed_at: an earlier import of this list that should have brought it and did not; None when there was none.
        asked_at: when the complaint came in.
    """
    if first_imported_at is None or missed_at is None or first_imported_at <= asked_at:
        return
    late = f"{utc(first_imported_at)}, {span(first_imported_at - asked_at)} after the complaint came in"
    yield (
        Grade.IMPLAUSIBLE,
        (
            f"The record says {record.subscribed_at_recorded}, but an import of this list on {utc(missed_at)} did not "
            f"have it: it came on {late}."
        ),
    )


def should_be_there_from(record: SubscriptionRecord) -> datetime | None:
    """Give the moment from which every export of the list should hold the record; None without a sure time."""
    return record.subscribed_at + CLOCK_ERROR if record.subscribed_at else None


def _verb(old: str, new: str) -> str:
    if not old:
        return "added"
    return "changed" if new else "removed"


def _values(old: str, new: str) -> str:
    if old and new:
        return f': "{_short(old)}" became "{_short(new)}"'
    return f': "{_short(new or old)}"'


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _same_moment(old: str, new: str) -> bool:
    try:
        before, after = datetime.fromisoformat(old), datetime.fromisoformat(new)
        return before.tzinfo is not None and after.tzinfo is not None and abs(after - before) < timedelta(seconds=1)
    except (ValueError, OverflowError):
        return False
