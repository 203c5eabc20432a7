"""The four reviews that come before any adverse decision, in the order in which the desk shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.domain.errors import UnknownChoiceError
from complaints.domain.reviews.complaint import ComplaintReview
from complaints.domain.reviews.content import Content
from complaints.domain.reviews.list_pattern import ListPattern
from complaints.domain.reviews.subscription import Subscription

if TYPE_CHECKING:
    from collections.abc import Iterable

    from complaints.domain.facts import Finding, ReviewNote
    from complaints.domain.ports import Review

REVIEWS: tuple[Review, ...] = (Content(), ListPattern(), ComplaintReview(), Subscription())

_FINDINGS = {(review.name, finding.value): finding for review in REVIEWS for finding in review.findings}


def get(name: str) -> Review:
    """Give the review of that name.

    Raises:
        UnknownChoiceError: when there is none.
    """
    for review in REVIEWS:
        if review.name == name:
            return review
    raise UnknownChoiceError(name, "review")


def finding(review: str, value: str) -> Finding:
    """Give a finding of a review.

    Raises:
        UnknownChoiceError: when that review has no such finding.
    """
    found = _FINDINGS.get((review, value))
    if found is None:
        raise UnknownChoiceError(value, f"finding of the review “{get(review).label}”")
    return found


def missing(notes: Iterable[ReviewNote]) -> tuple[str, ...]:
    """Give the names of the reviews that nobody recorded, in the registry's order; empty when all four are there."""
    recorded = {note.review for note in notes}
    return tuple(review.name for review in REVIEWS if review.name not in recorded)


def findings(notes: Iterable[ReviewNote]) -> tuple[Finding, ...]:
    """Give what was found, in the order of the notes; a finding that no longer exists is left out."""
    known = (_FINDINGS.get((note.review, note.finding)) for note in notes)
    return tuple(found for found in known if found is not None)
