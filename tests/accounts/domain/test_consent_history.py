from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from accounts.domain.consent_history import late_changes, told
from accounts.domain.records import RecordChange

CAME_IN = datetime(2026, 5, 1, tzinfo=UTC)


def change(name: str, old: str, new: str, days: float = 3) -> RecordChange:
    return RecordChange(changed_at=CAME_IN + timedelta(days=days), values=((name, old, new),))


@pytest.mark.parametrize(
    ("old", "new", "words"), [("", "a", "was added"), ("a", "", "was removed"), ("a", "b", '"a" became "b"')]
)
def test_a_late_change_says_what_it_did(old: str, new: str, words: str) -> None:
    ((_, sentence),) = late_changes([change("evidence", old, new)], asked_at=CAME_IN)
    assert words in sentence
    assert "3 days after the complaint came in" in sentence


def test_the_same_moment_spelled_otherwise_is_no_late_change() -> None:
    spelled = change("subscribed_at_recorded", "2025-06-01T10:00:00+02:00", "2025-06-01T08:00:00Z")
    assert list(late_changes([spelled], asked_at=CAME_IN)) == []


def test_a_zone_that_is_added_later_is_a_late_change() -> None:
    zoned = change("subscribed_at_recorded", "2025-06-01T10:00:00", "2025-06-01T10:00:00Z")
    assert len(list(late_changes([zoned], asked_at=CAME_IN))) == 1


def test_without_a_complaint_nothing_is_late() -> None:
    assert list(late_changes([change("ip", "", "9.9.9.9")], asked_at=None)) == []


def test_a_long_value_is_cut_in_the_sentence() -> None:
    assert len(told([change("evidence", "", "x" * 10_000)])[0]) < 200
