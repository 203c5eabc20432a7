"""Bar charts as geometry: what the template draws as SVG, without a style attribute or a script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH = 720
HEIGHT = 180
LEFT = 52
TOP = 8
BOTTOM = 22
MAX_LABELS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A value with its name; `marked` sets it apart, `note` says why. expected: what is usual, None where unknown."""

    label: str
    value: float
    marked: bool = False
    note: str = ""
    expected: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar in the units of the drawing, and the point that it stands for. expected_y: of what is usual, or None."""

    point: Point
    x: float
    y: float
    width: float
    height: float
    shows_label: bool
    expected_y: float | None = None

    @property
    def right(self) -> float:
        """Give the x where the bar ends."""
        return self.x + self.width


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A drawing and its twin as a table.

    Attributes:
        title, description: for those who hear it instead of seeing it.
        ticks: (y, text) of the lines across. limits: (y, text) of the thresholds.
        expected: what the lines of what is usual mean; "" without any.
    """

    title: str
    description: str
    unit: str
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, str], ...]
    limits: tuple[tuple[float, str], ...]
    expected: str = ""
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT

    @property
    def foot(self) -> int:
        """Give the y of the line that bars stand on."""
        return HEIGHT - BOTTOM


def bar_chart(
    title: str, points: Sequence[Point], *, unit: str, limits: Sequence[float] = (), expected: str = ""
) -> Chart:
    """Lay out a bar chart.

    Args:
        title: what it shows.
        points: from left to right; none gives a chart without bars.
        unit: of the values, for the description and the table.
        limits: thresholds to draw across, in the same unit.
        expected: what the points' `expected` means, in words.
    """
    top = max([max(point.value, point.expected or 0.0) for point in points] + [*limits, 0.0]) or 1.0
    step = (WIDTH - LEFT) / max(1, len(points))
    every = max(1, -(-len(points) // MAX_LABELS))
    bars = tuple(
        Bar(
            point=point,
            x=round(LEFT + number * step + step * 0.1, 2),
            y=round(_y(point.value, top), 2),
            width=round(step * 0.8, 2),
            height=round(HEIGHT - BOTTOM - _y(point.value, top), 2),
            shows_label=number % every == 0,
            expected_y=None if point.expected is None else round(_y(point.expected, top), 2),
        )
        for number, point in enumerate(points)
    )
    return Chart(
        title=title,
        description=_description(points, unit),
        unit=unit,
        bars=bars,
        ticks=tuple((round(_y(top * part, top), 2), _short(top * part)) for part in (0, 0.5, 1)),
        limits=tuple((round(_y(limit, top), 2), _short(limit)) for limit in limits),
        expected=expected,
    )


def _y(value: float, top: float) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - max(0.0, min(1.0, value / top)))


def _description(points: Sequence[Point], unit: str) -> str:
    if not points:
        return "There is nothing to show."
    highest = max(points, key=lambda point: point.value)
    marked = sum(point.marked for point in points)
    also = f" {marked} of {len(points)} stand out." if marked else ""
    return f"{len(points)} values; the highest is {_short(highest.value)} {unit} at {highest.label}.{also}"


def _short(value: float) -> str:
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:.3g} {letter}"
    return f"{value:.3g}"
