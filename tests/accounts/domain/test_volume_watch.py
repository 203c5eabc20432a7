"""Which hours of an account become alerts: one a surge, each from the past alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.domain.volume import Sender, Traffic
from accounts.domain.volume_watch import watch

if TYPE_CHECKING:
    from accounts.domain.volume import Alert

START = datetime(2026, 1, 5, tzinfo=UTC)
DAYS = 90
SENDER = Sender(account_id="acme", known_from=START, opened_at=START - timedelta(days=900))
# By hour of the day: 2,000 messages a day.
SHAPE = (10, 10, 10, 10, 10, 20, 40, 80, 120, 160, 180, 180, 180, 180, 160, 150, 140, 120, 100, 60, 40, 20, 10, 10)


def steady() -> list[int]:
    return [count + (day * 7 + hour) % 5 for day in range(DAYS) for hour, count in enumerate(SHAPE)]


def newsletter(size: int = 20_000) -> list[int]:
    counts = [0] * (DAYS * 24)
    for day in range(1, DAYS, 7):
        counts[day * 24 + 9] = size
    return counts


def with_surge(counts: list[int], day: int, hour: int, amounts: list[int]) -> list[int]:
    for number, amount in enumerate(amounts):
        counts[day * 24 + hour + number] += amount
    return counts


def at(day: int, hour: int) -> datetime:
    return START + timedelta(days=day, hours=hour)


def told(alerts: list[Alert]) -> list[datetime]:
    return [alert.hour for alert in alerts]


def test_even_mail_and_a_weekly_newsletter_raise_no_alert() -> None:
    assert watch(SENDER, steady()) == []
    assert watch(SENDER, newsletter()) == []


def test_a_surge_is_told_once_with_where_it_began_and_ended() -> None:
    [alert] = watch(SENDER, with_surge(steady(), 60, 2, [3_000] * 9))
    assert (alert.began, alert.ended) == (at(60, 2), at(60, 10))
    assert at(60, 2) <= alert.hour <= at(60, 4)


def test_a_surge_that_goes_on_has_no_end_yet() -> None:
    [alert] = watch(SENDER, with_surge(steady(), 60, 2, [3_000] * 9)[: 60 * 24 + 8])
    assert alert.ended is None


def test_a_second_surge_within_hours_is_not_hidden_by_the_first() -> None:
    counts = with_surge(with_surge(newsletter(), 60, 1, [40_000] * 3), 60, 9, [40_000] * 3)
    alerts = watch(SENDER, counts)
    assert [alert.began for alert in alerts] == [at(60, 1), at(60, 9)]


def test_a_surge_that_grows_threefold_is_told_again_as_larger() -> None:
    alerts = watch(SENDER, with_surge(steady(), 60, 1, [3_000] * 6 + [30_000] * 3))
    assert [alert.larger for alert in alerts] == [False, True]
    assert alerts[0].began == alerts[1].began


def test_an_earlier_surge_is_no_measure_for_a_later_one() -> None:
    counts = with_surge(with_surge(steady(), 50, 2, [5_000] * 5), 70, 2, [5_000] * 5)
    assert len(watch(SENDER, counts)) == 2


def test_what_lasts_a_week_is_the_new_usual() -> None:
    counts = steady()
    counts[50 * 24 :] = [count * 6 for count in counts[50 * 24 :]]
    assert len(watch(SENDER, counts)) == 1


def test_a_climb_of_days_is_one_surge_although_nights_are_quiet() -> None:
    counts = steady()
    counts[60 * 24 : 70 * 24] = [round(count * 1.3 ** (n / 24)) for n, count in enumerate(counts[60 * 24 : 70 * 24])]
    [alert] = watch(SENDER, counts)
    assert alert.hour < at(70, 0)


def test_a_list_on_record_for_days_explains_a_migration() -> None:
    counts = with_surge(newsletter(2_000), 60, 9, [30_000])
    known = Sender(account_id="acme", known_from=START, opened_at=SENDER.opened_at, lists=((at(55, 0), 30_000),))
    bought = Sender(account_id="acme", known_from=START, opened_at=SENDER.opened_at, lists=((at(60, 0), 30_000),))
    assert watch(known, counts) == []
    assert told(watch(bought, counts)) == [at(60, 9)]


def test_a_new_account_is_told_when_it_passes_its_cap() -> None:
    young = Sender(account_id="acme", known_from=START, opened_at=START)
    assert told(watch(young, with_surge([0] * 200, 2, 9, [20_000]))) == [at(2, 9)]


def test_the_send_log_is_asked_only_about_days_that_are_twice_the_usual() -> None:
    asked: list[datetime] = []

    def log(until: datetime) -> Traffic:
        asked.append(until)
        return Traffic(looked_at=500, novel=0.95)

    alerts = watch(SENDER, with_surge(steady(), 60, 8, [250] * 12), log)
    assert [remark.rule for remark in alerts[0].remarks] == ["novelty"]
    assert all(at(60, 0) < until <= at(61, 0) for until in asked)


@settings(max_examples=15)
@given(st.integers(48, 85), st.integers(0, 23), st.lists(st.integers(0, 9_000), min_size=1, max_size=30))
def test_an_alert_depends_on_nothing_later(day: int, hour: int, amounts: list[int]) -> None:
    counts = with_surge(steady(), day, hour, amounts)
    cut = day * 24 + hour + len(amounts) // 2 + 1
    before = [alert.hour for alert in watch(SENDER, counts) if alert.hour < START + timedelta(hours=cut)]
    assert told(watch(SENDER, counts[:cut])) == before


@pytest.mark.parametrize("counts", [[], [0] * 100, [5]])
def test_little_or_nothing_raises_no_alert(counts: list[int]) -> None:
    assert watch(SENDER, counts) == []


def test_a_weekly_mailing_of_an_account_that_seemed_silent_is_told_once() -> None:
    counts = [0] * (40 * 24) + newsletter()[: 50 * 24]
    assert told(watch(SENDER, counts)) == [at(41, 9)]


def test_what_comes_again_a_week_later_but_twice_as_large_is_told_again() -> None:
    counts = with_surge(with_surge(steady(), 60, 2, [10_000] * 3), 67, 2, [25_000] * 3)
    assert len(watch(SENDER, counts)) == 2


def test_a_festival_of_every_year_is_told_of_nothing() -> None:
    counts = [0] * (24 * 400)
    for day in (5, 12, 17, 369, 376, 381):
        counts[day * 24 + 9] = 20_000
    assert watch(Sender(account_id="acme", known_from=START - timedelta(days=340)), counts) == []


def test_a_weekend_is_measured_by_weekends_though_working_days_have_more() -> None:
    counts = [0 if hour // 24 % 7 >= 5 else count for hour, count in enumerate(steady())]
    saturday = 61
    [alert] = watch(SENDER, with_surge(counts, saturday, 8, [150] * 10))
    assert at(saturday, 8) < alert.hour < at(saturday, 18)
    assert [remark.rule for remark in alert.remarks] == ["off_hours"]


def test_one_full_hour_does_not_cut_a_surge_in_two() -> None:
    counts = with_surge(newsletter(2_000), 60, 1, [1_500] * 8 + [9_000] + [1_500] * 8)
    assert {alert.began for alert in watch(SENDER, counts)} == {at(60, 1)}


def test_the_send_log_is_asked_about_mail_after_a_silence_too() -> None:
    counts = newsletter(2_000)[: 20 * 24] + [0] * (70 * 24)
    counts[85 * 24 + 9] = 1_900
    [alert] = watch(SENDER, counts, lambda _until: Traffic(looked_at=500, novel=0.95))
    assert [remark.rule for remark in alert.remarks] == ["novelty"]


def test_invoices_of_every_month_are_told_once() -> None:
    counts = with_surge(with_surge(steady(), 30, 4, [9_000] * 2), 60, 4, [9_500] * 2)
    assert [alert.began for alert in watch(SENDER, counts)] == [at(30, 4)]
