from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from types import SimpleNamespace

import pytest

from complaints.templatetags import display


@pytest.mark.parametrize(
    ("shown", "written"),
    [
        ("ann@isp.example", "ann@isp.example"),
        ("ann@exаmple.com", "ann@xn--exmple-4nf.com"),  # noqa: RUF001 - a Cyrillic letter, which is the point
        ("ann\u202e@isp.example\u200b", "ann@isp.example"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("", ""),
    ],
)
def test_an_address_cannot_pass_for_another(shown: str, written: str) -> None:
    assert display.address(shown) == written


def test_a_domain_that_has_no_ascii_form_is_written_with_escapes() -> None:
    assert display.address("a@" + "ä" * 70 + ".example").isascii()


def test_lines_are_kept_and_invisible_characters_are_not() -> None:
    assert display.visible_lines("a\r\nb\u2066c\x00") == "a\nbc"


@pytest.mark.parametrize(
    ("cents", "currency", "written"),
    [(30_000, "USD", "$300.00"), (-10_000, "USD", "-$100.00"), (123_456_789, "EUR", "EUR 1,234,567.89")],
)
def test_money_is_written_from_cents(cents: int, currency: str, written: str) -> None:
    assert display.money(cents, currency) == written


def test_a_time_is_shown_in_the_readers_zone_with_utc_beside_it() -> None:
    reader = SimpleNamespace(user=SimpleNamespace(time_zone="Asia/Kathmandu"))
    shown = display.moment({"request": reader}, datetime(2026, 11, 5, 15, 14, tzinfo=UTC))
    assert ">2026-11-05 20:59 +0545<" in shown
    assert 'title="2026-11-05 15:14:00 UTC"' in shown


def test_an_unknown_zone_counts_as_utc() -> None:
    reader = SimpleNamespace(user=SimpleNamespace(time_zone="Mars/Olympus"))
    assert "15:14 UTC" in display.moment({"request": reader}, datetime(2026, 11, 5, 15, 14, tzinfo=UTC))


def test_a_time_of_evidence_is_written_in_utc_to_the_second() -> None:
    moment = datetime(2026, 11, 5, 10, 14, 27, tzinfo=timezone(-timedelta(hours=5)))
    assert display.utc(moment.isoformat()) == "2026-11-05 15:14:27 UTC"


@pytest.mark.parametrize("value", [None, "", "yesterday", 7])
def test_what_is_no_time_is_written_as_nothing(value: object) -> None:
    assert display.utc(value) == ""  # type: ignore[arg-type]  # kept JSON may hold anything
