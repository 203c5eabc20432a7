"""`make bench-lists`: millions of subscriptions measured by the desk, beside the same figures from a script in pandas.

Both read the same database, each in a fresh process from its start to its end, so that imports count too, and in the
same run. What the desk does beyond these figures (batches, charts, grades, stored results) is measured apart: the
script has nothing like it. Figures are for reading, from a million records on: before that, what counts is imports.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import django
from tqdm import tqdm

from tests.benchmarks.lists.compare import Run, difference, lines, measured

ROOT = Path(__file__).parents[3]
SUBSCRIPTIONS = 5_000_000


def main() -> None:
    """Make the platform, measure both, print."""
    parser = argparse.ArgumentParser(prog="make bench-lists", description=__doc__)
    parser.add_argument("--subscriptions", type=int, default=SUBSCRIPTIONS)
    options = parser.parse_args()
    with TemporaryDirectory(prefix="desk-bench-") as folder:
        bench(Path(folder), options.subscriptions)


def bench(folder: Path, subscriptions: int) -> None:
    """Measure in a folder that has room for a database of so many subscriptions."""
    os.environ |= {"DESK_DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "abusedesk.settings"}
    os.environ.pop("DATABASE_URL", None)
    django.setup()
    from tests.benchmarks.lists.make_platform import describe, make_platform  # noqa: PLC0415 - settings first

    given = folder / "given.json"
    lists, made = make_platform(subscriptions)
    given.write_text(describe(), encoding="utf-8")
    sys.stdout.write(f"{made:,} subscriptions on {lists:,} lists, {os.cpu_count()} cores\n")
    words = {
        "pandas": ["with_pandas", str(folder / "desk.sqlite3"), str(given)],
        "desk": ["with_desk", str(given)],
        "desk, all": ["with_desk"],
    }
    runs: dict[str, Run] = {}
    for name, (module, *arguments) in tqdm(words.items(), disable=None, leave=False):
        runs[name] = measured([f"tests.benchmarks.lists.{module}", *arguments], folder / f"{name}.json", cwd=ROOT)
    for line in lines(runs, difference(runs["desk"].figures, runs["pandas"].figures)):
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
