"""One small platform of `make accuracy`, so that what it measures cannot rot."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.accuracy import __main__ as accuracy
from tests.accuracy import cases

pytestmark = pytest.mark.servers
SEED, MAILS = 7, 150


@pytest.fixture(scope="module")
def answers() -> list[tuple[cases.Case, accuracy.Answer]]:
    return accuracy.measure(SEED, 0, MAILS)


def test_every_kind_of_case_is_among_them(answers: list[tuple[cases.Case, accuracy.Answer]]) -> None:
    assert min(Counter((case.kind, case.way) for case, _ in answers).values()) >= MAILS // 30


def test_no_answer_is_wrong(answers: list[tuple[cases.Case, accuracy.Answer]]) -> None:
    assert [accuracy.shortened(answer) for case, answer in answers if accuracy.is_wrong(case, answer)] == []
