from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from complaints.domain import reviews
from complaints.domain.errors import UnknownChoiceError
from complaints.domain.reviews import REVIEWS
from complaints.models import CaseReview
from tests.complaints.papers import BREACH, notes

if TYPE_CHECKING:
    from complaints.domain.ports import Review


def test_every_review_file_is_listed() -> None:
    files = {file.stem for file in Path(reviews.__file__).parent.glob("*.py")} - {"__init__"}
    assert files == {review.name for review in REVIEWS}


def test_the_four_reviews_stand_in_the_order_of_the_policy() -> None:
    assert [review.name for review in REVIEWS] == ["content", "list_pattern", "complaint", "subscription"]


@pytest.mark.parametrize("review", REVIEWS, ids=lambda review: review.name)
def test_findings_are_unique_and_fit_their_column(review: Review) -> None:
    values = [finding.value for finding in review.findings]
    longest = CaseReview._meta.get_field("finding").max_length
    assert len(values) == len(set(values))
    assert longest
    assert max(map(len, values)) <= longest


@pytest.mark.parametrize("review", REVIEWS, ids=lambda review: review.name)
def test_every_review_can_be_recorded_where_nothing_is_wrong_or_nothing_is_there(review: Review) -> None:
    assert any(not finding.violation for finding in review.findings)


def test_missing_reviews_are_named_in_order() -> None:
    assert reviews.missing(notes({"complaint": "credible"})) == ("content", "list_pattern", "subscription")


def test_nothing_is_missing_when_all_four_are_recorded() -> None:
    assert reviews.missing(notes(BREACH)) == ()


def test_a_finding_of_another_review_is_refused() -> None:
    with pytest.raises(UnknownChoiceError, match="mistaken"):
        reviews.finding("content", "mistaken")


def test_an_unknown_review_is_refused() -> None:
    with pytest.raises(UnknownChoiceError, match="handwriting"):
        reviews.get("handwriting")


def test_a_finding_that_was_dropped_since_does_not_break_old_cases() -> None:
    assert reviews.findings(notes({"content": "dropped_since"})) == ()
