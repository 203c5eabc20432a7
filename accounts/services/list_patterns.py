"""Compute what each list looks like and keep it, so that no page ever computes."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from accounts.domain.list_patterns import SIGNALS
from accounts.domain.list_score import Finding, Verdict, find, weigh
from accounts.models import ListPattern, MailingList
from accounts.services.list_book import opened_book

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from accounts.domain.ports import Book, Signal

# By signal and list.
Figures = dict[str, dict[str, dict[str, Any]]]
Charts = dict[str, dict[str, list[tuple[str, float]]]]
# By declared consent and signal: each list's value.
Compared = dict[tuple[str, str], dict[str, float]]

STORE_ROWS = 200
# Beyond this it is cheaper to take all lists than to name them.
MOST_NAMED_LISTS = 2000


def _silent(_name: str, _done: int, _total: int) -> None:
    """Tell nobody."""


def refresh_all(progress: Callable[[str, int, int], None] = _silent) -> int:
    """Compute every list anew; gives how many. `progress` takes what is done, how far it is, and of how much."""
    return _refresh(None, progress)


def refresh_lists(list_ids: Collection[str], progress: Callable[[str, int, int], None] = _silent) -> int:
    """Compute some lists anew, the others staying what they are compared with; gives how many."""
    if not list_ids:
        return 0
    nearly_all = len(list_ids) >= min(MOST_NAMED_LISTS, MailingList.objects.count())
    return _refresh(None if nearly_all else frozenset(list_ids), progress)


def refresh(list_id: str) -> None:
    """Compute one list anew."""
    refresh_lists({list_id})


def _refresh(list_ids: frozenset[str] | None, progress: Callable[[str, int, int], None]) -> int:
    now = timezone.now()
    lists = MailingList.objects.all() if list_ids is None else MailingList.objects.filter(pk__in=list_ids)
    consents = dict(lists.values_list("pk", "consent"))
    with opened_book(list_ids, progress) as (book, sizes):
        figures, charts = _measure(book, progress)
    compared = _stored_values(set(consents))
    for name, of_lists in figures.items():
        for list_id, row in of_lists.items():
            compared[consents[list_id], name][list_id] = float(row["value"])
    patterns = []
    for list_id, consent in consents.items():
        verdict = weigh(_findings(list_id, consent, figures, charts, compared))
        patterns.append(_pattern(list_id, verdict, sizes.get(list_id, 0), now))
    _store(patterns)
    return len(patterns)


def _measure(book: Book, progress: Callable[[str, int, int], None]) -> tuple[Figures, Charts]:
    figures: Figures = {}
    charts: Charts = {}
    for done, signal in enumerate(SIGNALS, start=1):
        rows = signal.measure(book).to_pyarrow().to_pylist()
        figures[signal.name] = {row["list_id"]: row for row in rows if _is_figure(row["value"])}
        charts[signal.name] = _chart(signal, book)
        progress("measuring lists", done, len(SIGNALS))
    return figures, charts


def _is_figure(value: float | None) -> bool:
    """Tell a value from what engines give for nothing to compute with."""
    return value is not None and math.isfinite(value)


def _chart(signal: Signal, book: Book) -> dict[str, list[tuple[str, float]]]:
    table = signal.series(book)
    chart: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for row in [] if table is None else table.to_pyarrow().to_pylist():
        chart[row["list_id"]].append((row["label"], row["number"]))
    return chart


def _stored_values(renewed: set[str]) -> Compared:
    """Give what the other lists measured when they were last computed."""
    compared: Compared = defaultdict(dict)
    stored = (
        ListPattern.objects.exclude(pk__in=renewed) if len(renewed) <= MOST_NAMED_LISTS else ListPattern.objects.none()
    )
    rows = stored.values_list("pk", "mailing_list__consent", "signals")
    for list_id, consent, signals in rows.iterator(chunk_size=STORE_ROWS):
        for signal in signals:
            compared[consent, signal["name"]][list_id] = signal["value"]
    return compared


def _findings(list_id: str, consent: str, figures: Figures, charts: Charts, compared: Compared) -> list[Finding]:
    found = []
    for signal in SIGNALS:
        row = figures[signal.name].get(list_id)
        if row is not None:
            others = [value for other, value in compared[consent, signal.name].items() if other != list_id]
            found.append(find(signal, row, others, tuple(charts[signal.name].get(list_id, ()))))
    return found


def _pattern(list_id: str, verdict: Verdict, subscribers: int, now: datetime) -> ListPattern:
    return ListPattern(
        mailing_list_id=list_id,
        computed_at=now,
        subscribers=subscribers,
        score=verdict.score,
        grade=verdict.grade,
        signals=[_as_json(finding) for finding in verdict.findings],
    )


def _as_json(finding: Finding) -> dict[str, object]:
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
    }


@transaction.atomic
def _store(patterns: list[ListPattern]) -> None:
    ListPattern.objects.bulk_create(
        patterns,
        batch_size=STORE_ROWS,
        update_conflicts=True,
        unique_fields=["mailing_list"],
        update_fields=["computed_at", "subscribers", "score", "grade", "signals"],
    )
