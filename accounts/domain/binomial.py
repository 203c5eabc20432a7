"""How large a share surely is when only so many were seen: the exact lower bound of a proportion.

Source: Clopper and Pearson, Biometrika 26 (1934); the continued fraction of the incomplete beta function in the
modified Lentz form, Abramowitz and Stegun 26.5.8.
"""

from __future__ import annotations

import math
from functools import lru_cache

CERTAINTY = 0.95
_TINY = 1e-300
_PRECISION = 1e-12
_MOST_TERMS = 20_000
_HALVINGS = 60


@lru_cache(maxsize=4096)
def lower_bound(events: int, trials: int, certainty: float = CERTAINTY) -> float:
    """Give the one-sided Clopper-Pearson lower bound of a share.

    Args:
        events: how often it happened.
        trials: how often it could have; fewer than `events` count as `events`.
        certainty: 0 to 1, that the true share is not below the bound.

    Returns:
        0 to 1; 0.0 without events or trials.
    """
    trials = max(events, trials)
    if events <= 0:
        return 0.0
    low, high = 0.0, events / trials
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if at_least(events, trials, middle) < 1 - certainty:
            low = middle
        else:
            high = middle
        if high - low <= _PRECISION * high:
            break
    return low


def at_least(events: int, trials: int, share: float) -> float:
    """Give the chance of that many events or more, with 0 < events <= trials and 0 <= share <= 1."""
    return _incomplete_beta(float(events), float(trials - events + 1), share)


def _incomplete_beta(a: float, b: float, x: float) -> float:
    """Give the regularised incomplete beta function I_x(a, b)."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    if x > (a + 1) / (a + b + 2):
        return 1.0 - _incomplete_beta(b, a, 1 - x)
    logarithm = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    return math.exp(logarithm) * _fraction(a, b, x) / a


def _fraction(a: float, b: float, x: float) -> float:
    above, below = 1.0, 1 / _not_zero(1 - (a + b) * x / (a + 1))
    value = below
    for term in range(1, _MOST_TERMS):
        even = term * (b - term) * x / ((a + 2 * term - 1) * (a + 2 * term))
        odd = -(a + term) * (a + b + term) * x / ((a + 2 * term) * (a + 2 * term + 1))
        for part in (even, odd):
            below = 1 / _not_zero(1 + part * below)
            above = _not_zero(1 + part / above)
            value *= above * below
        if abs(above * below - 1) < _PRECISION:
            break
    return value


def _not_zero(number: float) -> float:
    return number if abs(number) > _TINY else _TINY
