"""That `make lists` goes on making what it measures; the desk's side of it is tested with the services."""

from __future__ import annotations

import csv
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.lists import __main__ as lists
from tests.lists.kinds import DISHONEST, HONEST

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lists")


@pytest.fixture(scope="module")
def truth(folder: Path) -> dict[str, str]:
    return lists.write(5, folder, sizes=[300, 400], lists=2, largest=0)


def test_there_are_enough_kinds() -> None:
    assert len(HONEST) >= 5
    assert len(DISHONEST) >= 6
    assert {"migrated", "paper"} <= set(HONEST)


def test_every_kind_has_its_lists(truth: dict[str, str]) -> None:
    assert Counter(truth.values()) == dict.fromkeys([*HONEST, *DISHONEST], 2)


@pytest.mark.usefixtures("truth")
def test_every_list_has_about_its_size(folder: Path) -> None:
    with (folder / "subscriptions.csv").open(encoding="utf-8", newline="") as opened:
        sizes = Counter(row["list_id"] for row in csv.DictReader(opened))
    assert min(sizes.values()) >= 270
    assert max(sizes.values()) <= 540


def test_the_area_under_the_curve_counts_pairs() -> None:
    assert lists.auc([0.1, 0.2], [0.3, 0.4]) == 1
    assert lists.auc([0.1, 0.3], [0.3, 0.2]) == 0.625


def test_recall_counts_what_lies_above_every_honest_list() -> None:
    assert lists.recall([0.1, 0.3], [0.3, 0.2, 0.5, 0.9]) == 0.5
