"""The sample mails and what they must be read as; only what an expectation names is compared."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from complaints.domain import formats
from complaints.domain.facts import Original, OriginalFacts, Reading, Received
from complaints.domain.original import describe

FOLDER = Path(__file__).parents[3] / "samples"
NOW = datetime(2026, 11, 6, 12, tzinfo=UTC)
_FACTS = {field.name for field in fields(OriginalFacts)}


def paths() -> list[Path]:
    return sorted(FOLDER.glob("*/*.eml"))


def expected(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.with_suffix("").with_suffix(".expected.json").read_text())
    return found


def read_bytes(raw: bytes) -> Reading:
    return formats.read(Received(raw=raw, received_at=NOW))


def disagreements(reading: Reading, wanted: dict[str, Any]) -> list[str]:
    """Name every expected value that the reading does not have."""
    out = [_differ(name, getattr(reading, name), value) for name, value in wanted.items() if name != "originals"]
    if "originals" in wanted:
        out.append(_differ("originals", len(reading.originals), len(wanted["originals"])))
        for original, values in zip(reading.originals, wanted["originals"], strict=False):
            out += _original(original, values)
    return [one for one in out if one]


def _original(original: Original, wanted: dict[str, Any]) -> list[str]:
    facts = describe(original)
    return [
        _differ(name, getattr(facts if name in _FACTS else original, name), value) for name, value in wanted.items()
    ]


def _differ(name: str, got: object, wanted: Any) -> str:
    if isinstance(wanted, dict) and is_dataclass(got):
        return "; ".join(one for key, value in wanted.items() if (one := _differ(key, getattr(got, key), value)))
    plain = got.isoformat() if isinstance(got, datetime) else list(got) if isinstance(got, tuple) else got
    return "" if plain == wanted else f"{name}: {plain!r} instead of {wanted!r}"
