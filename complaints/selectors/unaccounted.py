"""What was received, beside what became of it: every message of which nobody could say where it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.files.storage import storages
from django.db.models import Exists, OuterRef, Q

from complaints.domain.facts import Status
from complaints.domain.lifecycle import OutboxState
from complaints.models import Complaint, Incident, OutboxRow, RawMessage
from complaints.models.complaint import raw_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from django.db.models import QuerySet

PAGE = 1000
# Longer than any pause between two tries.
OVERDUE = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unaccounted:
    """One thing that is not as it should be: what it is, and why it is here."""

    what: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One comparison: rows that match it are unaccounted for."""

    why: str
    rows: QuerySet[Complaint]


def checks(now: datetime) -> tuple[Check, ...]:
    """Give the comparisons of complaints, each a query that finds only what is wrong."""
    complaints = Complaint.objects.all()
    processed = complaints.filter(state=Complaint.State.PROCESSED)
    in_a_case = Exists(Incident.objects.filter(complaint=OuterRef("pk"), case__isnull=False))
    due = Q(not_before__isnull=True) | Q(not_before__lt=now - OVERDUE)
    return (
        Check(
            why="is due for more than an hour, and no worker has taken it",
            rows=complaints.filter(due, state=Complaint.State.RECEIVED, received_at__lt=now - OVERDUE).exclude(
                leased_until__gt=now
            ),
        ),
        Check(why="is processed without a result", rows=processed.filter(status="")),
        Check(
            why="is accepted and stands in no case",
            rows=processed.filter(status=Status.ACCEPTED, case=None).exclude(in_a_case),
        ),
        Check(why="is unreadable and stands in no case", rows=processed.filter(status=Status.UNREADABLE, case=None)),
        Check(why="was set aside and stands in no case", rows=complaints.filter(state="set_aside", case=None)),
        Check(
            why="is kept, but its raw message was forgotten",
            rows=complaints.filter(forgotten_at=None, raw__forgotten_at__isnull=False),
        ),
        Check(
            why="is kept, but an original of it was forgotten",
            rows=complaints.filter(
                forgotten_at=None,
                pk__in=Incident.objects.filter(forgotten_at=None, original__forgotten_at__isnull=False).values(
                    "complaint"
                ),
            ),
        ),
        Check(why="is a duplicate of nothing", rows=processed.filter(status=Status.DUPLICATE, duplicate_of=None)),
        Check(
            why="is a duplicate of one that was never processed",
            rows=processed.filter(status=Status.DUPLICATE, duplicate_of__state=Complaint.State.RECEIVED).filter(
                duplicate_of__received_at__lt=now - OVERDUE
            ),
        ),
    )


def unaccounted_complaints(now: datetime) -> Iterator[Unaccounted]:
    """Find complaints of which nothing became, in the order of the checks."""
    for check in checks(now):
        for number in _walk(check.rows):
            yield Unaccounted(what=f"Complaint {number}", why=check.why)


def unaccounted_consequences(now: datetime) -> Iterator[Unaccounted]:
    """Find consequences that are due and did not leave, or were given up."""
    rows = OutboxRow.objects.order_by("pk")
    for row in rows.filter(state=OutboxState.DEAD.value).iterator(PAGE):
        yield Unaccounted(what=f"Consequence {row.pk}", why=f"was given up: {row.error or row.summary}")
    late = rows.filter(state=OutboxState.PENDING.value, not_before__lt=now - OVERDUE)
    for row in late.iterator(PAGE):
        yield Unaccounted(what=f"Consequence {row.pk}", why="is due for more than an hour and did not leave")


def unaccounted_bytes(whole: Callable[[str, bytes], bool] | None, seen: Callable[[], object]) -> Iterator[Unaccounted]:
    """Find raw messages that the store does not have, or has otherwise; it need not have those that were forgotten.

    Args:
        whole: tells whether bytes are those of a SHA-256; None only asks whether they are there.
        seen: called for every row.
    """
    store = storages["raw"]
    last = ""
    kept = RawMessage.objects.filter(forgotten_at=None)
    while keys := list(kept.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:PAGE]):
        last = keys[-1]
        for key in keys:
            seen()
            if not store.exists(raw_name(key)):
                yield Unaccounted(what=f"Raw message {key}", why="is not in the raw store: restore it from a backup")
            elif whole is not None and not whole(key, _read(key)):
                yield Unaccounted(what=f"Raw message {key}", why="has other bytes than its hash says: restore it")


def _read(key: str) -> bytes:
    with storages["raw"].open(raw_name(key)) as file:
        return bytes(file.read())


def _walk(rows: QuerySet[Complaint]) -> Iterator[int]:
    """Give the numbers of rows, a bounded page at a time."""
    last = 0
    while page := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:PAGE]):
        yield from page
        last = page[-1]
