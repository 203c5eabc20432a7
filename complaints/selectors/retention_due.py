"""What would be forgotten now, without forgetting it."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

from complaints.models import Complaint
from complaints.selectors.retention import (
    behind,
    complaints_in,
    decided_cases,
    forgettable,
    judged,
    no_complaints,
    periods,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from complaints.domain.retention import Rule

PAGE = 200


def due(now: datetime) -> Iterator[Counter[Rule]]:
    """Count what would be forgotten, a bounded page at a time, by rule."""
    for numbers in chain(_of_cases(now), _of_no_case(now)):
        rules = forgettable(numbers, now)
        counts = Counter(rules.values())
        repeats = Complaint.objects.filter(duplicate_of__in=rules, forgotten_at=None)
        counts.update(rules[first] for first in repeats.values_list("duplicate_of_id", flat=True) if first)
        yield counts


def to_look_at(now: datetime) -> int:
    """Count the decided cases and the mail outside of cases that are old enough to be looked at."""
    return 0 if periods().latest(now) is None else decided_cases(now).count() + no_complaints(now).count()


def _of_cases(now: datetime) -> Iterator[list[int]]:
    after_at, after_id = None, 0
    while page := judged(behind(decided_cases(now), "decided_at", after_at, after_id)[:PAGE], now):
        after_at, after_id = page[-1].decided_at, page[-1].case_id
        within, cases = 0, [case.case_id for case in page if case.due]
        while cases and (numbers := complaints_in(cases, after=within, limit=PAGE)):
            within = numbers[-1]
            yield numbers


def _of_no_case(now: datetime) -> Iterator[list[int]]:
    after_at, after_id = None, 0
    while page := list(
        behind(no_complaints(now), "processed_at", after_at, after_id).values_list("pk", "processed_at")[:PAGE]
    ):
        after_id, after_at = page[-1]
        yield [number for number, _ in page]
