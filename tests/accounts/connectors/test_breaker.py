"""A log that is dead is left alone for a while."""

from __future__ import annotations

from itertools import pairwise

import pytest

from accounts.connectors.breaker import Breaker
from accounts.domain.send_log import LogQuestion, LogUnavailableError, RawAnswer

QUESTION = LogQuestion(message_id="<m1@x.example>")


class Log:
    """Answers while it is up; counts who asks."""

    def __init__(self) -> None:
        self.up = False
        self.asked = 0
        self.now = 0.0

    def ask(self, _question: LogQuestion) -> RawAnswer:
        self.asked += 1
        if not self.up:
            message = "It is down."
            raise LogUnavailableError(message)
        return RawAnswer()


def failing(times: int) -> tuple[Log, Breaker]:
    log = Log()
    breaker = Breaker(log, clock=lambda: log.now)
    for _ in range(times):
        with pytest.raises(LogUnavailableError):
            breaker.ask(QUESTION)
    return log, breaker


def test_after_three_failures_it_is_not_asked_any_more() -> None:
    log, breaker = failing(3)
    with pytest.raises(LogUnavailableError, match="It is down"):
        breaker.ask(QUESTION)
    assert log.asked == 3


def test_after_a_rest_one_question_finds_out_that_it_is_back() -> None:
    log, breaker = failing(3)
    log.now, log.up = 16.0, True
    assert breaker.ask(QUESTION) == breaker.ask(QUESTION) == RawAnswer()
    assert log.asked == 5


def test_a_log_that_stays_away_is_asked_ever_more_rarely() -> None:
    log, breaker = failing(3)
    asked_at = []
    for second in range(2000):
        log.now = float(second)
        before = log.asked
        with pytest.raises(LogUnavailableError):
            breaker.ask(QUESTION)
        if log.asked > before:
            asked_at.append(second)
    pauses = [later - earlier for earlier, later in pairwise(asked_at)]
    assert pauses[:4] == [30, 60, 120, 240]
    assert set(pauses[4:]) == {300}


def test_an_answer_makes_it_forget_earlier_failures() -> None:
    log, breaker = failing(2)
    log.up = True
    breaker.ask(QUESTION)
    log.up = False
    for _ in range(2):
        with pytest.raises(LogUnavailableError):
            breaker.ask(QUESTION)
    log.up = True
    assert breaker.ask(QUESTION) == RawAnswer()


def test_while_one_question_finds_out_nobody_else_waits_for_it() -> None:
    log, breaker = failing(3)
    log.now = 16.0
    seen: list[str] = []

    class Nested:
        def ask(self, question: LogQuestion) -> RawAnswer:
            with pytest.raises(LogUnavailableError) as raised:
                breaker.ask(question)
            seen.append(str(raised.value))
            return RawAnswer()

    breaker._log = Nested()
    breaker.ask(QUESTION)
    assert seen == ["It is down."]
