"""Shapes for the page: the server computes them, so that a chart needs no script and no inline style."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from companies.datasets.figures import Month

WIDTH, HEIGHT = 720, 176
BAR, GAP = 15, 2


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle in the drawing's units; ``series`` is a (filled) or b (outlined)."""

    series: str
    x: str
    y: str
    height: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars over months, with the labels of both axes. ``zero`` is the height of the base line."""

    bars: list[Bar]
    grid: list[str]
    zero: str
    ticks: list[str]
    months: list[date]
    width: int = WIDTH
    height: int = HEIGHT


def chart(months: Sequence[Month]) -> Chart:
    """Revenue and costs side by side, month by month."""
    values = [float(value) for month in months for value in (month.revenue, month.costs)]
    step = _step(max(0.0, *values) - min(0.0, *values))
    high, low = _up(max(values), step), -_up(-min(values), step)
    high = high if high > low else step
    scale = HEIGHT / (high - low)
    bars = []
    slot = WIDTH / len(months)
    for position, month in enumerate(months):
        left = position * slot + (slot - 2 * BAR - GAP) / 2
        for series, value, x in (("a", month.revenue, left), ("b", month.costs, left + BAR + GAP)):
            top = (high - max(float(value), 0.0)) * scale
            bars.append(Bar(series, f"{x:.1f}", f"{top:.1f}", f"{abs(float(value)) * scale:.1f}"))
    levels = [high - step * number for number in range(round((high - low) / step) + 1)]
    return Chart(
        bars=bars,
        grid=[f"{(high - level) * scale:.1f}" for level in levels if level],
        zero=f"{high * scale:.1f}",
        ticks=[_short(level) for level in levels],
        months=[month.start for month in months],
    )


def spark(values: Sequence[Decimal]) -> str:
    """The path of a small line over a field of 200 by 36."""
    low, high = min(values), max(values)
    span = float(high - low) or 1.0
    points = [
        f"{200 * position / (len(values) - 1):.1f} {34 - 30 * float(value - low) / span:.1f}"
        for position, value in enumerate(values)
    ]
    return "M" + " L".join(points)


def _step(span: float) -> float:
    """A round distance between two lines of the grid, such that there are three or four."""
    rough = (span or 1.0) / 3
    size = 1.0
    while size * 10 <= rough:
        size *= 10
    while size > rough:
        size /= 10
    return next(size * round_ for round_ in (1, 2, 2.5, 5, 10) if size * round_ >= rough)


def _up(value: float, step: float) -> float:
    """The next line of the grid at or above a value."""
    return max(0.0, -(-value // step) * step)


def _short(value: float) -> str:
    """A figure of the axis: 600k, 1.5m."""
    for size, unit in ((1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:g}{unit}"
    return f"{value:g}"
