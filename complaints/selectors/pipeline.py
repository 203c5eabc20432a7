"""How the pipeline is doing, stage by stage: what waits, how long, and whether somebody has to do something."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import django_rq
from django.conf import settings
from django.db.models import Count, F, Min, Q
from django.db.models.functions import Coalesce
from redis.exceptions import RedisError

from accounts.models import ListMeasurement, VolumeRun
from complaints.domain.lifecycle import OutboxState
from complaints.models import Complaint, OutboxRow, RawMessage, RetentionRun
from complaints.selectors.retention import periods
from complaints.storage import raw_room_bytes

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

# Work that is due for longer is not being worked at: a worker looks every few seconds.
STUCK_AFTER = timedelta(minutes=5)
RECENTLY = timedelta(hours=24)
# Counting stops here: beyond it the exact number changes nothing, and a flood must not slow the page that shows it.
MOST_COUNTED = 10_000
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage of the pipeline.

    Attributes:
        name: for machines; `label` for people.
        waiting: how many wait, `MOST_COUNTED` and more being told as that.
        oldest_at: since when the oldest is due; None where nothing waits or time says nothing.
        stuck: somebody has to do something.
        sentence: how it is, in plain words; `next_step` is what to do, empty when nothing is.
    """

    name: str
    label: str
    waiting: int
    oldest_at: datetime | None = None
    stuck: bool = False
    sentence: str
    next_step: str = ""


def stages(now: datetime) -> tuple[Stage, ...]:
    """Give every stage, in the order in which a complaint passes through them: a query or two each."""
    taken = (raw_store(), bell(), inbox(now), postponed(now), set_aside(now))
    return (*taken, outbox(now), dead(), volumes(now), lists(), retention(now))


def raw_store() -> Stage:
    """Tell whether there is room for what comes in."""
    room = raw_room_bytes()
    if room is None:
        sentence, stuck = "Raw messages are in object storage.", False
    else:
        stuck = room < settings.DISK_SPARE_BYTES + settings.MESSAGE_LIMIT_BYTES
        sentence = f"{room // MEGABYTE:,} MB are free where raw messages lie."
        if stuck:
            sentence += " Mail is answered 452 and stays with its senders."
    return Stage(
        name="raw_store",
        label="Raw store",
        waiting=0,
        stuck=stuck,
        sentence=sentence,
        next_step="Make room on the disk of DESK_DATA_DIR." if stuck else "",
    )


def bell() -> Stage:
    """Tell whether workers can be woken."""
    if not settings.REDIS_URL:
        return Stage(name="bell", label="Bell", waiting=0, sentence="Workers look by themselves; there is no Redis.")
    try:
        waiting = django_rq.get_queue("default").count
    except RedisError as error:
        return Stage(
            name="bell",
            label="Bell",
            waiting=0,
            stuck=True,
            sentence=f"Redis does not answer ({type(error).__name__}). Nothing is lost, but no worker hears of work.",
            next_step="Start Redis, or look at REDIS_URL.",
        )
    return Stage(name="bell", label="Bell", waiting=waiting, sentence="Redis answers.")


def inbox(now: datetime) -> Stage:
    """Tell of complaints that are due to be read."""
    due = Complaint.objects.filter(state=Complaint.State.RECEIVED).filter(
        Q(not_before__isnull=True) | Q(not_before__lte=now)
    )
    queue = Queue(name="inbox", label="Inbox", what="complaint", look_at="its log")
    return queue.stage(due.annotate(due_at=Coalesce("not_before", "received_at")), now)


def postponed(now: datetime) -> Stage:
    """Tell of complaints that wait for something that is away, or rest after a failure."""
    rows = Complaint.objects.filter(state=Complaint.State.RECEIVED, not_before__gt=now)
    waiting = _count(rows)
    last = rows.exclude(error="").order_by("-not_before").values_list("error", flat=True).first() if waiting else None
    sentence = f"{_told(waiting, 'complaint')} for a further try: {last}" if last else "None waits for a further try."
    return Stage(
        name="postponed",
        label="To be tried again",
        waiting=waiting,
        sentence=sentence,
        next_step="They go on by themselves when that is mended." if last else "",
    )


def set_aside(now: datetime) -> Stage:
    """Tell of messages of the last day that were given to a person because the desk failed on them."""
    rows = Complaint.objects.filter(state=Complaint.State.SET_ASIDE, processed_at__gte=now - RECENTLY)
    waiting = _count(rows)
    return Stage(
        name="set_aside",
        label="Set aside",
        waiting=waiting,
        sentence=f"{waiting} in the last 24 hours that the desk failed on three times." if waiting else "None.",
        next_step="Look at them in the queue, and report the error that their history names." if waiting else "",
    )


