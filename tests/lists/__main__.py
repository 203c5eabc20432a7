"""Make lists by seeds, put them through import and `list_patterns`, and print the scores beside the truth."""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from datetime import timedelta
from pathlib import Path
from random import Random
from statistics import median
from typing import Any, NamedTuple

from tests.lists.growing import NOW, Row, Soil
from tests.lists.kinds import CONSENTS, DAYS_HERE, DISHONEST, HONEST, LEAVE_AT_ONCE, SENDING_ENTITIES
from tests.lists.population import Population

ROOT = Path(__file__).parents[2]
SIZES = (300, 450, 700, 1000, 1600, 2500, 5000, 12_000)
LARGEST = 100_000
AUC_GOAL, RECALL_GOAL = 0.98, 0.85
COLUMNS = {
    "accounts": ("account_id", "name", "contact_email", "created_at"),
    "lists": ("list_id", "account_id", "name", "consent", "created_at", "sending_entity"),
    "subscriptions": (
        *("list_id", "email", "subscribed_at", "ip", "source", "status", "evidence", "form_url"),
        "confirmed_at",
    ),
    "messages": ("message_id", "account_id", "list_id", "recipient", "sent_at"),
}


class Judged(NamedTuple):
    """A list, how it came about, and what `list_patterns --json` said of it."""

    kind: str
    answer: dict[str, Any]

    @property
    def telling(self) -> list[str]:
        """Give the signals past their threshold."""
        return [one["name"] for one in self.answer["signals"] if one["weight"] and one["value"] >= one["threshold"]]


