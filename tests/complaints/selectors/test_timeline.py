"""Reports over time, as geometry."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from complaints.domain.facts import Origin
from complaints.domain.joe_job import OURS, STRANGER, Copy
from complaints.selectors.timeline import FOOT, MOST_BARS, TOP, WIDTH, timeline

BEGAN = datetime(2026, 11, 20, 8, 40, tzinfo=UTC)


def copies(*hours: float, came_from: str = STRANGER) -> list[Copy]:
    return [
        Copy(origin=Origin.CLAIMED, reporter="", received_at=BEGAN + timedelta(hours=each), came_from=came_from)
        for each in hours
    ]


@pytest.mark.parametrize("span", [0, 1, 23.9, 24, 30, 100, 600, 5000, 100_000])
def test_any_span_fits_and_every_report_is_counted(span: float) -> None:
    line = timeline(copies(0, span / 2, span))
    assert len(line.buckets) <= MOST_BARS
    assert sum(sum(bucket.counts) for bucket in line.buckets) == 3


def test_stretches_stand_on_one_another_inside_the_drawing() -> None:
    line = timeline(copies(0, 0.1) + copies(0.2, came_from=OURS))
    upper, lower = sorted(line.buckets[0].stretches, key=lambda part: part.y)
    assert upper.y + upper.height == pytest.approx(lower.y, abs=0.02)
    assert lower.y + lower.height == pytest.approx(FOOT, abs=0.02)
    assert upper.y >= TOP - 0.02
    assert upper.x + upper.width <= WIDTH


def test_the_description_counts_by_source() -> None:
    line = timeline(copies(0, 1) + copies(2, came_from=OURS))
    assert line.description == "3 reports: 1 from one of our addresses, 2 from a stranger's address."


def test_nothing_gives_no_drawing() -> None:
    assert timeline([]).buckets == ()
