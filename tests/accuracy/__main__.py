"""Make platforms by seeds, put complaints through import and ingest, and print what was answered beside the truth."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from random import Random
from typing import Any

from tests.accuracy import cases, world

Answer = dict[str, Any]

ROOT = Path(__file__).parents[2]
ORIGINS = ("proven", "strong", "probable", "plausible", "claimed", "contradicted", "replayed", "foreign", "none")
SHOWN = frozenset({"proven", "strong"})
BELIEVED = SHOWN | {"probable"}


def main() -> int:
    """Measure and print; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="make accuracy", description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3], help="one platform a seed")
    parser.add_argument("--mails", type=int, default=600, help="complaints a platform")
    parser.add_argument("--verbose", action="store_true", help="print every answer that counts as wrong")
    options = parser.parse_args()
    answers = [one for number, seed in enumerate(options.seeds) for one in measure(seed, number, options.mails)]
    print_table(answers)
    if options.verbose:
        for case, answer in answers:
            if is_wrong(case, answer):
                sys.stdout.write(f"{case.kind}, {case.way}: wanted {case.account or '-'}, got {shortened(answer)}\n")
    return print_goals(answers)


def measure(seed: int, number: int, mails: int) -> list[tuple[cases.Case, Answer]]:
    """Build one platform, import it, ingest its complaints, and pair every case with its answer."""
    made = world.build(Random(seed), number, mails=mails)
    with tempfile.TemporaryDirectory() as folder:
        records, mail = Path(folder) / "records", Path(folder) / "mail"
        world.write(made, records)
        mail.mkdir()
        known = list(cases.cases(made))
        for index, case in enumerate(known):
            (mail / f"{index:05}.eml").write_bytes(case.raw)
        environment = {"DESK_DATA_DIR": str(Path(folder) / "desk")}
        sys.stderr.write(f"Seed {seed}: {', '.join(made.styles)}; {len(known)} complaints\n")
        for arguments in (("migrate", "--verbosity", "0"), ("import_platform", str(records))):
            manage(*arguments, environment=environment)
        lines = manage("ingest", "--json", str(mail), environment=environment).splitlines()
    answers = {line["file"]: line for line in map(json.loads, lines)}
    return [(case, answers[f"{index:05}.eml"]) for index, case in enumerate(known)]


def manage(*arguments: str, environment: dict[str, str]) -> str:
    """Run one command of the desk on a database of its own."""
    inherited = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT, env=inherited | environment, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return done.stdout


def incident(answer: Answer) -> Answer:
    """Give the one incident of an answer; an empty one where there is none."""
    return answer["incidents"][0] if answer["incidents"] else {"origin": "none", "account": None, "reasons": []}


def shortened(answer: Answer) -> str:
    """Say in one line what was answered."""
    found = incident(answer)
    reasons = "; ".join(f"{reason['signal']}: {reason['detail']}" for reason in found["reasons"][:4])
    return f"{found['account']} {found['origin']} ({answer['format']}) {reasons}"


def is_wrong(case: cases.Case, answer: Answer) -> bool:
    """Tell whether an answer counts against a goal."""
    found = incident(answer)
    if case.kind in {cases.FORGED, cases.FOREIGN}:
        return found["origin"] in BELIEVED or (case.kind == cases.FOREIGN and found["origin"] != "foreign")
    if case.kind == cases.REPLAYED:
        return bool(found["origin"] != "replayed")
    enough = {cases.GENUINE: SHOWN, cases.REDACTED: BELIEVED}
    return found["account"] != case.account or found["origin"] not in enough.get(case.kind, ORIGINS)


def print_table(answers: list[tuple[cases.Case, Answer]]) -> None:
    """Print which origins each kind of case was given."""
    table: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    right: Counter[tuple[str, str]] = Counter()
    for case, answer in answers:
        table[case.kind, case.way][incident(answer)["origin"]] += 1
        right[case.kind, case.way] += incident(answer)["account"] == case.account
    sys.stdout.write(f"{'':42}" + "".join(f"{origin[:9]:>10}" for origin in ORIGINS) + "   account right\n")
    for (kind, way), counts in table.items():
        named = f"{right[kind, way]} of {counts.total()}" if kind in cases.OURS else ""
        row = "".join(f"{counts[origin] or '.':>10}" for origin in ORIGINS)
        sys.stdout.write(f"{kind + ': ' + way:42}{row}   {named}\n")


def print_goals(answers: list[tuple[cases.Case, Answer]]) -> int:
    """Print each goal beside what was reached; 1 when one is missed."""
    of = {
        kind: [(case, incident(answer)) for case, answer in answers if case.kind == kind]
        for kind in (*cases.OURS, cases.FORGED, cases.FOREIGN, cases.REPLAYED)
    }
    full = [*of[cases.GENUINE], *of[cases.ALTERED]]
    believed = sum(found["origin"] in BELIEVED for _, found in [*of[cases.FORGED], *of[cases.FOREIGN]])
    goals = (
        ("account right, full headers", _share(full, lambda case, found: found["account"] == case.account), 0.99),
        ("account right, partial", _share(of[cases.PARTIAL], lambda c, found: found["account"] == c.account), 0.97),
        ("proven or strong, unaltered", _share(of[cases.GENUINE], lambda _, found: found["origin"] in SHOWN), 0.97),
        (
            "probable or better, redacted",
            _share(of[cases.REDACTED], lambda _, found: found["origin"] in BELIEVED),
            0.97,
        ),
        ("replays named", _share(of[cases.REPLAYED], lambda _, found: found["origin"] == "replayed"), 0.98),
    )
    sys.stdout.write("\n")
    for name, share, goal in goals:
        sys.stdout.write(f"{name:34} {share:7.2%}   goal {goal:.0%}   {'met' if share >= goal else 'MISSED'}\n")
    verdict = "met" if not believed else "MISSED"
    sys.stdout.write(f"{'forged or foreign, believed':34} {believed:7}   goal 0     {verdict}\n")
    return int(bool(believed) or any(share < goal for _, share, goal in goals))


def _share(pairs: list[tuple[cases.Case, Answer]], holds: Any) -> float:
    return sum(holds(case, found) for case, found in pairs) / len(pairs) if pairs else 1.0


if __name__ == "__main__":
    raise SystemExit(main())