def main() -> int:
    """Measure and print; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="make lists", description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2], help="one platform a seed")
    parser.add_argument("--sizes", type=int, nargs="+", default=[*SIZES], help="a list of each kind takes each in turn")
    parser.add_argument("--lists", type=int, default=3, help="lists of each kind a seed")
    parser.add_argument("--largest", type=int, default=LARGEST, help="size of two lists of the first seed; 0: none")
    parser.add_argument("--verbose", action="store_true", help="print every list with what told")
    options = parser.parse_args()
    judged = []
    for number, seed in enumerate(options.seeds):
        largest = options.largest if number == 0 else 0
        judged += measure(seed, sizes=options.sizes, lists=options.lists, largest=largest)
    print_table(judged)
    if options.verbose:
        for one in sorted(judged, key=lambda one: one.answer["score"]):
            said = ", ".join(one.telling)
            sys.stdout.write(f"{one.answer['score']:.3f} {one.kind:16} {one.answer['subscribers']:>7} {said}\n")
    return print_goals(judged)


def measure(seed: int, *, sizes: list[int], lists: int, largest: int) -> list[Judged]:
    """Build one platform, import it, and pair every list with its answer."""
    with tempfile.TemporaryDirectory() as folder:
        records = Path(folder) / "records"
        records.mkdir()
        truth = write(seed, records, sizes=sizes, lists=lists, largest=largest)
        environment = {"DESK_DATA_DIR": str(Path(folder) / "desk")}
        for arguments in (("migrate", "--verbosity", "0"), ("import_platform", str(records))):
            manage(*arguments, environment=environment)
        lines = manage("list_patterns", "--json", environment=environment).splitlines()
    return [Judged(truth[answer["list_id"]], answer) for answer in map(json.loads, lines)]


def manage(*arguments: str, environment: dict[str, str]) -> str:
    """Run one command of the desk on a database of its own."""
    inherited = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    words = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(words, cwd=ROOT, env=inherited | environment, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


def write(seed: int, folder: Path, *, sizes: list[int], lists: int, largest: int) -> dict[str, str]:
    """Write the records of a platform; gives the kind of each list."""
    chance = Random(f"lists:{seed}")
    crowd, truth = Population(chance), {}
    kinds = [*HONEST, *DISHONEST]
    wanted = [(kind, sizes[(turn * 3 + at) % len(sizes)]) for turn in range(lists) for at, kind in enumerate(kinds)]
    wanted += [(kind, largest) for kind in ("form", "bought_spread")] if largest else []
    files = {name: (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") for name in COLUMNS}
    tables = {name: csv.writer(file) for name, file in files.items()}
    for name, table in tables.items():
        table.writerow(COLUMNS[name])
    for number, (kind, size) in enumerate(wanted):
        soil = Soil(chance, crowd, size, f"shop{number}", chance.choice((-5, 0, 1, 2, 8)), chance.randrange(150, 900))
        truth[f"list{number}"] = kind
        _write_list(tables, number, kind, soil)
    for file in files.values():
        file.close()
    return truth


def _write_list(tables: dict[str, Any], number: int, kind: str, soil: Soil) -> None:
    account, list_id = f"account{number}", f"list{number}"
    created = (NOW - timedelta(days=DAYS_HERE.get(kind, soil.days + 3))).isoformat()
    tables["accounts"].writerow((account, soil.name.title(), f"owner@{soil.name}.example", created))
    consent = CONSENTS.get(kind, "single_opt_in")
    tables["lists"].writerow((list_id, account, soil.name, consent, created, SENDING_ENTITIES.get(kind, "")))
    rows = list({row.email: row for row in (HONEST | DISHONEST)[kind](soil)}.values())
    tables["subscriptions"].writerows((list_id, *row) for row in rows)
    if soil.size <= max(SIZES):
        tables["messages"].writerows(_mails(soil, account, list_id, rows, kind))


def _mails(soil: Soil, account: str, list_id: str, rows: list[Row], kind: str) -> list[tuple[str, ...]]:
    """Mail everybody in the last two months, those whom the first mail lost once and the others twice."""
    days = (45, 15)
    lost = {"bounced", "unsubscribed"} if kind in LEAVE_AT_ONCE else {"bounced"}
    sent: list[tuple[str, ...]] = []
    for number, row in enumerate(rows):
        for days_ago in days[: 1 if row.status in lost else 2]:
            moment = NOW - timedelta(days=days_ago)
            if not row.subscribed_at or row.subscribed_at[:10] < moment.isoformat()[:10]:
                sent.append((f"<{days_ago}.{number}@{soil.name}>", account, list_id, row.email, moment.isoformat()))
    return sent


def print_table(judged: list[Judged]) -> None:
    """Print each kind's scores and the signals that told, with on how many of its lists."""
    by_kind: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        by_kind[one.kind].append(one)
    sys.stdout.write(f"{'':18}{'lists':>6}{'lowest':>8}{'median':>8}{'highest':>8}   signals that told\n")
    for kind in (*HONEST, *DISHONEST):
        found = by_kind.get(kind, [])
        if found:
            scores = [one.answer["score"] for one in found]
            told = Counter(name for one in found for name in set(one.telling))
            said = ", ".join(f"{name} {count}" for name, count in told.most_common(7)) or "none"
            row = f"{len(found):>6}{min(scores):>8.2f}{median(scores):>8.2f}{max(scores):>8.2f}"
            sys.stdout.write(f"{kind:18}{row}   {said}\n")


def auc(honest: list[float], dishonest: list[float]) -> float:
    """Give the chance that a dishonest list scores above an honest one; ties count half."""
    wins = sum((bad > good) + (bad == good) / 2 for bad in dishonest for good in honest)
    return wins / (len(honest) * len(dishonest))


def recall(honest: list[float], dishonest: list[float]) -> float:
    """Give the share of dishonest lists that score above every honest one."""
    return sum(score > max(honest) for score in dishonest) / len(dishonest)


def print_goals(judged: list[Judged]) -> int:
    """Print each goal beside what was reached; 1 when one is missed."""
    honest = [one.answer["score"] for one in judged if one.kind in HONEST]
    dishonest = [one.answer["score"] for one in judged if one.kind in DISHONEST]
    reached = (("AUC", auc(honest, dishonest), AUC_GOAL), ("recall, no alarm", recall(honest, dishonest), RECALL_GOAL))
    sys.stdout.write(f"\n{len(honest)} honest lists, {len(dishonest)} dishonest ones; all of them made up\n")
    for name, value, goal in reached:
        sys.stdout.write(f"{name:18} {value:6.3f}   goal {goal:.2f}   {'met' if value >= goal else 'MISSED'}\n")
    return int(any(value < goal for _, value, goal in reached))


if __name__ == "__main__":
    raise SystemExit(main())
