"""A small demo, made once for all tests of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from complaints.demo.build import build_platform
from complaints.demo.stories import build_complaints

if TYPE_CHECKING:
    from pathlib import Path

    from complaints.demo.records import DemoComplaint, DemoPlatform

NOW = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
SEED, SCALE = 7, 0.1


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> DemoPlatform:
    """Give the platform, written to a folder."""
    return build_platform(tmp_path_factory.mktemp("demo") / "platform", seed=SEED, now=NOW, scale=SCALE)


@pytest.fixture(scope="session")
def complaints_folder(platform: DemoPlatform) -> Path:
    """Give the folder that the complaints are written to."""
    return platform.directory.parent / "complaints"


@pytest.fixture(scope="session")
def complaints(platform: DemoPlatform, complaints_folder: Path) -> list[DemoComplaint]:
    """Give the complaints, written to their folder."""
    return build_complaints(complaints_folder, platform)


@pytest.fixture(scope="session")
def truth(complaints: list[DemoComplaint], complaints_folder: Path) -> dict[str, dict[str, Any]]:
    """Give the truth by file name."""
    assert complaints
    lines = (complaints_folder / "truth.jsonl").read_text("utf-8").splitlines()
    return {row["file"]: row for row in map(json.loads, lines)}
