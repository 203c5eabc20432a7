from __future__ import annotations

import csv
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Subscription, SubscriptionChange
from accounts.services.import_platform import import_platform
from tests.accounts.records_folder import RECORDS, WRITERS, write_records

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db

FIRST = datetime(2026, 6, 1, tzinfo=UTC)
SECOND = datetime(2026, 6, 4, tzinfo=UTC)
ANN = RECORDS["subscriptions"][0]


def run(folder: Path, at: datetime, ending: str = "csv", **changes: Any) -> None:
    """Import the records with one subscription, Ann's, changed so."""
    write_records(folder, ending, only=("accounts", "lists"))
    WRITERS[ending](folder / "subscriptions", [{**ANN, **changes}])
    reports = list(import_platform(folder, environ={}, now=at, progress=lambda *_: None))
    assert all(report.good for report in reports)


def changes() -> list[tuple[datetime, dict[str, list[str]]]]:
    return list(SubscriptionChange.objects.values_list("changed_at", "values"))


@pytest.mark.parametrize("ending", WRITERS)
def test_an_import_that_changes_the_evidence_keeps_what_it_said_before(tmp_path: Path, ending: str) -> None:
    run(tmp_path, FIRST, ending, ip="", confirmed_at="")
    run(tmp_path, SECOND, ending)
    assert changes() == [(SECOND, {"ip": ["", "9.9.9.9"], "confirmed_at": ["", "2025-06-01T08:05:00+00:00"]})]


@pytest.mark.parametrize("ending", WRITERS)
def test_importing_the_same_again_changes_nothing(tmp_path: Path, ending: str) -> None:
    run(tmp_path, FIRST, ending)
    run(tmp_path, SECOND, ending)
    assert changes() == []


@pytest.mark.parametrize("ending", WRITERS)
def test_a_row_that_did_not_change_is_not_written_again(tmp_path: Path, ending: str) -> None:
    run(tmp_path, FIRST, ending)
    with CaptureQueriesContext(connection) as asked:
        run(tmp_path, SECOND, ending)
    assert not [query for query in asked.captured_queries if 'INTO "accounts_subscription"' in query["sql"]]


def test_a_change_of_status_is_stored_and_is_no_change_of_evidence(tmp_path: Path) -> None:
    run(tmp_path, FIRST)
    run(tmp_path, SECOND, status="unsubscribed")
    assert Subscription.objects.get().status == "unsubscribed"
    assert changes() == []


def test_a_time_that_is_taken_away_is_kept_as_it_was_recorded(tmp_path: Path) -> None:
    run(tmp_path, FIRST)
    run(tmp_path, SECOND, subscribed_at="2025-06-01 10:00:00")
    assert changes()[0][1] == {"subscribed_at_recorded": ["2025-06-01T10:00:00+02:00", "2025-06-01 10:00:00"]}
    assert Subscription.objects.get().subscribed_at is None


def test_every_change_is_kept_in_order(tmp_path: Path) -> None:
    for day, ip in enumerate(("", "9.9.9.9", "8.8.8.8", "9.9.9.9"), start=1):
        run(tmp_path, FIRST.replace(day=day), ip=ip)
    assert [values["ip"] for _, values in changes()] == [
        ["", "9.9.9.9"],
        ["9.9.9.9", "8.8.8.8"],
        ["8.8.8.8", "9.9.9.9"],
    ]


def test_a_column_that_a_file_leaves_out_is_no_change(tmp_path: Path) -> None:
    run(tmp_path, FIRST)
    with (tmp_path / "subscriptions.csv").open("w", newline="") as stream:
        csv.writer(stream).writerows([["list_id", "email", "source"], ["l1", ANN["email"], "paper"]])
    assert all(report.good for report in import_platform(tmp_path, environ={}, now=SECOND, progress=lambda *_: None))
    assert [values for _, values in changes()] == [{"source": ["web_form", "paper"]}]
    assert Subscription.objects.get().ip == "9.9.9.9"


def test_a_record_remembers_when_it_first_came_in(tmp_path: Path) -> None:
    run(tmp_path, FIRST)
    run(tmp_path, SECOND, ip="8.8.8.8")
    assert Subscription.objects.get().first_imported_at == FIRST


def test_the_same_address_on_two_lists_is_two_records(tmp_path: Path) -> None:
    lists = [*RECORDS["lists"], {**RECORDS["lists"][0], "list_id": "l2"}]
    write_records(tmp_path, only=("accounts",))
    WRITERS["csv"](tmp_path / "lists", lists)
    for at, ip in ((FIRST, "9.9.9.9"), (SECOND, "8.8.8.8")):
        WRITERS["csv"](tmp_path / "subscriptions", [ANN, {**ANN, "list_id": "l2", "ip": ip}])
        list(import_platform(tmp_path, environ={}, now=at, progress=lambda *_: None))
    assert [change.subscription.mailing_list_id for change in SubscriptionChange.objects.all()] == ["l2"]
