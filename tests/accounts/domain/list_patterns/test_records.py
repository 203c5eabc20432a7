"""Group C: what the records of consent say."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

from tests.accounts.books import BY_NAME, NOW, book_of, measured, strength, with_tables
from tests.accounts.list_kinds import Row, form

USUAL = form(random.Random(2), 400)  # noqa: S311 - made-up lists


def seconds(days_ago: float) -> int:
    return int((NOW - timedelta(days=days_ago)).timestamp())


def opted_in(days_ago: float, number: int = 100, source: str = "web_form") -> list[Row]:
    moment = (NOW - timedelta(days=days_ago)).isoformat()
    return [Row(f"p{n}@isp.example", moment, source=source) for n in range(number)]


def test_opt_ins_from_data_centres_speak() -> None:
    hosted = [(row.ip,) for row in USUAL[:300]]
    book = with_tables(book_of(mine=USUAL), hosting_ips=hosted, review=[(seconds(0), "2026-01-01")])
    assert strength("hosting_ips", book) == 1


def test_without_a_file_of_networks_the_signal_says_so_and_is_silent() -> None:
    book = book_of(mine=USUAL)
    assert strength("hosting_ips", book) == 0
    assert BY_NAME["hosting_ips"].tell(measured("hosting_ips", book)["mine"]).startswith("Not connected")


def test_opt_in_addresses_of_several_customers_speak() -> None:
    rows = [replace(row, ip="5.1.2.3") if n < 60 else row for n, row in enumerate(USUAL)]
    assert strength("shared_ips", with_tables(book_of(mine=rows), shared_ips=[("5.1.2.3", 4)])) > 0


def test_private_addresses_of_several_customers_are_no_shared_ones() -> None:
    rows = [replace(row, ip="10.0.0.1") for row in USUAL]
    assert strength("shared_ips", with_tables(book_of(mine=rows), shared_ips=[("10.0.0.1", 9)])) == 0


def at_second(share: float) -> list[Row]:
    hit = int(len(USUAL) * share)
    struck = [replace(row, recorded=row.recorded[:17] + "05" + row.recorded[19:]) for row in USUAL[:hit]]
    return [*struck, *USUAL[hit:]]


def test_times_on_one_second_of_the_minute_speak() -> None:
    assert strength("second_of_minute", book_of(mine=at_second(0.6))) > 0


def test_times_kept_to_the_minute_are_silent() -> None:
    assert strength("second_of_minute", book_of(mine=at_second(1))) == 0
    assert strength("second_of_minute", book_of(mine=USUAL)) == 0


def at_midnight(share: float) -> list[Row]:
    hit = int(len(USUAL) * share)
    struck = [replace(row, recorded=row.recorded[:11] + "00:00:00+02:00") for row in USUAL[:hit]]
    return [*struck, *USUAL[hit:]]


def test_midnights_among_real_times_speak() -> None:
    assert strength("midnights", book_of(mine=at_midnight(0.5))) > 0


def test_a_system_that_keeps_dates_only_is_silent() -> None:
    assert strength("midnights", book_of(mine=at_midnight(1))) == 0


def mailed(rows: list[Row], first_days_ago: float) -> list[tuple[object, ...]]:
    first = seconds(first_days_ago)
    return [("mine", row.email, first, first, 1) for row in rows]


def test_opt_ins_after_the_first_mail_are_decisive() -> None:
    rows = opted_in(10)
    assert strength("impossible_times", with_tables(book_of(mine=rows), mails=mailed(rows, 30))) == 1


def test_opt_ins_in_the_future_are_decisive() -> None:
    assert strength("impossible_times", book_of(mine=opted_in(-3))) == 1


def test_a_clock_that_is_a_day_off_is_possible() -> None:
    rows = opted_in(10)
    assert strength("impossible_times", with_tables(book_of(mine=rows), mails=mailed(rows, 11))) == 0
    assert strength("impossible_times", book_of(mine=opted_in(-1))) == 0


def made(days_ago: float, rows: list[Row]) -> float:
    book = with_tables(book_of(mine=rows), lists=[("mine", "single_opt_in", len(rows), seconds(days_ago))])
    return strength("before_the_list", book)


def test_form_opt_ins_older_than_the_list_speak() -> None:
    assert made(5, opted_in(90)) == 1


def test_moved_records_and_later_opt_ins_may_be_older_or_younger_than_the_list() -> None:
    assert made(5, opted_in(90, source="import")) == 0
    assert made(100, opted_in(90)) == 0
