from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.binomial import at_least, lower_bound
from accounts.domain.mailbox_providers import LABELS, provider_of
from accounts.domain.rates import LIMITS, Rate, limit_for, sentence, tone, verdict

# Domain notes 3c: fewest events whose lower bound is over the limit.
FEWEST = {
    0.001: {500: 3, 1_000: 4, 2_000: 6, 5_000: 10, 10_000: 16, 100_000: 118},
    0.003: {500: 5, 1_000: 7, 2_000: 11, 5_000: 23, 10_000: 40, 100_000: 330},
    0.005: {500: 6, 1_000: 10, 2_000: 16, 5_000: 34, 10_000: 63, 100_000: 538},
    0.05: {500: 34, 1_000: 63, 2_000: 117, 5_000: 277, 10_000: 537, 100_000: 5_115},
    0.1: {500: 62, 1_000: 117, 2_000: 223, 5_000: 536, 10_000: 1_051, 100_000: 10_157},
}
CELLS = [(limit, trials, events) for limit, row in FEWEST.items() for trials, events in row.items()]


@pytest.mark.parametrize(("limit", "trials", "events"), CELLS)
def test_the_fewest_events_over_a_limit_are_those_of_the_table(limit: float, trials: int, events: int) -> None:
    assert lower_bound(events - 1, trials) <= limit < lower_bound(events, trials)


@given(st.integers(1, 40), st.integers(0, 40), st.floats(0.001, 0.999))
def test_the_chance_of_so_many_is_the_sum_of_its_terms(events: int, more: int, share: float) -> None:
    trials = events + more
    terms = (math.comb(trials, k) * share**k * (1 - share) ** (trials - k) for k in range(events, trials + 1))
    assert at_least(events, trials, share) == pytest.approx(sum(terms), rel=1e-8, abs=1e-14)


@given(st.integers(0, 3_000), st.integers(0, 1_000_000))
def test_the_bound_lies_between_nothing_and_the_share(events: int, more: int) -> None:
    trials = events + more
    assert 0 <= lower_bound(events, trials) <= (events / trials if trials else 0)


def test_more_events_than_trials_count_as_all() -> None:
    assert lower_bound(5, 3) == lower_bound(5, 5) == pytest.approx(0.05 ** (1 / 5))


def test_a_rate_is_told_with_its_numbers() -> None:
    told = sentence(
        Rate(events=12, trials=40_000), limit_for("complaint", "google"), events="complaints", of="messages to Gmail"
    )
    assert told == (
        "12 complaints of 40,000 messages to Gmail: 0.03 %, at least 0.017 % with 95 % certainty; below 0.1 %."
    )


@pytest.mark.parametrize(
    ("events", "trials", "told", "colour"),
    [
        (40, 10_000, "surely over 0.3 %, where Google acts", "bad"),
        (16, 10_000, "surely over 0.1 %", "bad"),
        (3, 1_000, "over 0.1 %, which chance alone may explain", "watch"),
        (0, 1_000, "below 0.1 %", "ok"),
        (3, 0, "", ""),
    ],
)
def test_a_rate_is_judged_by_what_it_surely_is(events: int, trials: int, told: str, colour: str) -> None:
    rate, limit = Rate(events=events, trials=trials), limit_for("complaint", "google")
    assert (verdict(rate, limit), tone(rate, limit)) == (told, colour)


def test_without_what_was_sent_no_share_is_told() -> None:
    told = sentence(Rate(events=1, trials=0), limit_for("complaint"), events="complaints", of="messages sent")
    assert told == "1 complaint; how many messages sent there were is not recorded."


def test_a_provider_without_a_limit_of_its_own_is_held_against_that_for_all_mail() -> None:
    assert limit_for("complaint", "apple").publisher == "Amazon SES"
    assert limit_for("bounce").enforce == 0.1


def test_every_limit_says_where_it_is_published() -> None:
    assert all(limit.source and limit.provider in {"", *LABELS} for limit in LIMITS)


@pytest.mark.parametrize(
    ("address", "provider"),
    [
        ("ann@gmail.com", "google"),
        ("ann@GoogleMail.com", "google"),
        ("ann@yahoo.co.uk", "yahoo"),
        ("ann@mail.yahoo.com.br", "yahoo"),
        ("ann@hotmail.fr", "microsoft"),
        ("ann@gmx.at", "united_internet"),
        ("ann@acme.example", "other"),
        ("ann@gmail.com.evil.example", "other"),
        ("ann", "other"),
        ("ann@", "other"),
    ],
)
def test_a_mailbox_is_told_its_provider_by_its_domain(address: str, provider: str) -> None:
    assert provider_of(address) == provider
