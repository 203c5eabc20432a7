"""Every volume rule is a file of its own, listed under its name."""

from __future__ import annotations

from pathlib import Path

from accounts.domain import volume_rules


def test_every_rule_is_listed_and_named_after_its_file() -> None:
    files = {path.stem for path in Path(volume_rules.__path__[0]).glob("*.py") if not path.stem.startswith("_")}

    assert {rule.name for rule in volume_rules.RULES} == files
    assert [type(rule).__module__.rpartition(".")[2] for rule in volume_rules.RULES] == [
        rule.name for rule in volume_rules.RULES
    ]
