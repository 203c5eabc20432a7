"""Every signal gives on PostgreSQL and Spark the figures that it gives in the embedded engine, over the same tables."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from dataclasses import fields, replace
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import ibis
import psycopg
import pyarrow as pa
import pytest

from accounts.domain import list_batches
from accounts.domain.list_patterns import SIGNALS
from accounts.domain.list_patterns._bombing import bombed
from accounts.domain.ports import Book
from accounts.services.list_engines.spark import Spark
from tests.accounts.books import NOW, book_of, rows_of_lists, with_tables
from tests.accounts.list_kinds import DISHONEST, HONEST, Row, make

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ibis.expr.types import Table

    from accounts.domain.ports import Signal

DATABASE = os.environ.get("DATABASE_URL", "")
LIST_SIZE = 250
YEAR = 365 * 86_400
SQL_TYPES = {"string": 'text COLLATE "C"', "int64": "bigint", "boolean": "boolean"}

# Equally common days, addresses and seconds; addresses with capitals and outside ASCII; times of all sorts.
ODD = [
    Row("@", "9999-12-31T23:59:59", "unknown"),
    Row('"a@b"@c.example', "0001-01-01", "10.0.0.1"),
    Row("99999999999999999999@x.example", "", "::1"),
    Row("\u00fc\U0001f600@x.example", "2025-03-02", "10.0.0.2"),
    Row("_ann@x.example", "2025-05-05T04:00", "10.0.0.1"),
    Row("Zoe@x.example", "1969-12-31 23:59:59.5", "10.0.0.2"),
    Row("a.b@x.example", "2024-02-29T04:00:00+23:59", '"quoted", 1'),
    Row("ab@x.example", "2024-02-29T04:00:00Z", "line\nend"),
    Row("a-b@x.example", "2024-02-29 04:05:00", ""),
]


def made_book() -> Book:
    """Lists of every kind, and enough around them for every signal to have something to measure."""
    vendor = make("bought", 500, 3)
    spiked = [*make("form", 400, 9), *(replace(row, recorded="2025-06-01T10:00:00+00:00") for row in vendor[:210])]
    first_names = [Row(f"{name}@one.example") for name in ("anna", "emma", "james", "john", "mary", "peter") * 5]
    lists = {kind: make(kind, LIST_SIZE, 7) for kind in (*HONEST, *DISHONEST)}
    lists |= {"one": vendor[:300], "two": vendor[100:400], "three": vendor[200:], "odd": ODD, "spiked": spiked}
    lists |= {"home": abroad("de", "ch"), "abroad": abroad("fr", "de")}
    lists |= {f"bombed {second}": [*make("form", 20, second), *bombing(second)] for second in range(3)}
    book = book_of(named=[*first_names, Row("me+shopone@isp.example"), Row("Tagged+x@isp.example")], **lists)
    book = of_one_customer(book, "home", "abroad")
    persons = [row.email for row in vendor[:60]]
    now = int(NOW.timestamp())
    mails = [
        ("one", who, now - 3 * YEAR + place, now - place * 10 * 86_400, 1 + place % 3)
        for place, who in enumerate(persons)
    ]
    return with_tables(
        book,
        lists=[
            (name, "single_opt_in", len(rows), now - YEAR if len(rows) % 2 else None) for name, rows in lists.items()
        ],
        mails=mails,
        shared_ips=[("5.1.2.3", 4), ("10.0.0.1", 3)],
        hosting_ips=[("5.1.2.4",), ("::1",)],
        names=[("account of one", "shopone")],
        canaries=[(who, kind) for who, kind in zip(persons, ("pristine", "recycled", "typo") * 20, strict=True)],
        review=[(now, "2026-01-01")],
    )


def bombing(second: int) -> list[Row]:
    """What one machine leaves on each of several lists."""
    return [Row(f"victim{n}@town.gov", f"2025-05-05T10:{n}0:0{second}+00:00", "5.9.9.9") for n in range(4)]


def abroad(*suffixes: str) -> list[Row]:
    """Addresses under national suffixes."""
    return [Row(f"ann{n}@firm{n}.{suffixes[n % 3 // 2]}", source="import") for n in range(LIST_SIZE)]


def of_one_customer(book: Book, *names: str) -> Book:
    """Give lists to the account of the first of them."""

    def given(table: Table) -> Table:
        return table.mutate(
            account_id=ibis.ifelse(table.list_id.isin(names), f"account of {names[0]}", table.account_id)
        )

    return replace(book, rows=given(book.rows), elsewhere=given(book.elsewhere), sample=given(book.sample))


@pytest.fixture(scope="module")
def usual(engine: Any) -> Book:
    """Give the tables in the embedded engine."""
    made = made_book()
    tables = {field.name: getattr(made, field.name) for field in fields(made)}
    return Book(**{name: engine.create_table(f"usual_{name}", table) for name, table in tables.items()})


@pytest.fixture(
    scope="module",
    params=[
        pytest.param("postgres", marks=pytest.mark.skipif(not DATABASE.startswith("postgres"), reason="no PostgreSQL")),
        pytest.param(
            "spark",
            marks=pytest.mark.skipif(
                not (find_spec("pyspark") and shutil.which("java")), reason="no Spark or no Java; see make lists-spark"
            ),
        ),
    ],
)
def other(request: pytest.FixtureRequest, usual: Book) -> Iterator[Book]:
    """Give the same tables in another engine."""
    with {"postgres": in_postgres, "spark": in_spark}[request.param](usual) as book:
        yield book


@contextmanager
def in_postgres(usual: Book) -> Iterator[Book]:
    """As temporary tables; texts are compared by their bytes there too."""
    with psycopg.connect(DATABASE, autocommit=True) as connection:
        backend = ibis.postgres.from_connection(connection)
        yield Book(
            **{name.name: copied(backend, f"other_{name.name}", getattr(usual, name.name)) for name in fields(usual)}
        )


@contextmanager
def in_spark(usual: Book) -> Iterator[Book]:
    with Spark().opened() as tables:
        filled = {}
        for field in fields(usual):
            table = getattr(usual, field.name).to_pyarrow()
            filled[field.name] = tables.fill(f"other_{field.name}", table.schema, [partial(pa.Table.slice, table)])
        yield Book(**filled)


def copied(backend: Any, name: str, table: Table) -> Table:
    connection = backend.con
    columns = ", ".join(f'"{column}" {SQL_TYPES[str(kind)]}' for column, kind in table.schema().items())
    connection.execute(f"CREATE TEMPORARY TABLE {name} ({columns})")
    with connection.cursor().copy(f"COPY {name} FROM STDIN") as copy:
        for row in table.to_pyarrow().to_pylist():
            copy.write_row(tuple(row.values()))
    return backend.table(name)


def figures(table: Table | None) -> list[dict[str, Any]]:
    """Ask for rows; whole numbers may come as integers or as decimals."""
    rows = [] if table is None else table.to_pyarrow().to_pylist()
    return [
        {key: value if isinstance(value, str | bool | None) else float(value) for key, value in row.items()}
        for row in rows
    ]


def about(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave numbers the room that the order of a sum takes."""
    return [
        {
            key: pytest.approx(value, rel=1e-9, abs=1e-9) if isinstance(value, float) else value
            for key, value in row.items()
        }
        for row in rows
    ]


