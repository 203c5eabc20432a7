"""`make bench`: what things cost, beside the least that any program would have to do, measured in the same run.

It runs on a database of its own, made and removed as for tests: SQLite, or PostgreSQL where `DATABASE_URL` names one;
what a desk costs after a million complaints is measured on PostgreSQL only. The messages are those of the demo, from
its usual seed. Figures are for reading; only an error ends with status 1.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
os.environ.setdefault("LOG_LEVEL", "WARNING")

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from tests.benchmarks import doors, growth, memory, pipeline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.benchmarks.measure import Comparison

PLATFORM_SCALE = 0.2


def comparisons(messages: list[bytes], folder: Path) -> Iterator[Comparison]:
    """Measure everything, the quick things first."""
    yield from pipeline.comparisons(messages, folder)
    yield doors.comparison(messages)
    yield from memory.comparisons()
    if connection.vendor == "postgresql":
        yield from growth.comparisons(messages)
    else:
        sys.stdout.write("The cost after a million complaints is measured on PostgreSQL: not measured here.\n")


def main() -> None:
    """Set the stage, measure, print."""
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        with tempfile.TemporaryDirectory() as folder, Path(os.devnull).open("w", encoding="utf-8") as quiet:
            call_command("demo", directory=Path(folder), scale=PLATFORM_SCALE, only_write=True, stdout=quiet)
            call_command("import_platform", str(Path(folder) / "platform"), stdout=quiet, stderr=quiet)
            files = sorted(Path(folder, "complaints").glob("*.eml"))
            messages = list(dict.fromkeys(path.read_bytes() for path in files))
            size_kb = sum(map(len, messages)) / len(messages) / 1000
            sys.stdout.write(f"{len(messages)} complaints of {size_kb:.1f} kB on average, on {connection.vendor}\n")
            for comparison in comparisons(messages, Path(folder)):
                sys.stdout.write(comparison.line() + "\n")
                sys.stdout.flush()
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main()
