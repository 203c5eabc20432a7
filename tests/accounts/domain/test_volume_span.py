"""From when on an account's hours are known, by its own rows and by those of others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from accounts.domain.volume_span import Begin, complete_from, known_of

START = datetime(2026, 1, 5, tzinfo=UTC)
LONG_AGO = START - timedelta(days=900)
NEWEST = START + timedelta(days=100)


def day(number: int, hour: int = 0) -> datetime:
    return START + timedelta(days=number, hours=hour)


def old(first_day: int) -> Begin:
    return Begin(day(first_day), LONG_AGO)


def test_the_records_are_complete_once_half_of_the_old_accounts_have_counts() -> None:
    assert complete_from([old(0), old(5), old(60), old(80)]) == day(5)


def test_one_account_with_very_early_rows_makes_nobody_else_silent() -> None:
    complete = complete_from([old(-300), *(old(number) for number in range(6))])
    assert complete == day(2)
    assert known_of(old(5), NEWEST, complete) == (day(5), LONG_AGO)


def test_new_accounts_tell_nothing_of_the_records() -> None:
    assert complete_from([old(0), *(Begin(day(number), day(number)) for number in (40, 50, 60))]) == day(0)


def test_without_old_accounts_the_records_begin_with_the_first_count() -> None:
    assert complete_from([Begin(day(4), day(4)), Begin(day(2), day(2))]) == day(2)


def test_without_accounts_nothing_is_complete() -> None:
    assert complete_from([]) is None


def test_an_old_account_that_begins_four_weeks_after_the_others_was_silent() -> None:
    assert known_of(old(27), NEWEST, day(0)) == (day(27), LONG_AGO)
    assert known_of(old(28), NEWEST, day(0)) == (day(0), LONG_AGO)


def test_the_silence_of_a_new_account_begins_with_its_opening() -> None:
    opened = day(40, 3)
    assert known_of(Begin(day(45), opened), NEWEST, day(0)) == (opened, opened)


def test_an_account_with_counts_before_its_recorded_opening_was_open_by_then() -> None:
    assert known_of(Begin(day(0), day(30)), NEWEST, day(0)) == (day(0), day(0))


def test_without_a_recorded_opening_a_late_beginning_is_one() -> None:
    assert known_of(Begin(day(10), None), NEWEST, day(0)) == (day(10), None)
    assert known_of(Begin(day(40), None), NEWEST, day(0)) == (day(40), day(40))


def test_what_is_out_of_sight_is_not_known() -> None:
    newest = day(600)
    assert known_of(old(0), newest, day(0)) == (newest - timedelta(days=500) + timedelta(hours=1), LONG_AGO)
