"""Sums of an account's hours over a window that ends with each of them, kept up while hours are added or left out."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from accounts.domain.volume import HOURS_A_DAY

if TYPE_CHECKING:
    from collections.abc import Sequence

LOOK_BACK_DAYS = 56
LOOK_BACK = LOOK_BACK_DAYS * HOURS_A_DAY


class Sums:
    """The sum of the hours that end with each hour; `amounts` has as many as hours were added."""

    def __init__(self, counts: Sequence[int], hours: int) -> None:
        self._counts, self._hours = counts, hours
        self.amounts: list[int] = []

    def add(self) -> None:
        """Take the next hour of the counts."""
        hour = len(self.amounts)
        self.amounts.append((self.amounts[-1] if self.amounts else 0) + self._change(hour))

    def sum_again(self, first: int) -> None:
        """Take up that the counts from an hour on are others."""
        running = self.amounts[first - 1] if first else 0
        for hour in range(first, len(self.amounts)):
            running += self._change(hour)
            self.amounts[hour] = running

    def _change(self, hour: int) -> int:
        leaving = self._counts[hour - self._hours] if hour >= self._hours else 0
        return self._counts[hour] - leaving


class Most:
    """The most of some amounts in the eight weeks before, the last day left out."""

    def __init__(self, amounts: Sequence[int]) -> None:
        self._amounts = amounts
        self._highest: deque[int] = deque()
        self.amount = 0

    def add(self, hour: int) -> None:
        """Let an hour that is a day old count."""
        highest, amounts = self._highest, self._amounts
        while highest and amounts[highest[-1]] <= amounts[hour]:
            highest.pop()
        highest.append(hour)
        while highest[0] < hour - LOOK_BACK:
            highest.popleft()
        self.amount = amounts[highest[0]]

    def rank_again(self, first: int) -> None:
        """Take up that the amounts from an hour on are others."""
        last = len(self._amounts) - 1 - HOURS_A_DAY
        if first > last:
            return
        self._highest.clear()
        self.amount = 0
        for hour in range(max(0, last - LOOK_BACK), last + 1):
            self.add(hour)
