"""Hourly volumes, counted from the send log so that both tell the same story; hours without mail have no row."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from complaints.demo.records import Sending, Subscriber


class Volume(NamedTuple):
    """A row of volumes.csv, in its order of columns."""

    account_id: str
    hour: datetime
    sent: int
    bounced: int
    complained: int


def count_volumes(log: Iterable[Sending], subscribers: dict[str, tuple[Subscriber, ...]]) -> list[Volume]:
    """Count mails, bounces and complaints by account and hour, in that order."""
    fates = {(row.list_id, row.email): row.status for rows in subscribers.values() for row in rows}
    counts: dict[tuple[str, datetime], Counter[str]] = {}
    for row in log:
        hour = row.sent_at.replace(minute=0, second=0, microsecond=0)
        counter = counts.setdefault((row.account_id, hour), Counter())
        counter["sent"] += 1
        counter[fates.get((row.list_id, row.recipient), "")] += 1
    return [
        Volume(account_id, hour, count["sent"], count["bounced"], count["complained"])
        for (account_id, hour), count in sorted(counts.items())
    ]
