from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ibis
import pytest

from accounts.domain import addresses, list_patterns
from accounts.domain.list_patterns import SIGNALS
from accounts.domain.list_score import find
from accounts.domain.ports import Book
from tests.accounts import books
from tests.accounts.books import BY_NAME, book_of
from tests.accounts.list_kinds import DISHONEST, HONEST, Row, make

if TYPE_CHECKING:
    from accounts.domain.ports import Signal


def measured(name: str, **lists: list[Row]) -> dict[str, dict[str, Any]]:
    return books.measured(name, book_of(**lists))


def value(name: str, rows: list[Row]) -> float:
    return float(measured(name, mine=rows)["mine"]["value"])


@pytest.fixture(scope="module")
def honest(engine: Any) -> Book:
    return loaded(engine, "honest", book_of(**{kind: make(kind, 1000, 5) for kind in HONEST}))


@pytest.fixture(scope="module")
def book(engine: Any) -> Book:
    twice = make("invented", 200, 1)
    single = [Row("ann@isp.example")]
    return loaded(engine, "mixed", book_of(one=twice, two=twice, three=make("scraped", 200, 1), single=single))


def loaded(engine: Any, name: str, book: Book) -> Book:
    """Lay a book out in the engine once, since many ask it."""
    tables = {field.name: getattr(book, field.name) for field in fields(book)}
    return Book(**{part: engine.create_table(f"{name}_{part}", table) for part, table in tables.items()})


def test_every_file_of_a_signal_is_registered_under_its_own_name() -> None:
    folder = Path(list_patterns.__file__).parent
    files = {path.stem for path in folder.glob("[!_]*.py")}
    assert files == set(BY_NAME)


@pytest.mark.parametrize("signal", SIGNALS, ids=lambda signal: signal.name)
def test_a_signal_says_what_it_is_and_what_else_it_might_be(signal: Signal) -> None:
    assert signal.label
    assert signal.formula
    assert signal.innocent
    assert signal.group in "ABCDEFG"
    assert 0 < signal.threshold < signal.strong <= 1
    assert 0 <= signal.weight < 1


@pytest.mark.parametrize("signal", SIGNALS, ids=lambda signal: signal.name)
def test_a_signal_tells_its_numbers_and_draws_at_most_24_bars(signal: Signal, book: Book) -> None:
    for row in signal.measure(book).to_pyarrow().to_pylist():
        assert any(digit in signal.tell(row) for digit in "0123456789")
    series = signal.series(book)
    drawn = [] if series is None else series.to_pyarrow().to_pylist()
    assert all(set(point) - {"usual"} == {"list_id", "label", "number"} for point in drawn)
    assert all(sum(p["list_id"] == name for p in drawn) <= 24 for name in ("one", "two", "three"))


@pytest.mark.parametrize("signal", SIGNALS, ids=lambda signal: signal.name)
def test_a_signal_bears_a_list_of_one(signal: Signal, book: Book) -> None:
    single = [row for row in signal.measure(book).to_pyarrow().to_pylist() if row["list_id"] == "single"]
    assert all(isinstance(signal.tell(row), str) for row in single)


SPEAKS = [
    ("role_addresses", "scraped", 1.0),
    ("numbered_addresses", "counted", 0.99),
    ("singleton_domains", "scraped", 1.0),
    ("file_order", "bought", 1.0),
    ("missing_ip", "bare", 1.0),
    ("missing_time", "scraped", 1.0),
    ("ip_concentration", "bought", 0.3),
    ("naive_time", "bare", 1.0),
    ("same_second", "bought", 1.0),
    ("regular_intervals", "filled_down", 0.99),
    ("time_follows_alphabet", "filled_down", 0.99),
    ("flat_hours", "invented", 0.9),
    ("import_burst", "bought", 1.0),
]


@pytest.mark.parametrize(("name", "kind", "least"), SPEAKS)
def test_a_signal_speaks_on_the_kind_of_list_that_it_is_for(name: str, kind: str, least: float) -> None:
    assert value(name, make(kind, 1000, 3)) >= least


