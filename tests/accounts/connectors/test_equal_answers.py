"""Imported rows, an HTTP service and a PostgreSQL database give equal answers to the same questions."""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from accounts.connectors.http_log import HttpLog
from accounts.connectors.sql_log import SqlLog, read_queries
from accounts.models import Account
from accounts.selectors.directory import RecordedDirectory
from accounts.services.import_platform import import_platform
from accounts.services.send_log import CheckedLog
from tests.accounts.connectors.platform_service import TOKEN, Row, documented, serving, table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = [pytest.mark.django_db, pytest.mark.servers]

NOON = datetime(2026, 11, 5, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def row(number: int, **values: str) -> Row:
    return {
        "message_id": f"<m{number}@x.example>",
        "account_id": "cu1",
        "list_id": "",
        "campaign_id": "c1",
        "recipient": "ann@isp.example",
        "sent_at": (NOON + timedelta(hours=number)).isoformat(),
        "source_ip": "198.51.100.7",
        "subject": f"Number {number}",
        **values,
    }


ROWS = [
    row(0),
    row(1, recipient="bob@isp.example", list_id="l1"),
    row(2, account_id="cu2", source_ip="2001:db8::1"),
    row(3, message_id="<m0@x.example>", recipient="bob@isp.example", subject="Grüße & 100 %"),
    row(4, message_id="<odd'\"%&=+@x.example>", campaign_id="", source_ip=""),
    row(-72),
]
QUESTIONS: dict[str, tuple[Callable[[RecordedDirectory], tuple[object, ...]], int]] = {
    "a message to two": (lambda ask: ask.sent_by_message_id("<m0@x.example>"), 2),
    "signs in an id": (lambda ask: ask.sent_by_message_id("<odd'\"%&=+@x.example>"), 1),
    "another case": (lambda ask: ask.sent_by_message_id("<M0@x.example>"), 0),
    "nothing such": (lambda ask: ask.sent_by_message_id("<nothing@x.example>"), 0),
    "hostile": (lambda ask: ask.sent_by_message_id("<' OR 1=1 -- \0>"), 0),
    "a mailbox": (lambda ask: ask.sent_to("Ann@ISP.example", NOON - DAY, NOON + DAY), 3),
    "both ends": (lambda ask: ask.sent_to("ann@isp.example", NOON, NOON + timedelta(hours=2)), 2),
    "no mailbox": (lambda ask: ask.sent_to("nobody", NOON - DAY, NOON + DAY), 0),
    "an address": (lambda ask: ask.sent_from("::ffff:198.51.100.7", NOON - DAY, NOON + DAY), 3),
    "IPv6": (lambda ask: ask.sent_from("2001:DB8:0::1", NOON - DAY, NOON + DAY), 1),
    "no address": (lambda ask: ask.sent_from("not one", NOON - DAY, NOON + DAY), 0),
    "an account": (lambda ask: ask.sent_for("cu1", "ANN@isp.example"), 3),
    "another account": (lambda ask: ask.sent_for("cu2", "ann@isp.example"), 1),
    "no account": (lambda ask: ask.sent_for("", "ann@isp.example"), 0),
}


@contextmanager
def by_import(folder: Path, _address: str) -> Iterator[RecordedDirectory]:
    (folder / "messages.ndjson").write_text("\n".join(map(json.dumps, ROWS)), encoding="utf-8")
    list(import_platform(folder, environ={}, now=NOON, progress=lambda *_: None))
    yield RecordedDirectory()


@contextmanager
def by_http(_folder: Path, _address: str) -> Iterator[RecordedDirectory]:
    with serving() as service:
        service.rows = ROWS
        yield RecordedDirectory(CheckedLog(HttpLog(service.url, TOKEN)))


@contextmanager
def by_sql(folder: Path, address: str) -> Iterator[RecordedDirectory]:
    path = folder / "queries.toml"
    path.write_text(documented("toml"), encoding="utf-8")
    with table(address, ROWS) as url:
        yield RecordedDirectory(CheckedLog(SqlLog(url, read_queries(path))))


def test_all_three_ways_give_the_same_rows_in_the_same_order(tmp_path: Path, postgres_url: str) -> None:
    Account.objects.bulk_create([Account(pk="cu1", name="First"), Account(pk="cu2", name="Second")])
    said = {}
    for way in (by_http, by_sql, by_import):
        with way(tmp_path, postgres_url) as directory:
            said[way.__name__] = {name: ask(directory) for name, (ask, _) in QUESTIONS.items()}
    assert said["by_http"] == said["by_import"]
    assert said["by_sql"] == said["by_import"]
    assert {name: len(rows) for name, rows in said["by_import"].items()} == {n: c for n, (_, c) in QUESTIONS.items()}
