"""Answers of a send log that lies elsewhere are read as strictly as imported rows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.core.exceptions import ImproperlyConfigured

from accounts.domain.send_log import LogAnswer, LogQuestion, RawAnswer
from accounts.models import Account
from accounts.services.send_log import CheckedLog, connected, read_row

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import Settings

NOON = datetime(2026, 11, 5, 12, tzinfo=UTC)
ROW: dict[str, Any] = {
    "message_id": "<m1@x.example>",
    "recipient": "ann@isp.example",
    "account_id": "cu1",
    "sent_at": "2026-11-05T13:00:00+01:00",
}
QUESTION = LogQuestion(message_id="<m1@x.example>")


class Says:
    """A system that gives one answer to everything."""

    def __init__(self, *rows: object, complete_from: object = None) -> None:
        self.answer = RawAnswer(rows=rows, complete_from=complete_from)

    def ask(self, _question: LogQuestion) -> RawAnswer:
        return self.answer


def answer(*rows: object, question: LogQuestion = QUESTION, complete_from: object = None) -> LogAnswer:
    Account.objects.get_or_create(pk="cu1", defaults={"name": "First"})
    return CheckedLog(Says(*rows, complete_from=complete_from)).ask(question)


def test_a_row_is_read_as_the_import_reads_it() -> None:
    found = read_row(
        {**ROW, "recipient": "Ann@ISP.example", "message_id": " m1@x.example", "source_ip": "::ffff:1.2.3.4"}
    )
    assert found is not None
    assert (found.message_id, found.recipient, found.source_ip) == ("<m1@x.example>", "ann@isp.example", "1.2.3.4")
    assert (found.sent_at, found.list_id, found.kind) == (NOON, None, "campaign")


def test_values_typed_by_a_database_are_read() -> None:
    number = UUID(int=7)
    typed = {**ROW, "sent_at": NOON, "source_ip": ip_address("2001:db8::1"), "campaign_id": number, "list_id": 12}
    found = read_row(typed)
    assert found is not None
    assert (found.sent_at, found.source_ip) == (NOON, "2001:db8::1")
    assert (found.campaign_id, found.list_id) == (str(number), "12")


@pytest.mark.parametrize(
    "change",
    [
        {"message_id": ""},
        {"message_id": None},
        {"recipient": "nobody"},
        {"account_id": ""},
        {"sent_at": "2026-11-05T13:00:00"},
        {"sent_at": datetime(2026, 11, 5)},  # noqa: DTZ001 - that is what is refused
        {"sent_at": 1_762_344_000},
        {"sent_at": "soon"},
        {"sent_at": "9999-12-31T23:59:59-23:00"},
        {"source_ip": "far away"},
        {"subject": "nul \0"},
        {"subject": "half \ud800"},
        {"subject": {"text": "nested"}},
        {"kind": "invented"},
        {"account_id": "x" * 201},
    ],
)
def test_what_an_import_would_reject_is_no_row(change: dict[str, object]) -> None:
    assert read_row({**ROW, **change}) is None


@pytest.mark.parametrize("odd", [None, "text", 7, ["<m1@x.example>"], True])
def test_what_is_no_object_is_no_row(odd: object) -> None:
    assert read_row(odd) is None


@pytest.mark.django_db
def test_good_rows_come_newest_first() -> None:
    later = {**ROW, "recipient": "bob@isp.example", "sent_at": "2026-11-05T14:00:00Z"}
    assert [row.recipient for row in answer(ROW, later).rows] == ["bob@isp.example", "ann@isp.example"]


@pytest.mark.django_db
def test_bad_rows_are_dropped_and_counted() -> None:
    found = answer(ROW, {**ROW, "sent_at": "2026-11-05T13:00:00"}, "noise")
    assert (len(found.rows), found.dropped) == (1, 2)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("question", "fits"),
    [
        (LogQuestion(message_id="<m1@x.example>"), True),
        (LogQuestion(message_id="<M1@x.example>"), False),
        (LogQuestion(recipient="ann@isp.example", since=NOON, until=NOON), True),
        (LogQuestion(recipient="bob@isp.example", since=NOON, until=NOON), False),
        (LogQuestion(recipient="ann@isp.example", since=NOON + timedelta(seconds=1), until=NOON + timedelta(2)), False),
        (LogQuestion(recipient="ann@isp.example", since=NOON - timedelta(2), until=NOON - timedelta(1)), False),
        (LogQuestion(account_id="cu1", recipient="ann@isp.example"), True),
        (LogQuestion(account_id="cu2", recipient="ann@isp.example"), False),
        (LogQuestion(source_ip="198.51.100.7", since=NOON, until=NOON), False),
    ],
)
def test_a_row_that_answers_another_question_is_no_evidence(question: LogQuestion, fits: object) -> None:
    assert bool(answer(ROW, question=question).rows) is fits


@pytest.mark.django_db
def test_an_account_that_was_never_imported_is_dropped() -> None:
    found = answer(ROW, {**ROW, "recipient": "bob@isp.example", "account_id": "unknown"})
    assert ([row.recipient for row in found.rows], found.dropped) == (["ann@isp.example"], 1)


@pytest.mark.django_db
def test_a_flood_of_rows_is_cut_and_counts_as_incomplete() -> None:
    rows = [{**ROW, "recipient": f"r{number}@isp.example"} for number in range(300)]
    found = answer(*rows, complete_from="2026-01-01T00:00:00Z")
    assert (len(found.rows), found.dropped, found.complete_from) == (200, 100, None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("2026-11-05T13:00:00+01:00", NOON),
        (NOON, NOON),
        (None, None),
        ("", None),
        ("2026-11-05T13:00:00", None),
        ("always", None),
        (0, None),
        (datetime(2026, 11, 5), None),  # noqa: DTZ001 - that is what is refused
    ],
)
def test_a_log_is_complete_only_from_a_time_with_an_offset(said: object, read: datetime | None) -> None:
    assert answer(ROW, complete_from=said).complete_from == read


@pytest.mark.django_db
def test_a_dropped_row_might_be_the_message_so_nothing_is_complete() -> None:
    assert answer("noise", complete_from="2026-01-01T00:00:00Z").complete_from is None


def test_without_settings_no_log_is_asked() -> None:
    assert connected() is None


def test_a_query_file_that_cannot_be_used_stops_the_start(settings: Settings, tmp_path: Path) -> None:
    settings.SEND_LOG_DSN, settings.SEND_LOG_QUERY_FILE = "postgres://x", str(tmp_path / "gone.toml")
    with pytest.raises(ImproperlyConfigured, match=r"SEND_LOG_QUERY_FILE: .*gone\.toml"):
        connected()


def test_one_process_has_one_log_so_that_its_failures_are_remembered(settings: Settings) -> None:
    settings.SEND_LOG_URL, settings.SEND_LOG_TOKEN = "https://log.example/", "t"
    assert connected() is connected()
