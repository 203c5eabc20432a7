"""What import-linter cannot see: rules may import `datetime`, yet never ask what time it is."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RULES = sorted([*ROOT.glob("complaints/domain/**/*.py"), *ROOT.glob("accounts/domain/**/*.py")])
CLOCKS = frozenset(
    {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.monotonic", "timezone.now"}
)
DOORS = frozenset({"urlopen", "open", "input", "print"})


def calls(source: str) -> set[str]:
    """Give the calls of a module as written, the last two words of each."""
    found = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return {".".join(ast.unparse(function).split(".")[-2:]) for function in found}


def test_rules_are_found() -> None:
    assert len(RULES) > 10


@pytest.mark.parametrize("path", RULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_rule_reads_a_clock_or_opens_a_file(path: Path) -> None:
    assert not calls(path.read_text(encoding="utf-8")) & (CLOCKS | DOORS)


def test_a_clock_is_seen_however_it_is_reached() -> None:
    assert calls("import datetime\nx = datetime.datetime.now(datetime.UTC)") & CLOCKS
