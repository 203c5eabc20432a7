# ruff: noqa: RUF001 - digits of other scripts are meant
from __future__ import annotations

import pytest

from complaints.domain.dates import parse_date


@pytest.mark.parametrize(
    ("recorded", "utc"),
    [
        ("Thu, 5 Nov 2026 16:14:00 +0100 (CET)", "2026-11-05T15:14:00+00:00"),
        ("5 november 2026 16:14:00 CET", "2026-11-05T15:14:00+00:00"),
        ("11/5/26, 4:14 PM", "2026-11-05T16:14:00+00:00"),
        ("Thu 5/11/2026 16:14", "2026-11-05T16:14:00+00:00"),
        ("25/11/2026 16:14", "2026-11-25T16:14:00+00:00"),
        ("mar. 3 nov. 2026 à 16:14", "2026-11-03T16:14:00+00:00"),
        ("5 listopada 2026 16:14", "2026-11-05T16:14:00+00:00"),
        ("5. listopada 2026. u 16:14", "2026-10-05T16:14:00+00:00"),
        ("Thu Nov 05 16:14:00 GMT+01:00 2026", "2026-11-05T15:14:00+00:00"),
        ("2026年11月5日 GMT+8 16:14:00", "2026-11-05T08:14:00+00:00"),
        ("2026년 11월 5일 오후 4시 14분 00초 GMT+9", "2026-11-05T07:14:00+00:00"),
        ("٥ نوفمبر ٢٠٢٦ في ٤:١٤:٠٠ م غرينتش+٣", "2026-11-05T13:14:00+00:00"),
        ("5 พฤศจิกายน 2569 เวลา 16:14:00 GMT+7", "2026-11-05T09:14:00+00:00"),
        ("05 Tháng Mười Một 2026 4:14 CH", "2026-11-05T16:14:00+00:00"),
        ("Πέμπτη, 5 Νοεμβρίου 2026 4:14 μμ", "2026-11-05T16:14:00+00:00"),
        ("2026 m. lapkričio 5 d., ketvirtadienis 16:14", "2026-11-05T16:14:00+00:00"),
    ],
)
def test_a_clients_date_is_understood_in_its_language(recorded: str, utc: str) -> None:
    found = parse_date(recorded)

    assert found is not None
    assert found.isoformat() == utc


@pytest.mark.parametrize("recorded", ["5/11/2026 16:14", "05-11-2026 16:14", "05/11/2026, 4:14 PM CET"])
def test_a_date_that_can_be_read_two_ways_is_not_guessed(recorded: str) -> None:
    assert parse_date(recorded) is None


def test_the_language_around_a_date_says_which_number_is_the_day() -> None:
    found = parse_date("5/11/2026 16:14", day_first=True)

    assert found is not None
    assert (found.month, found.day) == (11, 5)


@pytest.mark.parametrize("recorded", ["31/04/2026 16:14", "5 Nov 2026 99:99", "", "9" * 300, "5 Nov 0000 00:00 +9900"])
def test_what_is_no_time_gives_none(recorded: str) -> None:
    assert parse_date(recorded) is None
