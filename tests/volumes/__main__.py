"""Make senders by seeds, watch each hour by hour, and print which surges were told beside the truth."""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from tests.volumes import nab
from tests.volumes.large import LARGE
from tests.volumes.ordinary import ORDINARY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accounts.domain.volume import Alert
    from tests.volumes.series import Series

GOAL = 0.95
# A surge that is told within two hours of its end was told; later the mail is out.
LATE_HOURS = 2


@dataclass(slots=True)
class Tally:
    """What was told of a kind of sender. again: alerts beyond the first of a surge."""

    series: int = 0
    surges: int = 0
    found: int = 0
    false: int = 0
    again: int = 0
    delay_hours: float = 0.0


def main() -> int:
    """Measure and print; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="make volumes", description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3], help="each gives a set of senders")
    parser.add_argument("--senders", type=int, default=20, help="of each kind and seed")
    parser.add_argument("--verbose", action="store_true", help="print every alert that counts as wrong")
    parser.add_argument("--nab", type=Path, metavar="FOLDER", help="the Numenta benchmark: its data/ and labels/")
    options = parser.parse_args()
    missed = measure(options.seeds, options.senders, verbose=options.verbose)
    return missed | (nab.main(options.nab) if options.nab else 0)


def measure(seeds: list[int], senders: int, *, verbose: bool) -> int:
    """Watch the made-up senders; 1 when a goal is missed."""
    tallies: dict[str, Tally] = {}
    for series in made(seeds, senders):
        count(tallies.setdefault(series.kind, Tally()), series, series.watched(), verbose=verbose)
    return print_table(tallies)


def made(seeds: list[int], senders: int) -> Iterator[Series]:
    """Make the senders of some seeds, kind by kind."""
    for make in (*ORDINARY, *LARGE):
        for seed in seeds:
            random = Random(f"{seed} {make.__name__}")
            for _ in range(senders):
                yield make(random)


def count(tally: Tally, series: Series, alerts: list[Alert], *, verbose: bool) -> None:
    """Hold alerts against the surges of a sender: one a surge is right, those of growth within it are welcome."""
    tally.series += 1
    tally.surges += len(series.surges)
    told: set[int] = set()
    for alert in alerts:
        hour = series.hour_of(alert.hour)
        number = next((n for n, (a, b) in enumerate(series.surges) if a <= hour <= b + LATE_HOURS), None)
        if number is None:
            tally.false += 1
        elif number not in told:
            told.add(number)
            tally.found += 1
            tally.delay_hours += hour - series.surges[number][0]
        else:
            tally.again += not alert.larger
            number = None if not alert.larger else number
        if verbose and number is None:
            sentences = " ".join(remark.sentence for remark in alert.remarks)
            sys.stdout.write(f"{series.kind}: {alert.hour:%d %b %H:00} {alert.score} {sentences} {series.surges}\n")
    if verbose and len(told) < len(series.surges):
        sys.stdout.write(f"{series.kind}: missed {[s for n, s in enumerate(series.surges) if n not in told]}\n")


def print_table(tallies: dict[str, Tally]) -> int:
    """Print a row a kind, then the goals; 1 when one is missed."""
    sys.stdout.write(f"{'':28}{'senders':>8}{'surges':>8}{'found':>8}{'false':>8}{'twice':>8}{'hours late':>12}\n")
    for kind, each in tallies.items():
        late = f"{each.delay_hours / each.found:.1f}" if each.found else "."
        numbers = (each.series, each.surges, each.found, each.false, each.again)
        sys.stdout.write(f"{kind:28}" + "".join(f"{number or '.':>8}" for number in numbers) + f"{late:>12}\n")
    surges, found, false, again = (
        sum(getattr(each, name) for each in tallies.values()) for name in ("surges", "found", "false", "again")
    )
    told = found + false + again
    goals = (("precision", found / told if told else 1.0), ("recall", found / surges if surges else 1.0))
    sys.stdout.write("\n")
    for name, share in goals:
        verdict = "met" if share >= GOAL else "MISSED"
        sys.stdout.write(f"{name:28}{share:8.2%}   goal {GOAL:.0%}   {verdict}\n")
    return int(any(share < GOAL for _, share in goals))


if __name__ == "__main__":
    raise SystemExit(main())
