"""How surprising a count is, and how far out beside the series' own past."""

from __future__ import annotations

import math

import pytest

from accounts.domain.volume_surprise import Calibration, NegativeBinomial, fitted, surprise


def exact_tail(count: int, fit: NegativeBinomial) -> float:
    success = fit.mean / (fit.mean + fit.size)
    terms = (
        math.exp(
            math.lgamma(k + fit.size) - math.lgamma(fit.size) - math.lgamma(k + 1)
            + k * math.log(success) + fit.size * math.log1p(-success)
        )
        for k in range(count, count + 4_000)
    )  # fmt: skip
    return sum(terms)


@pytest.mark.parametrize(("mean", "size", "count"), [(20, 5, 60), (100, 3, 400), (5, 50, 25)])
def test_a_surprise_never_says_less_likely_than_it_is(mean: float, size: float, count: int) -> None:
    fit = NegativeBinomial(mean, size)
    exact = -math.log10(exact_tail(count, fit))
    assert exact - 0.6 < surprise(count, fit) <= exact + 1e-9


def test_counts_up_to_the_mean_surprise_nobody() -> None:
    assert surprise(20, NegativeBinomial(20, 5)) == 0


def test_even_counts_fit_like_chance_and_uneven_ones_wider() -> None:
    assert surprise(200, fitted([100] * 50)) > 6 > surprise(200, fitted([0, 50, 100, 150, 200] * 10))


def test_a_residual_counts_by_the_quantiles_of_the_past() -> None:
    calm, wild = Calibration([0.0, 1.0] * 100), Calibration([0.0, 50.0] * 100)
    assert calm.beyond(30) > 10
    assert wild.beyond(30) < 1


def test_nothing_is_beyond_an_unknown_past() -> None:
    assert Calibration().beyond(9) == 0
