"""The batches that a list grew by, so that a bought part of an honest list is seen by itself.

A segment is what came by one source and one form. A batch is a segment, or a run of it: successive recorded times
without a pause of more than a day; records without a time are a run of their own. Batches under 200 records tell
nothing, and one that holds nine tenths of the list is the list.

Source: "compute on the new segment or import batch" of the anti-spam policy's knowledge of list patterns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import ibis

if TYPE_CHECKING:
    from ibis.expr.types import IntegerValue, Table

PAUSE_SECONDS = 86_400
FEWEST_RECORDS = 200
LARGEST_SHARE = 0.9
LARGEST, NEWEST = 2, 1
# Before any recorded time.
_NEVER = -(10**12)
_WHOLE_SEGMENT = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A batch as people are told of it. first and last: recorded times; "" where the records have none."""

    batch_id: str
    list_id: str
    source: str
    form: str
    first: str
    last: str
    size: int

    @classmethod
    def of(cls, row: dict[str, Any]) -> Batch:
        """Read a row of `chosen`."""
        return cls(**{name: row[name] for name in cls.__slots__})

    def told(self) -> str:
        """Name it: its size, how it came, and when."""
        way = f"by {self.source.replace('_', ' ') or 'an unnamed source'}" + (f" from {self.form}" if self.form else "")
        first, last = self.first[:10], self.last[:10]
        when = f"on {first}" if first == last else f"from {first} to {last}"
        return f"{self.size:,} records that came {way}, " + (when if last else "without a time")


def placed(rows: Table) -> Table:
    """Number the runs of each segment: list_id, source, form, day, run, and first, last, size of what came that day.

    A day is one of any zone, counted from before any time: within one there is no pause, so that only its first and
    last moments matter, and days are far fewer than records.
    """
    rows = rows.mutate(moment=rows.wall_seconds.fill_null(_NEVER), day=_day(rows))
    keys = ["list_id", "source", "form"]
    days = rows.group_by([*keys, "day"]).agg(
        begin=rows.moment.min(),
        end=rows.moment.max(),
        first=rows.recorded.min(),
        last=rows.recorded.max(),
        size=rows.count().cast("int64"),
    )
    order = ibis.window(group_by=keys, order_by="day")
    pauses = days.mutate(pause=days.begin - days.end.lag().over(order))
    begins = pauses.mutate(new=ibis.ifelse(pauses.pause > PAUSE_SECONDS, 1, 0).fill_null(0))
    so_far = ibis.cumulative_window(group_by=keys, order_by="day")
    numbered = begins.mutate(run=begins.new.sum().over(so_far).cast("int64"))
    return numbered.select(*keys, "day", "run", "first", "last", "size")


def _day(rows: Table) -> IntegerValue:
    # Never below zero: engines round to different sides there.
    return ((rows.wall_seconds.fill_null(_NEVER) - _NEVER) // PAUSE_SECONDS).cast("int64")


def chosen(runs: Table) -> Table:
    """Choose each list's largest and newest batches: batch_id, list_id, source, form, run, first, last, size.

    Args:
        runs: what `placed` gave.
    """
    keys = ["list_id", "source", "form"]
    by_run = runs.group_by([*keys, "run"]).agg(
        first=runs.first.min(), last=runs.last.max(), size=runs["size"].sum().cast("int64")
    )
    whole = by_run.group_by(keys).agg(
        first=by_run.first.min(), last=by_run.last.max(), size=by_run["size"].sum().cast("int64"), runs=by_run.count()
    )
    # A segment of one run is that run.
    whole = whole.filter(whole.runs > 1).mutate(run=ibis.literal(_WHOLE_SEGMENT, "int64"))
    columns = [*keys, "run", "first", "last", "size"]
    every = by_run.select(*columns).union(whole.select(*columns))
    sizes = runs.group_by("list_id").agg(subscribers=runs["size"].sum())
    fitting = every.inner_join(sizes, "list_id")
    fitting = fitting.filter(
        (fitting["size"] >= FEWEST_RECORDS) & (fitting["size"] < fitting.subscribers * LARGEST_SHARE)
    )
    ties = [fitting.source, fitting.form, fitting.run]
    by_size = ibis.window(group_by="list_id", order_by=[fitting["size"].desc(), *ties])
    by_time = ibis.window(group_by="list_id", order_by=[fitting.last.desc(), *ties])
    ranked = fitting.mutate(place=ibis.row_number().over(by_size), age=ibis.row_number().over(by_time))
    kept = ranked.filter((ranked.place < LARGEST) | (ranked.age < NEWEST))
    return kept.select(
        *columns, batch_id=kept.list_id + "\x1f" + kept.source + "\x1f" + kept.form + "\x1f" + kept.run.cast("string")
    )


def members(rows: Table, runs: Table, batches: Table) -> Table:
    """Give the rows of the chosen batches, each batch in the place of a list."""
    keys = ["list_id", "source", "form"]
    in_runs = runs.inner_join(batches.filter(batches.run >= 0), [*keys, "run"]).select(*keys, "day", "batch_id")
    in_segments = runs.inner_join(batches.filter(batches.run < 0), keys).select(*keys, "day", "batch_id")
    found = rows.mutate(day=_day(rows)).inner_join(in_runs.union(in_segments), [*keys, "day"])
    return found.mutate(list_id=found.batch_id).drop("batch_id", "day")
