"""Asking a send log in a real PostgreSQL: read-only, bounded in time and rows, and never by text from mail."""

from __future__ import annotations

import select
import socket
import socketserver
import time
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from accounts.connectors import sql_log
from accounts.connectors.sql_log import Queries, SqlLog, read_queries
from accounts.domain.send_log import LogQuestion, LogUnavailableError
from tests.accounts.connectors.platform_service import documented, table

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.servers

SILENCE_SECONDS = 3
QUESTION = LogQuestion(message_id="<m1@x.example>")


def row(number: int, **values: str) -> dict[str, Any]:
    fields = {"message_id": "<m1@x.example>", "account_id": "cu1", "list_id": "", "campaign_id": ""}
    more = {"recipient": f"r{number}@isp.example", "sent_at": f"2026-11-05T12:00:{number % 60:02}+00:00"}
    return {**fields, **more, "source_ip": "198.51.100.7", "subject": "100% off", **values}


@pytest.fixture
def address(postgres_url: str) -> Iterator[str]:
    with table(postgres_url, [row(number) for number in range(5)]) as url:
        yield url


@pytest.fixture
def queries(tmp_path: Path) -> Queries:
    path = tmp_path / "queries.toml"
    path.write_text(documented("toml"), encoding="utf-8")
    return read_queries(path)


def instead(queries: Queries, query: str) -> Queries:
    return replace(queries, by_name={**queries.by_name, "message_id": query})


def count(address: str) -> int:
    with psycopg.connect(address) as connection:
        found = connection.execute("SELECT count(*) FROM messages").fetchone()
    assert found is not None
    return int(found[0])


def test_the_documented_queries_answer_from_the_documented_table(address: str, queries: Queries) -> None:
    answer = SqlLog(address, queries).ask(QUESTION)
    assert [each["recipient"] for each in answer.rows] == [f"r{n}@isp.example" for n in (4, 3, 2, 1, 0)]  # type: ignore[index]
    assert answer.complete_from == queries.complete_from


@pytest.mark.parametrize(
    "hostile", ["<' OR '1'='1>", "<x'; DELETE FROM messages; -->", "<%(recipient)s>", "<%s%d%%>", "<\\'>"]
)
def test_what_mail_says_is_a_value_and_never_sql(address: str, queries: Queries, hostile: str) -> None:
    assert SqlLog(address, queries).ask(LogQuestion(message_id=hostile)).rows == ()
    assert count(address) == 5


@pytest.mark.parametrize(
    "writes",
    [
        "DELETE FROM messages WHERE message_id = %(message_id)s RETURNING *",
        "SELECT * FROM messages WHERE message_id = %(message_id)s; DELETE FROM messages",
        "WITH gone AS (DELETE FROM messages WHERE message_id = %(message_id)s RETURNING *) SELECT * FROM gone",
    ],
)
def test_a_query_that_writes_is_refused_by_the_database(address: str, queries: Queries, writes: str) -> None:
    with pytest.raises(LogUnavailableError):
        SqlLog(address, instead(queries, writes)).ask(QUESTION)
    assert count(address) == 5


def test_a_query_that_takes_too_long_is_ended(address: str, queries: Queries, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql_log, "STATEMENT_MILLISECONDS", "100")
    slow = "SELECT pg_sleep(30), %(message_id)s AS message_id"
    with pytest.raises(LogUnavailableError, match="QueryCanceled"):
        SqlLog(address, instead(queries, slow)).ask(QUESTION)


def test_no_more_rows_are_fetched_than_wanted(address: str, queries: Queries) -> None:
    endless = "SELECT generate_series(1, 100000000) AS n, %(message_id)s AS message_id"
    answer = SqlLog(address, instead(queries, endless)).ask(replace(QUESTION, limit=7))
    assert len(answer.rows) == 7


def test_a_table_that_is_not_there_is_no_answer(address: str, queries: Queries) -> None:
    with pytest.raises(LogUnavailableError, match="UndefinedTable, 42P01"):
        SqlLog(address, instead(queries, "SELECT * FROM nowhere WHERE m = %(message_id)s")).ask(QUESTION)


def test_a_database_that_is_away_is_no_answer_and_its_password_stays_secret(queries: Queries) -> None:
    with pytest.raises(LogUnavailableError) as raised:
        SqlLog("postgres://desk:very-secret@127.0.0.1:1/mail", queries).ask(QUESTION)
    assert "very-secret" not in str(raised.value)


@contextmanager
def falling_silent(address: str, *, after: bytes) -> Iterator[str]:
    """Give the address of a way to the database that passes nothing on any more once a question names something."""
    there = psycopg.conninfo.conninfo_to_dict(address)
    host, port = str(there.get("host") or "127.0.0.1"), int(str(there.get("port") or 5432))

    class Way(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with socket.create_connection((host, port)) as database:
                while True:
                    ready, _, _ = select.select([self.request, database], [], [], 20)
                    said = ready[0].recv(65_536) if ready else b""
                    if not said:
                        return
                    if after in said:
                        Event().wait(SILENCE_SECONDS)
                        return
                    (database if ready[0] is self.request else self.request).sendall(said)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Way) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield psycopg.conninfo.make_conninfo(
            address, host="127.0.0.1", port=server.server_address[1], sslmode="disable"
        )
        server.shutdown()


def test_a_database_that_falls_silent_costs_a_bounded_time(
    address: str, queries: Queries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sql_log, "TOTAL_SECONDS", 0.5)
    with falling_silent(address, after=b"DECLARE") as way:
        begun = time.monotonic()
        with pytest.raises(LogUnavailableError):
            SqlLog(way, queries).ask(QUESTION)
        assert time.monotonic() - begun < SILENCE_SECONDS


def open_doors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_many_questions_leave_no_door_open(address: str, queries: Queries) -> None:
    log = SqlLog(address, queries)
    log.ask(QUESTION)
    before = open_doors()
    for _ in range(5):
        log.ask(QUESTION)
    assert open_doors() == before
