"""Read published mail of other projects and print, kind by kind, how often the desk and its peers agree with it."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from tests.corpus import desk, manifest
from tests.corpus.compare import FORWARD_GOAL, PEERS, Result, compare, compare_peer, failures, not_compared
from tests.corpus.manifest import MISLABELLED, Row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ABSENT = 2
_SHOWN = 100


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 1 when a goal is missed, 2 where there is no corpus."""
    parser = argparse.ArgumentParser(prog="make corpus", description=__doc__)
    parser.add_argument("--corpus", type=Path, default=manifest.folder(), help="its folder; also DESK_CORPUS")
    parser.add_argument("--json", action="store_true", dest="as_json", help="print one JSON object")
    parser.add_argument("--verbose", action="store_true", help="list every disagreement of the desk's")
    options = parser.parse_args(arguments)
    if not manifest.is_there(options.corpus):
        sys.stderr.write(f"There is no corpus at {options.corpus}. Name its folder in DESK_CORPUS or with --corpus.\n")
        return ABSENT
    rows = manifest.rows(options.corpus)
    results = measure(rows)
    missed = failures(results[0])
    if options.as_json:
        sys.stdout.write(json.dumps({**as_plain(results), "missed": missed}, indent=1) + "\n")
    else:
        sys.stdout.write("\n".join(lines(rows, results, missed, verbose=options.verbose)) + "\n")
    return 1 if missed else 0


def measure(rows: tuple[Row, ...]) -> list[Result]:
    """Let the desk and each peer read everything."""
    readers = [desk.NAME, *PEERS]
    with tqdm(total=len(rows) * len(readers), unit=" mails", file=sys.stderr, delay=1) as bar:
        results = []
        for name in readers:
            bar.set_description(name)
            counted = _counted(rows, bar)
            results.append(compare(counted, desk.read) if name == desk.NAME else compare_peer(counted, name))
    return results


def _counted(rows: tuple[Row, ...], bar: tqdm[Any]) -> Iterator[Row]:
    for row in rows:
        yield row
        bar.update()


def as_plain(results: list[Result]) -> dict[str, object]:
    """Give the counts as JSON can hold them."""
    return {
        result.name: {
            "missing": result.missing,
            "raised": result.raised,
            "slow": result.slow,
            "wrongly_taken": result.taken,
            "arf": [result.arf[True], result.arf.total()],
            "forwards": [result.forwards[True], result.forwards.total()],
            "kinds": {
                kind: {
                    "messages": tally.messages,
                    "read": tally.read,
                    "expected": [tally.agreed["expected"], tally.compared["expected"]],
                    "derived": [tally.agreed["derived"], tally.compared["derived"]],
                }
                for kind, tally in sorted(result.tallies.items())
            },
        }
        for result in results
    }


def lines(rows: tuple[Row, ...], results: list[Result], missed: list[str], *, verbose: bool) -> Iterator[str]:
    """Give the report, line by line."""
    yield from _table(results)
    yield ""
    for result in results:
        yield f"{result.name}: {_summary(result)}"
    yield ""
    yield "Labelled in the manifest as what they are not; left out of the goals, counted by their label in the table:"
    yield from (f"  {path}: {meant}, since {why}" for path, (meant, why) in MISLABELLED.items())
    yield ""
    yield "Not compared:"
    yield from (f"  {name} ({count}): {why}" for (name, why), count in not_compared(rows).items())
    if verbose:
        yield ""
        yield "Disagreements:"
        for kind, path, what, got, wanted in results[0].disagreements:
            yield f"  {kind}  {path}  {what}: {str(got)[:_SHOWN]!r} instead of {str(wanted)[:_SHOWN]!r}"
    yield ""
    yield "Goals missed:" if missed else f"All goals met: ARF 100 %, forwards {FORWARD_GOAL:.0%}, none wrongly taken."
    yield from (f"  {one}" for one in missed)


def _table(results: list[Result]) -> Iterator[str]:
    first = " " * 33
    yield first + "".join(f"{result.name:^33}" for result in results)
    yield f"{'kind':<27}{'mails':>6}" + f"{'read':>9}{'expected':>12}{'derived':>12}" * len(results)
    for kind, own in sorted(results[0].tallies.items()):
        cells = [f"{kind:<27}{own.messages:>6}"]
        for result in results:
            if result.missing:
                cells.append(f"{'not installed':>33}")
                continue
            tally = result.tallies[kind]
            pairs = [f"{tally.agreed[part]}/{tally.compared[part]}" for part in ("expected", "derived")]
            cells.append(f"{tally.read:>9}{pairs[0]:>12}{pairs[1]:>12}")
        yield "".join(cells)


def _summary(result: Result) -> str:
    if result.missing:
        return result.missing
    return (
        f"feedback reports {result.arf[True]}/{result.arf.total()} values; "
        f"From, Subject, To, Date of forwards {result.forwards[True]}/{result.forwards.total()}; "
        f"{f'wrongly taken {len(result.taken)}; ' if result.name == desk.NAME else ''}"
        f"refused or raised on {result.raised}, too slow on {result.slow}"
    )


if __name__ == "__main__":
    sys.exit(main())
