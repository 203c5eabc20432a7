"""The file with one SELECT for each question: what is taken, and what stops the start."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from accounts.connectors.sql_log import PARAMETERS, QueryFileError, read_queries
from tests.accounts.connectors.platform_service import documented

if TYPE_CHECKING:
    from pathlib import Path


def write(folder: Path, text: str) -> Path:
    path = folder / "queries.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_documented_file_is_taken(tmp_path: Path) -> None:
    queries = read_queries(write(tmp_path, documented("toml")))
    assert set(queries.by_name) == set(PARAMETERS)
    assert queries.complete_from == datetime(2026, 1, 1, tzinfo=UTC)


def test_a_file_without_complete_from_promises_nothing(tmp_path: Path) -> None:
    text = documented("toml").replace("complete_from =", "unused =")
    assert read_queries(write(tmp_path, text)).complete_from is None


def test_a_per_cent_sign_is_written_twice(tmp_path: Path) -> None:
    text = documented("toml").replace("WHERE message_id", "WHERE subject NOT LIKE 'test%%' AND message_id")
    assert "test%%" in read_queries(write(tmp_path, text)).by_name["message_id"]


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("complete_from = 2026-01-01T00:00:00Z", "complete_from = 2026-01-01T00:00:00", "with an offset"),
        ("complete_from = 2026-01-01T00:00:00Z", 'complete_from = "2026-01-01T00:00:00Z"', "without quotation marks"),
        ("[queries]", "[query]", r"no table \[queries\]"),
        ("source_ip = ", "address = ", "needs a SELECT called source_ip"),
        ("= %(message_id)s", "IS NOT NULL", "message_id takes"),
        ("= %(message_id)s", "= '%(message_id)r'", "message_id takes"),
        ("= %(message_id)s", "= %(message_id)s OR recipient = %(recipient)s", "message_id takes"),
        ("= %(message_id)s", "= %(message_id)s AND subject LIKE 'test%'", "message_id takes"),
        ("= %(message_id)s", "= '%%(message_id)s'", "message_id takes"),
        ("[queries]", "[queries", "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_what_to_mend(
    tmp_path: Path, was: str, becomes: str, said: str
) -> None:
    text = documented("toml")
    assert was in text
    with pytest.raises(QueryFileError, match=said) as raised:
        read_queries(write(tmp_path, text.replace(was, becomes, 1)))
    assert "queries.toml" in str(raised.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(QueryFileError, match="nowhere"):
        read_queries(tmp_path / "nowhere.toml")
