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


def test_form_opt_ins_that_a_former_system_kept_are_silent() -> None:
    assert made(5, [replace(row, evidence="former provider") for row in opted_in(90)]) == 0


def test_moved_records_and_later_opt_ins_may_be_older_or_younger_than_the_list() -> None:
    assert made(5, opted_in(90, source="import")) == 0
    assert made(100, opted_in(90)) == 0


def declared(consent: str) -> float:
    return strength("declared_opt_out", with_tables(book_of(mine=USUAL), lists=[("mine", consent, 400, None)]))


def test_a_list_that_its_owner_declares_as_opt_out_is_decided() -> None:
    assert declared("opt_out") == 1


def test_other_declared_consents_are_silent() -> None:
    assert declared("imported") == declared("unknown") == 0


def nightly(source: str, *, late: int = 0) -> float:
    """A day's people have one time; the hour of the clock stays while summer time comes and goes."""
    nights = [NOW.replace(hour=2 if n < 100 else 1) - timedelta(days=n, seconds=late * (n % 7)) for n in range(200)]
    rows = [
        Row(f"p{n}.{place}@isp.example", night.isoformat(), source=source)
        for n, night in enumerate(nights)
        for place in range(3)
    ]
    return strength("regular_intervals", book_of(mine=rows))


def test_a_nightly_hand_over_is_no_invention() -> None:
    assert nightly("import") == nightly("api", late=300) == 0


def test_people_at_a_form_at_one_hour_of_the_day_speak() -> None:
    assert nightly("web_form") > 0


def test_records_stamped_in_one_go_are_told_in_seconds() -> None:
    moments = [(NOW - timedelta(days=9, seconds=n)).isoformat() for n in range(100)]
    book = book_of(mine=[Row(f"p{n}@isp.example", moment, source="import") for n, moment in enumerate(moments)])
    assert "are 1.0 seconds in the mean" in BY_NAME["regular_intervals"].tell(
        measured("regular_intervals", book)["mine"]
    )


def from_one_server(evidence: str, form: str = "") -> float:
    rows = [replace(row, ip="5.1.2.3", source="api", evidence=evidence, form=form) for row in USUAL]
    return strength("ip_concentration", book_of(mine=rows))


def test_the_server_of_an_application_that_keeps_evidence_is_no_concentration() -> None:
    assert from_one_server("sign-up in the app") == 0


def test_one_address_without_evidence_or_behind_a_form_is_a_concentration() -> None:
    assert from_one_server("") == from_one_server("sign-up", "win.example") == 1
