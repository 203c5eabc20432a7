from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from accounts.models import Account, SentCount, SentMessage
from accounts.services.import_platform import import_platform
from accounts.services.sent_counts import count_sent

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 1, tzinfo=UTC)
HEAD = "message_id,account_id,list_id,recipient,sent_at\n"


@pytest.fixture(autouse=True)
def _account() -> None:
    Account.objects.create(pk="cu1")


def run(folder: Path, *rows: str) -> None:
    (folder / "messages.csv").write_text(HEAD + "".join(f"m{n}@x.example,cu1,{row}\n" for n, row in enumerate(rows)))
    assert all(report.good for report in import_platform(folder, environ={}, now=NOW, progress=lambda *_: None))


def counts() -> set[tuple[date, str, str, int]]:
    return set(SentCount.objects.values_list("day", "list_id", "provider", "sent"))


def test_an_import_of_messages_counts_them_by_day_list_and_provider(tmp_path: Path) -> None:
    run(
        tmp_path,
        "l1,a@gmail.com,2026-01-05T08:00:00Z",
        "l1,b@gmail.com,2026-01-05T23:59:59Z",
        "l1,c@gmail.com,2026-01-05T23:00:00-02:00",
        ",d@acme.example,2026-02-20T08:00:00Z",
    )
    assert counts() == {
        (date(2026, 1, 5), "l1", "google", 2),
        (date(2026, 1, 6), "l1", "google", 1),
        (date(2026, 2, 20), "", "other", 1),
    }


def test_importing_again_counts_none_twice(tmp_path: Path) -> None:
    for _ in range(2):
        run(tmp_path, "l1,a@gmail.com,2026-01-05T08:00:00Z")
    assert counts() == {(date(2026, 1, 5), "l1", "google", 1)}


def test_a_dry_run_counts_nothing(tmp_path: Path) -> None:
    (tmp_path / "messages.csv").write_text(HEAD + "m@x.example,cu1,l1,a@gmail.com,2026-01-05T08:00:00Z\n")
    list(import_platform(tmp_path, environ={}, now=NOW, progress=lambda *_: None, dry_run=True))
    assert counts() == set()


def test_days_outside_the_stretch_keep_their_counts(tmp_path: Path) -> None:
    run(tmp_path, "l1,a@gmail.com,2026-01-05T08:00:00Z", "l1,b@gmail.com,2026-01-09T08:00:00Z")
    SentMessage.objects.all().delete()
    count_sent("cu1", date(2026, 1, 1), date(2026, 1, 6))
    assert (date(2026, 1, 9), "l1", "google", 1) in counts()
