"""Lays out a trend: the months without their season as points, and the line through them."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.air.patterns.theil_sen import Trend
from reports.air.chart import round_ticks

LEFT, RIGHT, TOP, BOTTOM = 40.0, 700.0, 8.0, 130.0
_LEAST_SPAN = 1e-6  # of a scale, in the parameter's unit: nobody measures less, and no round values lie within


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendPicture:
    """`points` (x, y), the `line` as (x1, y1, x2, y2), `ticks` (value, y) and `years` (year, x of its beginning)."""

    points: Sequence[tuple[float, float]]
    line: tuple[float, float, float, float]
    ticks: Sequence[tuple[float, float]]
    years: Sequence[tuple[int, float]]


def trend_picture(points: Sequence[tuple[float, float]], trend: Trend) -> TrendPicture:
    """Lay out points (time in years, value), of which there must be two, and their trend."""
    times, values = [time for time, _ in points], [value for _, value in points]
    first, last = min(times), max(times)
    least, most = min(0.0, *values), max(values)
    ticks = round_ticks(least, most if most - least > _LEAST_SPAN else least + 1)
    low, high = ticks[0], ticks[-1]

    def place(time: float, value: float) -> tuple[float, float]:
        return LEFT + (RIGHT - LEFT) * (time - first) / (last - first), BOTTOM - (BOTTOM - TOP) * (value - low) / (high - low)

    begin, end = (place(time, min(max(trend.intercept + trend.slope * time, low), high)) for time in (first, last))
    return TrendPicture(
        points=[place(time, value) for time, value in points],
        line=(*begin, *end),
        ticks=[(value, place(first, value)[1]) for value in ticks],
        years=[(year, place(year, low)[0]) for year in range(int(first) + 1, int(last) + 1)],
    )
