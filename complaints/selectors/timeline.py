"""Reports over time, by where the copies came from: a drawing of stacked bars and its twin as a table."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from complaints.domain.joe_job import OURS, STRANGER, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from complaints.domain.joe_job import Copy

WIDTH, HEIGHT, TOP, FOOT = 640, 120, 6, 98
MOST_BARS = 24
STEPS = tuple(timedelta(hours=hours) for hours in (1, 3, 6, 12, 24, 72, 168, 720))
LABELS = {OURS: "one of our addresses", STRANGER: "a stranger's address", UNKNOWN: "not shown"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A part of a bar, in the units of the drawing."""

    source: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """The reports of one stretch of time; `counts` in the order of LABELS."""

    begins_at: datetime
    counts: tuple[int, ...]
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """A drawing; `description` is for those who hear it. Nothing is drawn without buckets."""

    buckets: tuple[Bucket, ...]
    description: str
    step_hours: int
    labels: tuple[tuple[str, str], ...] = tuple(LABELS.items())
    width: int = WIDTH
    height: int = HEIGHT
    foot: int = FOOT


def timeline(copies: Sequence[Copy]) -> Timeline:
    """Lay out when reports came in, in at most 24 bars; what is older than those goes into the first."""
    if not copies:
        return Timeline(buckets=(), description="There is nothing to show.", step_hours=1)
    first, last = (pick(copy.received_at for copy in copies) for pick in (min, max))
    step = next((each for each in STEPS if last - first < each * MOST_BARS), STEPS[-1])
    begin = last.replace(minute=0, second=0, microsecond=0) - step * (MOST_BARS - 1)
    begin = max(begin, first.replace(minute=0, second=0, microsecond=0))
    found = Counter((max(0, (copy.received_at - begin) // step), copy.came_from) for copy in copies)
    number = max(index for index, _ in found) + 1
    rows = [tuple(found[index, source] for source in LABELS) for index in range(number)]
    highest = max(sum(row) for row in rows)
    buckets = tuple(
        Bucket(begins_at=begin + step * index, counts=row, stretches=_stack(index, number, row, highest))
        for index, row in enumerate(rows)
    )
    return Timeline(buckets=buckets, description=_described(copies), step_hours=int(step.total_seconds() // 3600))


def _stack(index: int, number: int, row: tuple[int, ...], highest: int) -> tuple[Stretch, ...]:
    width = WIDTH / max(number, 12)
    foot, stretches = float(FOOT), []
    for source, count in zip(LABELS, row, strict=True):
        height = (FOOT - TOP) * count / highest
        foot -= height
        if count:
            stretches.append(
                Stretch(
                    source=source,
                    x=round(index * width + width * 0.1, 2),
                    y=round(foot, 2),
                    width=round(width * 0.8, 2),
                    height=round(height, 2),
                )
            )
    return tuple(stretches)


def _described(copies: Sequence[Copy]) -> str:
    found = Counter(copy.came_from for copy in copies)
    parts = [f"{found[source]} from {label}" for source, label in LABELS.items() if source != UNKNOWN and found[source]]
    parts += [f"{found[UNKNOWN]} whose way is not shown"] if found[UNKNOWN] else []
    return f"{len(copies)} reports: {', '.join(parts)}."
