"""Lays a year's days, gaps and limits out on a chart, in points for an inline SVG that a template draws."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, floor, log10

from reports.air.plot import LimitLine, Plot

LEFT, RIGHT, TOP, BOTTOM = 40.0, 515.0, 10.0, 168.0  # of the field within; limits are named on its right
_FAR = 2.5  # a limit so many times the highest value is given in words: drawn, it would flatten the year
_LABEL = 11.0  # points between two limits' names
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartLine:
    """A limit's line at `y`, and where its name stands."""

    line: LimitLine
    y: float
    label_y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What is drawn: `ticks` (value, y), `months` (number, x of its first day, x of its middle), `gaps` (x, width), `curves` as
    SVG's points, single days and days above the limit as (x, y), the limits, and those that lie far above the highest value.
    """

    ticks: Sequence[tuple[float, float]]
    months: Sequence[tuple[int, float, float]]
    gaps: Sequence[tuple[float, float]]
    curves: Sequence[str]
    singles: Sequence[tuple[float, float]]
    above: Sequence[tuple[float, float]]
    limits: Sequence[ChartLine]
    far: Sequence[LimitLine]


def chart(plot: Plot, year: int) -> Chart:
    """Lay a year's days out."""
    highest = max((value for _, value in plot.values), default=0.0)
    near = [line for line in plot.lines if not plot.values or line.limit <= _FAR * max(highest, 1e-9)]
    least = min(0.0, min((value for _, value in plot.values), default=0.0))
    ticks = round_ticks(least, max([highest, *(line.limit for line in near), 1e-9]) * 1.05)
    place = _Place(date(year, 1, 1), ticks[0], ticks[-1])
    runs = _runs(plot.values)
    return Chart(
        ticks=[(tick, place.y(tick)) for tick in ticks],
        months=[_month(place, year, number) for number in range(1, 13)],
        gaps=[(place.x(first), place.x(last + timedelta(days=1)) - place.x(first)) for first, last in plot.gaps],
        curves=[" ".join(f"{place.mid(day):.1f},{place.y(value):.1f}" for day, value in run) for run in runs if len(run) > 1],
        singles=[(place.mid(run[0][0]), place.y(run[0][1])) for run in runs if len(run) == 1],
        above=[(place.mid(day), place.y(value)) for day, value in plot.values if day in plot.above],
        limits=_spread([(line, place.y(line.limit)) for line in near]),
        far=[line for line in plot.lines if line not in near],
    )


@dataclass(frozen=True, slots=True)
class _Place:
    first: date
    low: float
    high: float

    def x(self, day: date) -> float:
        """Return where the day begins."""
        days = (date(self.first.year + 1, 1, 1) - self.first).days
        return LEFT + (RIGHT - LEFT) * (day - self.first).days / days

    def mid(self, day: date) -> float:
        """Return the day's middle."""
        return (self.x(day) + self.x(day + timedelta(days=1))) / 2

    def y(self, value: float) -> float:
        """Return how high the value lies."""
        return BOTTOM - (BOTTOM - TOP) * (value - self.low) / (self.high - self.low)


def _month(place: _Place, year: int, number: int) -> tuple[int, float, float]:
    begins = place.x(date(year, number, 1))
    ends = place.x(date(year + number // 12, number % 12 + 1, 1))
    return number, begins, (begins + ends) / 2


def round_ticks(least: float, most: float) -> list[float]:
    """Return four to eight round values that hold [least, most]."""
    rough = (most - least) / 5
    power = 10.0 ** floor(log10(rough))
    step = next(power * factor for factor in _STEPS if power * factor >= rough)
    return [step * n for n in range(floor(least / step), ceil(most / step) + 1)]


def _runs(values: Sequence[tuple[date, float]]) -> list[list[tuple[date, float]]]:
    """Return days that follow one another together: a line over a gap would say what nobody measured."""
    runs: list[list[tuple[date, float]]] = []
    for day, value in values:
        if runs and day - runs[-1][-1][0] == timedelta(days=1):
            runs[-1].append((day, value))
        else:
            runs.append([(day, value)])
    return runs


def _spread(lines: Sequence[tuple[LimitLine, float]]) -> list[ChartLine]:
    """Place the names, highest limit first, so far apart that each can be read, and none below the field."""
    drawn: list[ChartLine] = []
    for number, (line, y) in enumerate(lines):
        lowest = BOTTOM - _LABEL * (len(lines) - 1 - number)
        after = drawn[-1].label_y + _LABEL if drawn else TOP
        drawn.append(ChartLine(line=line, y=y, label_y=min(max(y, after), max(lowest, after))))
    return drawn
