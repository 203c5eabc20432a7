"""The stored patterns of lists: read, never computed."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from accounts.models import ListPattern
from accounts.selectors.directory import asked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalLine:
    """One signal's word on a list.

    Attributes:
        group: A address quality, B composition, C consent records, D growth, E other customers, F outcome, G canaries.
        threshold: what the value was held against, the platform's baseline considered.
        strength: 0 to 1; above 0 the signal speaks.
        baseline: median over the platform's other lists of the same declared consent; None without enough of them.
        innocent: what else would explain it.
        series: label and number, perhaps the usual number, for a chart.
        batch: which part of the list it is about; "" for the whole.
    """

    name: str
    group: str
    label: str
    value: float
    threshold: float
    weight: float
    strength: float
    n: int
    detail: str
    formula: str
    innocent: tuple[str, ...]
    baseline: float | None
    decisive: bool
    series: tuple[tuple[Any, ...], ...]
    batch: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternSheet:
    """What a list looks like. signals: loudest first, those included that do not speak."""

    list_id: str
    account_id: str
    name: str
    consent: str
    computed_at: datetime
    subscribers: int
    score: float
    grade: str
    signals: tuple[SignalLine, ...]


def list_pattern(list_id: str) -> PatternSheet | None:
    """Read one list's stored pattern; None where it was never computed."""
    return next(_sheets(asked(ListPattern.objects.all(), pk=list_id)), None)


def all_list_patterns() -> Iterator[PatternSheet]:
    """Read every stored pattern in the order of the lists' ids, one at a time."""
    return _sheets(ListPattern.objects.order_by("pk"))


def _sheets(rows: QuerySet[ListPattern]) -> Iterator[PatternSheet]:
    for row in rows.select_related("mailing_list").iterator(chunk_size=200):
        kept = row.mailing_list
        yield PatternSheet(
            list_id=kept.list_id,
            account_id=kept.account_id,
            name=kept.name,
            consent=kept.consent,
            computed_at=row.computed_at,
            subscribers=row.subscribers,
            score=row.score,
            grade=row.grade,
            signals=tuple(map(_line, row.signals)),
        )


def _line(stored: dict[str, object]) -> SignalLine:
    known = {field.name: stored[field.name] for field in fields(SignalLine) if field.name != "batch"}
    # Results stored before parts of lists were looked at do not name any.
    known["batch"] = stored.get("batch", "")
    known["innocent"] = tuple(stored["innocent"])  # type: ignore[arg-type]  # JSON keeps tuples as lists
    known["series"] = tuple(tuple(point) for point in stored["series"])  # type: ignore[attr-defined]  # likewise
    return SignalLine(**known)  # type: ignore[arg-type]  # the shape that the service stores
