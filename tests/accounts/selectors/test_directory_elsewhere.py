"""The directory joins what was imported with a send log that lies elsewhere, and knows what it was not told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps

from accounts.domain.records import SentRecord
from accounts.domain.send_log import LogAnswer, LogQuestion, LogUnavailableError
from accounts.models import Account, PlatformProfile, SentMessage
from accounts.selectors.directory import RecordedDirectory, directory

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 5, 12, tzinfo=UTC)
YEAR = datetime(2026, 1, 1, tzinfo=UTC)
HERE = SentRecord(
    message_id="<m1@x.example>", recipient="ann@isp.example", account_id="cu1", sent_at=NOON, subject="Imported"
)
THERE = replace(HERE, recipient="bob@isp.example", sent_at=NOON + timedelta(hours=1), subject="Elsewhere")


class Elsewhere:
    """Answers with the rows that fit; the first `away` questions find nobody."""

    def __init__(self, *rows: SentRecord, complete_from: datetime | None = YEAR, dropped: int = 0, away: int = 0):
        self.rows, self.complete_from, self.dropped, self.away = rows, complete_from, dropped, away
        self.asked: list[LogQuestion] = []

    def ask(self, question: LogQuestion) -> LogAnswer:
        self.asked.append(question)
        if len(self.asked) <= self.away:
            message = "The send log does not answer."
            raise LogUnavailableError(message)
        rows = tuple(row for row in self.rows if question.fits(row))
        return LogAnswer(rows=rows, complete_from=self.complete_from, dropped=self.dropped)


@pytest.fixture(autouse=True)
def _imported() -> None:
    Account.objects.create(pk="cu1", name="First")
    SentMessage.objects.create(
        message_id=HERE.message_id, recipient=HERE.recipient, account_id="cu1", sent_at=NOON, subject="Imported"
    )


def complete_since(moment: str) -> None:
    PlatformProfile.objects.create(pk=1, toml=f"send_log_complete_from = {moment}", imported_at=NOON)


def test_rows_of_both_are_given_newest_first() -> None:
    found = RecordedDirectory(Elsewhere(THERE)).sent_by_message_id("<m1@x.example>")
    assert [row.subject for row in found] == ["Elsewhere", "Imported"]


def test_of_two_rows_alike_the_imported_one_is_kept() -> None:
    twin = replace(HERE, subject="Elsewhere", account_id="cu2")
    found = RecordedDirectory(Elsewhere(twin)).sent_by_message_id("<m1@x.example>")
    assert [(row.subject, row.account_id) for row in found] == [("Imported", "cu1")]


def test_no_more_rows_are_given_than_promised() -> None:
    many = [replace(HERE, recipient=f"r{n}@isp.example", source_ip="198.51.100.7") for n in range(200)]
    ask = RecordedDirectory(Elsewhere(*many))
    assert len(ask.sent_by_message_id("<m1@x.example>")) == 200
    assert len(ask.sent_from("198.51.100.7", NOON, NOON)) == 50


def test_a_question_is_asked_once_in_a_batch_also_without_brackets() -> None:
    log = Elsewhere(THERE)
    ask = RecordedDirectory(log)
    for message_id in ("<m1@x.example>", "m1@x.example", "<m1@x.example>"):
        ask.sent_by_message_id(message_id)
    for recipient in ("ann@isp.example", "Ann@ISP.example"):
        ask.sent_to(recipient, NOON, NOON)
    assert len(log.asked) == 2


def test_a_required_log_that_is_away_is_an_error_and_no_absence() -> None:
    ask = RecordedDirectory(Elsewhere(away=1))
    with pytest.raises(LogUnavailableError):
        ask.sent_by_message_id("<m2@x.example>")
    assert ask.sent_by_message_id("<m2@x.example>") == ()


def test_a_log_that_is_away_and_not_required_leaves_the_imported_rows_and_a_gap() -> None:
    complete_since("2026-01-01T00:00:00Z")
    ask = RecordedDirectory(Elsewhere(away=1), required=False)
    assert [row.subject for row in ask.sent_by_message_id("<m1@x.example>")] == ["Imported"]
    assert ask.log_state.complete_from is None
    assert ask.log_state.gaps == ("The send log does not answer. What was imported of the log had to do.",)


def test_after_a_gap_later_answers_make_nothing_complete() -> None:
    ask = RecordedDirectory(Elsewhere(away=1), required=False)
    ask.sent_by_message_id("<m1@x.example>")
    ask.sent_to("ann@isp.example", NOON, NOON)
    assert ask.log_state.complete_from is None


def test_rows_that_cannot_be_used_are_a_gap() -> None:
    ask = RecordedDirectory(Elsewhere(complete_from=None, dropped=1))
    ask.sent_by_message_id("<m1@x.example>")
    assert ask.log_state.gaps == ("The send log answered with rows that cannot be used.",)


def test_without_a_log_elsewhere_the_platforms_word_counts() -> None:
    complete_since("2026-03-01T00:00:00Z")
    assert RecordedDirectory().log_state.complete_from == datetime(2026, 3, 1, tzinfo=UTC)


def test_before_it_was_asked_a_log_elsewhere_is_complete_from_no_time() -> None:
    complete_since("2026-03-01T00:00:00Z")
    assert RecordedDirectory(Elsewhere()).log_state.complete_from is None


@pytest.mark.parametrize(("imported", "month"), [("2025-01-01T00:00:00Z", 1), ("2026-03-01T00:00:00Z", 3)])
def test_the_later_of_both_words_counts(imported: str, month: int) -> None:
    complete_since(imported)
    ask = RecordedDirectory(Elsewhere())
    ask.sent_by_message_id("<m1@x.example>")
    assert ask.log_state.complete_from == datetime(2026, month, 1, tzinfo=UTC)


def test_a_log_elsewhere_that_promises_nothing_outweighs_the_platforms_word() -> None:
    complete_since("2026-03-01T00:00:00Z")
    ask = RecordedDirectory(Elsewhere(complete_from=None))
    ask.sent_by_message_id("<m1@x.example>")
    assert ask.log_state.complete_from is None


def test_a_directory_asks_the_log_that_the_application_has_connected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apps.get_app_config("accounts"), "send_log", Elsewhere(THERE))
    assert len(directory().sent_by_message_id("<m1@x.example>")) == 2
