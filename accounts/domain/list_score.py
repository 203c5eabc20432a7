"""From measured values to one score and a grade, each signal with its reason.

A signal speaks from its threshold on, with half its weight, and at `strong` with all of it. Signals of one group add up
to a cap, because they say much the same; groups are independent witnesses, and one alone never makes more than a weak
grade. The grade is strong where three groups speak clearly or one decisive signal at full strength, whatever the others
add up to; the score keeps to the grade's band, so that a higher grade always has a higher score.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from accounts.domain.ports import Signal

GROUP_CAP = 0.6
CLEAR_SHARE = 0.25
CLEAR_GROUPS = 3
# Less than that from a second group is no second witness.
SPEAKING_SHARE = 0.12
DECISIVE_SCORE = 0.8
STRONG_SCORE = 0.7
GRADES = ((STRONG_SCORE, "strong"), (0.4, "moderate"), (0.15, "weak"))
# Signals of several groups that are one fact: only the group that says it loudest is a witness.
ONE_FACT = (
    # The records came in one go, and carry the moment of the import instead of the opt-in's.
    frozenset(("same_second", "second_of_minute", "midnights", "regular_intervals", "import_burst", "import_spikes")),
    # The audience is companies.
    frozenset(("role_addresses", "site_contacts", "singleton_domains", "domain_mix")),
)
# What the platform's lists usually have excuses these however much it is; facts of their own are excused by no one.
RELATIVE = frozenset(("shared_ips", "known_elsewhere", "domain_mix"))
# One-sided 95 %.
Z = 1.645
FEWEST_LISTS_FOR_A_BASELINE = 5
BASELINE_FACTOR = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One signal's word on one list.

    Attributes:
        threshold: what the value was held against: the signal's own, or more where comparable lists have as much.
        strength: 0 to 1, how loudly it speaks; 0 below the threshold or with too few records.
        baseline: median of the value over the platform's other lists of the same consent; None without enough.
        series: label and number, perhaps the usual number, for a chart.
    """

    signal: Signal
    value: float
    n: int
    threshold: float
    strength: float
    detail: str
    baseline: float | None = None
    series: tuple[tuple[Any, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How much a list is like one without permission. findings: those that speak loudest first."""

    score: float
    grade: str
    findings: tuple[Finding, ...]


def lower_bound(share: float, n: int) -> float:
    """Give the lower end of Wilson's interval of a share of n; 0 for n = 0."""
    if n == 0:
        return 0.0
    spread = Z * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    return max(0.0, (share + Z * Z / (2 * n) - spread) / (1 + Z * Z / n))


def baseline(values: Sequence[float]) -> float | None:
    """Give the median of other lists' values, or None when they are too few to compare with."""
    return median(values) if len(values) >= FEWEST_LISTS_FOR_A_BASELINE else None


def find(
    signal: Signal,
    figures: Mapping[str, object],
    others: Sequence[float],
    series: tuple[tuple[Any, ...], ...] = (),
) -> Finding:
    """Judge one measured row of a signal.

    Args:
        signal: what was measured.
        figures: a row of its `measure`.
        others: its values on comparable lists.
        series: its chart.
    """
    value, n = float(str(figures["value"])), int(str(figures["n"]))
    usual = baseline(others)
    threshold, strong = _marks(signal, usual or 0.0)
    sure = lower_bound(value, n) if signal.share else value
    return Finding(
        signal=signal,
        value=value,
        n=n,
        threshold=threshold,
        strength=_strength(sure, threshold, strong) if n >= signal.least else 0.0,
        detail=signal.tell(figures),
        baseline=usual,
        series=series,
    )


def _marks(signal: Signal, usual: float) -> tuple[float, float]:
    """Give where a signal begins to speak and where it is as loud as it can be."""
    raised = max(signal.threshold, BASELINE_FACTOR * usual)
    if signal.name in RELATIVE:
        return raised, signal.strong * raised / signal.threshold
    return min(signal.strong, raised), signal.strong


def _strength(value: float, threshold: float, strong: float) -> float:
    if value < threshold:
        return 0.0
    way = (value - threshold) / (strong - threshold) if strong > threshold else 1.0
    return 0.5 + 0.5 * min(1.0, way)


def weigh(findings: Iterable[Finding]) -> Verdict:
    """Bring the findings on one list together."""
    ordered = sorted(findings, key=lambda found: found.strength * found.signal.weight, reverse=True)
    repeated = {id(found) for fact in ONE_FACT for found in _repeated(ordered, fact)}
    groups: dict[str, float] = {}
    for found in ordered:
        if id(found) not in repeated:
            group = found.signal.group
            groups[group] = min(GROUP_CAP, groups.get(group, 0.0) + found.strength * found.signal.weight)
    decisive = any(found.signal.decisive and found.strength == 1 for found in ordered)
    score = _score(groups, decisive=decisive)
    return Verdict(score=score, grade=grade_of(score), findings=tuple(ordered))


def _repeated(findings: Sequence[Finding], fact: frozenset[str]) -> list[Finding]:
    """Give the findings that say one fact again in other groups than the one that says it loudest."""
    telling = [found for found in findings if found.signal.name in fact and found.strength > 0]
    said: dict[str, float] = {}
    for found in telling:
        said[found.signal.group] = said.get(found.signal.group, 0.0) + found.strength * found.signal.weight
    loudest = max(sorted(said), key=lambda group: said[group], default="")
    return [found for found in telling if found.signal.group != loudest]


def grade_of(score: float) -> str:
    """Give the grade in whose band a score lies."""
    return next((name for least, name in GRADES if score >= least), "none")


def _score(groups: Mapping[str, float], *, decisive: bool) -> float:
    total = 1 - math.prod(1 - share for share in groups.values())
    if decisive:
        return round(max(total, DECISIVE_SCORE), 4)
    if sum(share >= CLEAR_SHARE for share in groups.values()) >= CLEAR_GROUPS:
        return round(max(total, STRONG_SCORE), 4)
    weak, moderate = GRADES[2][0], GRADES[1][0]
    if sum(share >= SPEAKING_SHARE for share in groups.values()) <= 1:
        return _below(moderate, total, above=weak)
    # However much two groups say, it stays below strong.
    return _below(STRONG_SCORE, total, above=moderate)


def _below(ceiling: float, total: float, *, above: float) -> float:
    """Press what lies above one mark together, so that it stays below another."""
    room = (ceiling - above) / (1 - above)
    return round(min(total, above) + max(0.0, total - above) * room, 4)
