from __future__ import annotations

from pathlib import Path

from complaints.domain import attribution

FOLDER = Path(attribution.__file__).parent
NOT_STRATEGIES = {"__init__", "origin"}


def test_every_strategy_file_is_listed_once_under_its_own_name() -> None:
    files = {path.stem for path in FOLDER.glob("*.py")} - NOT_STRATEGIES
    assert sorted(strategy.name for strategy in attribution.STRATEGIES) == sorted(files)