def outbox(now: datetime) -> Stage:
    """Tell of consequences that are due to leave."""
    due = OutboxRow.objects.filter(state=OutboxState.PENDING.value, not_before__lte=now)
    queue = Queue(name="outbox", label="Outbox", what="consequence", look_at="the outbox")
    return queue.stage(due.annotate(due_at=F("not_before")), now)


def dead() -> Stage:
    """Tell of consequences that were given up."""
    waiting = _count(OutboxRow.objects.filter(state=OutboxState.DEAD.value))
    return Stage(
        name="dead",
        label="Given up",
        waiting=waiting,
        stuck=waiting > 0,
        sentence=f"{_told(waiting, 'consequence')} for a person." if waiting else "None was given up.",
        next_step="Look at the outbox, mend the cause and try again there." if waiting else "",
    )


def volumes(now: datetime) -> Stage:
    """Tell how far the hourly watch on volumes is."""
    run = VolumeRun.objects.order_by("-hour").first()
    if run is None or run.finished_at:
        sentence = f"The hour of {run.hour:%Y-%m-%d %H:%M} is done." if run else "No volumes were watched yet."
        return Stage(name="volumes", label="Watch on volumes", waiting=0, sentence=sentence)
    late = now - run.hour > timedelta(hours=2)
    return Stage(
        name="volumes",
        label="Watch on volumes",
        waiting=max(run.total - run.done, 0),
        oldest_at=run.hour,
        stuck=late,
        sentence=f"{run.done:,} of {run.total:,} accounts of the hour {run.hour:%H:%M} are done.",
        next_step="See that a worker runs: it goes on between complaints." if late else "",
    )


def lists() -> Stage:
    """Tell of lists that are to be measured."""
    waiting = _count(ListMeasurement.objects.filter(error=""))
    failed = _count(ListMeasurement.objects.exclude(error=""))
    sentence = f"{_told(waiting, 'list')} to be measured." if waiting else "No list waits to be measured."
    if failed:
        sentence += f" {failed} could not be."
    return Stage(
        name="lists",
        label="Lists",
        waiting=waiting,
        sentence=sentence,
        next_step="Their pages say why; “Measure again” tries again." if failed else "",
    )


def retention(now: datetime) -> Stage:
    """Tell how far the desk is with forgetting what it need not keep."""
    run = RetentionRun.objects.first()
    late = run is not None and run.finished_at is None and now - run.hour > timedelta(hours=2)
    if periods().latest(now) is None:
        late = False
        sentence = "Everything is kept for ever."
    elif run is None:
        sentence = "Nothing was looked through yet."
    else:
        when = f"The look of {run.hour:%Y-%m-%d %H:%M}"
        sentence = f"{when} {'forgot' if run.finished_at else 'is under way and has forgotten'} {run.complaints:,} "
        sentence += f"{'complaint' if run.complaints == 1 else 'complaints'}, and erased {run.raw_megabytes:,} MB."
    return Stage(
        name="retention",
        label="Forgetting",
        waiting=_count(RawMessage.objects.filter(erasing=True)),
        stuck=late,
        sentence=sentence,
        next_step="See what the worker's log says of it, or run manage.py forget." if late else "",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A stage that workers take from: `what` waits there, and `look_at` tells why it does."""

    name: str
    label: str
    what: str
    look_at: str

    def stage(self, due: QuerySet[Any], now: datetime) -> Stage:
        """Tell whether rows, each with its `due_at`, are taken at all: one query, bounded in a flood too."""
        found = due.order_by("pk")[:MOST_COUNTED].aggregate(waiting=Count("pk"), oldest=Min("due_at"))
        waiting, oldest = found["waiting"], found["oldest"]
        stuck = oldest is not None and now - oldest > STUCK_AFTER
        sentence = f"{_told(waiting, self.what)}." if waiting else f"No {self.what} waits."
        if stuck:
            minutes = (now - oldest) // timedelta(minutes=1)
            sentence = f"{_told(waiting, self.what)}, the oldest for {minutes:,} minutes: nobody takes them."
        return Stage(
            name=self.name,
            label=self.label,
            waiting=waiting,
            oldest_at=oldest,
            stuck=stuck,
            sentence=sentence,
            next_step=f"See that a worker runs (manage.py work) and what {self.look_at} says." if stuck else "",
        )


def _count(rows: QuerySet[Any]) -> int:
    return rows.order_by()[:MOST_COUNTED].count()


def _told(count: int, what: str) -> str:
    """Say how many wait."""
    number = f"{count:,} or more" if count >= MOST_COUNTED else f"{count:,}"
    return f"{number} {what} waits" if count == 1 else f"{number} {what}s wait"