@pytest.mark.parametrize("signal", [s for s in SIGNALS if s.weight >= 0.2], ids=lambda signal: signal.name)
def test_a_signal_of_weight_stays_silent_on_honest_lists(signal: Signal, honest: Book) -> None:
    rows = signal.measure(honest).to_pyarrow().to_pylist()
    assert [row["list_id"] for row in rows if find(signal, row, ()).strength > 0] == []


def test_random_addresses_are_special_in_one_of_seven() -> None:
    found = measured("special_use_ip", mine=make("invented", 4000, 1))["mine"]
    assert found["observed"] == pytest.approx(0.14, abs=0.02)


def test_addresses_that_no_proxy_has_either_count_twice() -> None:
    usual = make("form", 200, 1)
    proxied = [replace(row, ip="10.0.0.7") if n < 20 else row for n, row in enumerate(usual)]
    invented = [replace(row, ip="240.0.0.7") if n < 20 else row for n, row in enumerate(usual)]
    assert (value("special_use_ip", proxied), value("special_use_ip", invented)) == (0.1, 0.2)


def test_a_proxys_private_address_everywhere_is_told_and_not_held_against_the_list() -> None:
    rows = [replace(row, ip="10.0.0.7") for row in make("form", 200, 1)]
    row = measured("special_use_ip", mine=rows)["mine"]
    assert (row["value"], row["observed"]) == (0.0, 1.0)
    assert "proxy" in BY_NAME["special_use_ip"].tell(row)


@pytest.mark.parametrize(
    "ip",
    [
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.1.1",
        "172.16.0.1",
        "192.0.0.9",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "0.1.2.3",
        "::1",
        "fe80::1",
        "fd00::1",
        "ff02::1",
        "2001:db8::1",
        "8.8.8.8",
        "100.128.0.1",
        "172.32.0.1",
        "192.1.0.1",
        "9.9.9.9",
        "198.20.0.1",
        "203.0.114.1",
        "2a00:1450::1",
        "2606:4700::1111",
        "169.253.0.1",
    ],
)
def test_the_pattern_of_special_addresses_agrees_with_the_registry(ip: str) -> None:
    spelled = addresses.canonical_ip(ip)
    assert spelled is not None
    rows = [Row("a@isp.example", ip=spelled), Row("b@isp.example", ip="9.9.9.9")]
    assert (value("special_use_ip", rows) > 0) == bool(addresses.special_use(ip))


def test_one_till_for_all_is_no_concentration() -> None:
    assert "mine" not in measured("ip_concentration", mine=make("till", 200, 1))


def test_dates_without_a_time_of_day_are_no_same_second() -> None:
    rows = [replace(row, recorded="2025-05-05T00:00:00+00:00") for row in make("form", 200, 1)]
    assert "mine" not in measured("same_second", mine=rows)


def test_a_list_bought_by_two_customers_overlaps() -> None:
    vendor = make("bought", 1000, 9)
    found = measured("overlap", one=vendor[:600], two=vendor[200:800], honest=make("form", 600, 2))
    assert found["one"]["value"] == found["two"]["value"] == pytest.approx(400 / 600)
    assert found.get("honest", {"value": 0.0})["value"] < 0.05


def test_two_lists_of_one_customer_do_not_count_as_overlap() -> None:
    rows = make("form", 300, 1)
    book = book_of(one=rows, two=rows)
    same = book.rows.mutate(account_id=ibis.literal("the same"))
    kept = replace(book, rows=same, elsewhere=book.elsewhere.mutate(account_id=ibis.literal("the same")))
    assert BY_NAME["overlap"].measure(kept).to_pyarrow().to_pylist() == []


def test_what_three_customers_share_is_a_core() -> None:
    vendor = make("bought", 900, 9)
    found = measured("shared_core", one=vendor[:600], two=vendor[100:700], three=vendor[200:900])
    assert found["one"]["hits"] == 400


def test_outcomes_are_shares_of_all_records() -> None:
    rows = make("form", 100, 1)
    mixed = [
        replace(row, status="bounced" if n < 7 else "complained" if n < 9 else "subscribed")
        for n, row in enumerate(rows)
    ]
    assert value("hard_bounces", mixed) == pytest.approx(0.07)
    assert value("complained_share", mixed) == pytest.approx(0.02)


def test_both_kinds_are_covered() -> None:
    assert len(HONEST) >= 5
    assert len(DISHONEST) >= 6
