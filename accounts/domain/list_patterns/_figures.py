"""What several signals need: shares, most frequent values, numbers in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, NumericValue, Table, Value

SERIES_LENGTH = 12
WRITTEN_SOURCES = ("paper", "point_of_sale")


def shares(rows: Table, hit: BooleanValue) -> Table:
    """Count rows and hits of each list: list_id, n, hits, value."""
    counted = rows.group_by("list_id").agg(n=rows.count(), hits=rows.count(where=hit))
    return counted.mutate(value=ratio(counted.hits, counted.n))


def ratio(part: NumericValue, whole: NumericValue) -> NumericValue:
    """Divide as floats, on every engine; 0 for an empty whole."""
    return ibis.ifelse(whole > 0, part.cast("float64") / ibis.greatest(whole, 1).cast("float64"), 0.0)


def top(rows: Table, label: Value, length: int = SERIES_LENGTH) -> Table:
    """Count each list's commonest labels: list_id, label, number, most first."""
    counted = rows.group_by([rows.list_id, label.name("label")]).agg(number=rows.count())
    order = ibis.window(group_by="list_id", order_by=[counted.number.desc(), counted.label])
    ranked = counted.mutate(place=ibis.row_number().over(order))
    return ranked.filter(ranked.place < length).order_by(["list_id", "place"]).select("list_id", "label", "number")


def percent(value: object) -> str:
    """Spell a share for people."""
    share = float(str(value)) * 100
    return f"{share:.1f} %" if share < 10 else f"{share:.0f} %"  # noqa: PLR2004 - below ten the first decimal matters


def number(value: object) -> str:
    """Spell a count for people."""
    return f"{int(float(str(value))):,}"
