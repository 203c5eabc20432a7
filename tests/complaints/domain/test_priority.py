"""How soon a person should look."""

from __future__ import annotations

from typing import Any

from complaints.domain.facts import Origin
from complaints.domain.priority import CaseSummary, addends


def total(**facts: Any) -> int:
    return sum(part.points for part in addends(CaseSummary(**facts)))


def test_a_blocklists_notice_comes_before_a_proven_complaint() -> None:
    assert total(kind="listing", channel="blocklists") > total(kind="spam", origin=Origin.PROVEN, reporters=5)


def test_more_people_raise_the_priority_up_to_a_limit() -> None:
    few, many, crowd = (total(kind="spam", reporters=number) for number in (1, 6, 600))
    assert few < many == crowd


def test_earlier_decisions_against_the_account_raise_the_priority() -> None:
    assert total(kind="spam", earlier_adverse=1) > total(kind="spam")


def test_every_addend_says_what_it_is_for() -> None:
    parts = addends(CaseSummary(kind="spam", origin=Origin.STRONG, reporters=2, signs=1))
    assert {part.name for part in parts} == {"origin", "reporters", "compromise"}
    assert all(part.detail.endswith(".") and part.points for part in parts)
