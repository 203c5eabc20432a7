"""Compute what each list looks like and keep it, so that no page ever computes."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils import timezone

from accounts.domain.list_patterns import SIGNALS
from accounts.domain.list_score import RELATIVE, Finding, Verdict, find, weigh
from accounts.models import ListPattern, MailingList
from accounts.services.keep_patterns import keep_patterns, pattern_row
from accounts.services.list_book import ask, book_of_batches, opened_book

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from accounts.domain.list_batches import Batch
    from accounts.domain.ports import Signal
    from accounts.services.list_book import OpenBook

# By signal and list, or batch.
Figures = dict[str, dict[str, dict[str, Any]]]
Charts = dict[str, dict[str, list[tuple[Any, ...]]]]
# By declared consent and signal: each list's value.
Compared = dict[tuple[str, str], dict[str, float]]

READ_ROWS = 200
# A batch is chosen by when its records came, so that how they spread over the days says nothing about it.
_OF_BATCHES = tuple(signal for signal in SIGNALS if signal.group != "D")
# Beyond this it is cheaper to take all lists than to name them.
MOST_NAMED_LISTS = 2000


class Measured(NamedTuple):
    """What the signals gave for each list, or each batch."""

    figures: Figures
    charts: Charts


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
    with opened_book(list_ids, now, progress) as (opened, sizes):
        whole = _measure(opened, SIGNALS, progress, "measuring lists")
        largest = max((sizes.get(list_id, 0) for list_id in consents), default=0)
        of_parts, batches = book_of_batches(opened, largest)
        parts = _measure(of_parts, _OF_BATCHES if batches else (), progress, "measuring batches")
    compared = _compared(consents, whole)
    of_list: dict[str, list[Batch]] = defaultdict(list)
    for batch in batches:
        of_list[batch.list_id].append(batch)
    patterns = []
    for list_id, consent in consents.items():
        usual = _usual(list_id, consent, compared)
        verdict = weigh(_findings(list_id, whole, usual))
        worst = _worst({batch: weigh(_findings(batch.batch_id, parts, usual)) for batch in of_list[list_id]}, verdict)
        patterns.append(pattern_row(list_id, verdict, worst, subscribers=sizes.get(list_id, 0), now=now))
    keep_patterns(patterns, now)
    return len(patterns)


def _worst(parts: dict[Batch, Verdict], whole: Verdict) -> tuple[Batch, Verdict] | None:
    """Give the batch that looks worst, where it looks worse than the whole list."""
    found = max(parts.items(), key=lambda part: part[1].score, default=None)
    return found if found is not None and found[1].score > whole.score else None


def _compared(consents: dict[str, str], whole: Measured) -> Compared:
    """Give the values of all lists by consent and signal: as just measured, else as last stored."""
    compared = _stored_values(set(consents))
    for name, of_lists in whole.figures.items():
        for list_id, row in of_lists.items():
            compared[consents[list_id], name][list_id] = float(row["value"])
    return compared


def _usual(list_id: str, consent: str, compared: Compared) -> dict[str, list[float]]:
    """Give what each signal measured on other lists of the same consent, or on all where consent has no part in it."""
    found: dict[str, list[float]] = defaultdict(list)
    for (group, name), values in compared.items():
        if group == consent or name in RELATIVE:
            found[name] += [value for other, value in values.items() if other != list_id]
    return found


def _measure(
    opened: OpenBook, signals: tuple[Signal, ...], progress: Callable[[str, int, int], None], doing: str
) -> Measured:
    figures: Figures = {}
    charts: Charts = {}
    for done, signal in enumerate(signals, start=1):
        rows = ask(opened, f"{signal.name} measure", signal.measure)
        figures[signal.name] = {row["list_id"]: row for row in rows if _is_figure(row["value"])}
        chart: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        charts[signal.name] = chart
        for row in ask(opened, f"{signal.name} series", signal.series):
            usual = (row["usual"],) if "usual" in row else ()
            chart[row["list_id"]].append((row["label"], row["number"], *usual))
        progress(doing, done, len(signals))
    return Measured(figures, charts)


def _is_figure(value: float | None) -> bool:
    """Tell a value from what engines give for nothing to compute with."""
    return value is not None and math.isfinite(value)


def _stored_values(renewed: set[str]) -> Compared:
    """Give what the other lists measured when they were last computed."""
    compared: Compared = defaultdict(dict)
    stored = (
        ListPattern.objects.exclude(pk__in=renewed) if len(renewed) <= MOST_NAMED_LISTS else ListPattern.objects.none()
    )
    rows = stored.values_list("pk", "mailing_list__consent", "signals")
    for list_id, consent, signals in rows.iterator(chunk_size=READ_ROWS):
        for signal in signals:
            if not signal.get("batch"):
                compared[consent, signal["name"]][list_id] = signal["value"]
    return compared


def _findings(list_id: str, measured: Measured, usual: dict[str, list[float]]) -> list[Finding]:
    found = []
    for signal in SIGNALS:
        row = measured.figures.get(signal.name, {}).get(list_id)
        if row is not None:
            chart = measured.charts[signal.name].get(list_id, ())
            found.append(find(signal, row, usual.get(signal.name, ()), tuple(chart)))
    return found
