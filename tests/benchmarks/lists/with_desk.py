"""The desk's own computation of every list, in a process of its own."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path

import django


def main(given: Path, found: Path) -> None:
    """Measure all lists at the given moment, and write what was found: signal, list, n and value."""
    django.setup()
    from accounts.domain.list_patterns import SIGNALS  # noqa: PLC0415 - settings first
    from accounts.services.list_book import ask, opened_book  # noqa: PLC0415

    now = datetime.fromisoformat(json.loads(given.read_text(encoding="utf-8"))["now"])
    figures: dict[str, dict[str, list[float]]] = {}
    with opened_book(None, now, lambda *_: None) as (opened, _):
        for signal in SIGNALS:
            rows = ask(opened, f"{signal.name} measure", signal.measure)
            figures[signal.name] = {row["list_id"]: [float(row["n"]), float(row["value"])] for row in rows}
    found.write_text(json.dumps(figures), encoding="utf-8")


def everything(found: Path) -> None:
    """Do all that `list_patterns` does: batches, charts, grades and the stored results as well."""
    django.setup()
    from accounts.services.list_patterns import refresh_all  # noqa: PLC0415 - settings first

    refresh_all()
    found.write_text("{}", encoding="utf-8")


if __name__ == "__main__":
    paths = [Path(word) for word in sys.argv[1:]]
    if len(paths) == 1:
        everything(*paths)
    else:
        main(*paths)
