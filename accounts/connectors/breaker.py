"""A circuit breaker: a send log that is dead costs a few time-outs, not one for every message."""

from __future__ import annotations

import time
from threading import Lock
from typing import TYPE_CHECKING

from accounts.domain.send_log import LogUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.domain.ports import LogConnector
    from accounts.domain.send_log import LogQuestion, RawAnswer

FAILURES = 3
FIRST_REST_SECONDS = 15.0
LONGEST_REST_SECONDS = 300.0


class Breaker:
    """Asks another connector; after three failures in a row it rests, twice as long each time, up to five minutes.

    After a rest one question goes through. Its answer ends the resting; its failure begins the next one.
    """

    def __init__(self, log: LogConnector, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Take the connector, and the seconds of a clock that never goes back."""
        self._log = log
        self._clock = clock
        self._lock = Lock()
        self._failures = 0
        self._rests_until = 0.0
        self._said = ""

    def ask(self, question: LogQuestion) -> RawAnswer:
        """See `LogConnector.ask`."""
        self._let_through()
        try:
            answer = self._log.ask(question)
        except LogUnavailableError as error:
            self._failed(str(error))
            raise
        with self._lock:
            self._failures = 0
        return answer

    def _let_through(self) -> None:
        with self._lock:
            if self._failures < FAILURES:
                return
            if self._clock() < self._rests_until:
                raise LogUnavailableError(self._said)
            # Whoever comes while this one question is under way is turned away as well.
            self._rests_until = self._clock() + FIRST_REST_SECONDS

    def _failed(self, said: str) -> None:
        with self._lock:
            self._failures += 1
            self._said = said
            longer = min(max(0, self._failures - FAILURES), 10)
            self._rests_until = self._clock() + min(FIRST_REST_SECONDS * 2**longer, LONGEST_REST_SECONDS)