def by_list(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["list_id"]: row for row in rows}


@pytest.mark.parametrize("signal", SIGNALS, ids=lambda signal: signal.name)
def test_a_signal_measures_equal_figures(signal: Signal, usual: Book, other: Book) -> None:
    expected = figures(signal.measure(usual))
    assert expected, "nothing to compare"
    assert by_list(figures(signal.measure(other))) == by_list(about(expected))


@pytest.mark.parametrize("signal", SIGNALS, ids=lambda signal: signal.name)
def test_a_signal_draws_an_equal_chart(signal: Signal, usual: Book, other: Book) -> None:
    expected = figures(signal.series(usual))
    assert figures(signal.series(other)) == about(expected)


@pytest.mark.skipif(not DATABASE.startswith("postgres"), reason="no PostgreSQL")
def test_equal_records_are_left_to_a_bombing(engine: Any, usual: Book) -> None:
    lists = {f"bombed {second}": [*make("form", 20, second), *bombing(second)] for second in range(3)}
    attacked = engine.create_table("attacked", rows_of_lists(lists))
    expected = figures(bombed(attacked, usual.elsewhere).order_by("position"))
    assert [row["position"] for row in expected] == [20, 21, 22, 23, 44, 45, 46, 47, 68, 69, 70, 71]
    with psycopg.connect(DATABASE, autocommit=True) as connection:
        backend = ibis.postgres.from_connection(connection)
        tables = [copied(backend, *named) for named in (("attacked", attacked), ("places", usual.elsewhere))]
        assert figures(bombed(*tables).order_by("position")) == expected


def test_equal_batches_are_chosen(usual: Book, other: Book) -> None:
    chosen = [list_batches.chosen(list_batches.placed(book.rows)).order_by("batch_id") for book in (usual, other)]
    assert figures(chosen[0])
    assert figures(chosen[1]) == figures(chosen[0])
