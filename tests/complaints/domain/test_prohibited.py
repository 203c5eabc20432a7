from __future__ import annotations

import pytest

from complaints.domain import reviews
from complaints.domain.prohibited import PHRASES, hints
from tests.endless import ends


@pytest.mark.parametrize("finding", list(PHRASES))
def test_hints_speak_for_findings_that_there_are(finding: str) -> None:
    assert reviews.finding("content", finding).violation


@pytest.mark.parametrize(("finding", "phrase"), [(name, phrase) for name, all_ in PHRASES.items() for phrase in all_])
def test_every_phrase_is_met(finding: str, phrase: str) -> None:
    assert [(hint.finding, hint.phrase) for hint in hints("", f"Now {phrase}!")] == [(finding, phrase)]


def test_a_hint_shows_where_the_phrase_stands() -> None:
    hint = hints("", "Dear customer,\r\n  please VERIFY\tyour\naccount within a day.")[0]
    assert hint.phrase == "VERIFY your account"
    assert hint.excerpt == "Dear customer, please VERIFY your account within a day."


def test_the_subject_is_read_too() -> None:
    assert hints("Your mailbox is full", "")


def test_a_phrase_within_a_word_is_no_hint() -> None:
    assert not hints("", "popcorn and decline specialist keygenerator")


def test_an_ordinary_newsletter_has_no_hints() -> None:
    assert not hints("Autumn in our garden", "Plant bulbs now. Unsubscribe at the link below.")


def test_each_category_gives_at_most_three_hints() -> None:
    assert len(hints("", " ".join(PHRASES["prohibited_fraud"] * 3))) == 3


@pytest.mark.parametrize("piece", ["verify your ", "verify" + " " * 50, "you have " * 3, "x" * 7])
def test_hostile_text_is_searched_in_bounded_time(piece: str) -> None:
    with ends():
        hints(piece, piece * 300_000)
