"""Keep what lists look like, and what they looked like before it changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from accounts.domain.list_score import Finding, Verdict, grade_of
from accounts.models import EarlierListPattern, ListPattern

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.domain.list_batches import Batch

STORE_ROWS = 200
_RENEWED = ("computed_at", "subscribers", "score", "grade", "signals", "batch")


def pattern_row(
    list_id: str, whole: Verdict, worst: tuple[Batch, Verdict] | None, *, subscribers: int, now: datetime
) -> ListPattern:
    """Lay a list's verdict out as a row; a batch that looks worse gives its score and its telling signals."""
    signals = [_as_json(finding, "") for finding in whole.findings]
    row = ListPattern(
        mailing_list_id=list_id, computed_at=now, subscribers=subscribers, score=whole.score, grade=whole.grade
    )
    if worst is not None:
        batch, verdict = worst
        signals += [_as_json(finding, batch.told()) for finding in verdict.findings if finding.strength > 0]
        row.score, row.grade = verdict.score, grade_of(verdict.score)
        row.batch = _batch(batch, verdict)
    row.signals = sorted(signals, key=lambda signal: signal["strength"] * signal["weight"], reverse=True)
    return row


def keep_patterns(patterns: list[ListPattern], now: datetime) -> None:
    """Replace the stored results, in bounded transactions; what changed is kept with the day until when it held."""
    for first in range(0, len(patterns), STORE_ROWS):
        _keep(patterns[first : first + STORE_ROWS], now)


@transaction.atomic
def _keep(patterns: list[ListPattern], now: datetime) -> None:
    renewed = {pattern.mailing_list_id: pattern for pattern in patterns}
    stored = ListPattern.objects.filter(pk__in=renewed)
    earlier = [_earlier(old, now) for old in stored if _gist(old) != _gist(renewed[old.mailing_list_id])]
    EarlierListPattern.objects.bulk_create(earlier)
    ListPattern.objects.bulk_create(
        patterns, update_conflicts=True, unique_fields=["mailing_list"], update_fields=_RENEWED
    )


def _gist(pattern: ListPattern) -> tuple[object, ...]:
    """Give what somebody would call the result: a second decimal or a changed count is none."""
    return pattern.grade, round(pattern.score, 2), frozenset(_speaking(pattern))


def _speaking(pattern: ListPattern) -> dict[str, dict[str, Any]]:
    return {f"{one['name']} {one.get('batch', '')}": one for one in pattern.signals if one["strength"] > 0}


def _earlier(old: ListPattern, now: datetime) -> EarlierListPattern:
    told = ("name", "label", "value", "detail")
    return EarlierListPattern(
        mailing_list_id=old.mailing_list_id,
        computed_at=old.computed_at,
        replaced_at=now,
        subscribers=old.subscribers,
        score=old.score,
        grade=old.grade,
        telling=[{name: one[name] for name in told} for one in _speaking(old).values()],
    )


def _batch(batch: Batch, verdict: Verdict) -> dict[str, Any]:
    return {
        "told": batch.told(),
        "size": batch.size,
        "first": batch.first,
        "last": batch.last,
        "score": verdict.score,
        "grade": verdict.grade,
    }


def _as_json(finding: Finding, batch: str) -> dict[str, Any]:
    signal = finding.signal
    return {
        "name": signal.name,
        "group": signal.group,
        "label": signal.label,
        "value": round(finding.value, 6),
        "threshold": round(finding.threshold, 6),
        "weight": signal.weight,
        "strength": round(finding.strength, 4),
        "n": finding.n,
        "detail": finding.detail,
        "formula": signal.formula,
        "innocent": list(signal.innocent),
        "baseline": finding.baseline,
        "decisive": signal.decisive,
        "series": [list(point) for point in finding.series],
        "batch": batch,
    }
