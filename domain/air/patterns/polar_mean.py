"""The mean of a pollutant by the wind's direction and speed: where the source lies (as openair's `polarFreq` with means).

Each cell is the plain mean of its hours. Nothing is smoothed over the cells as in openair's `polarPlot`: a cell says what was measured.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from domain.air.patterns.wind_hours import CALM, WindHour, sector_of
from domain.air.windows import mean_of

SECTORS = 16
LEAST_HOURS = 3  # of a cell: fewer are chance (our own choice, O)
RINGS = (CALM, 2.0, 4.0, 6.0, 8.0, 11.0)  # m/s where a ring begins


@dataclass(frozen=True, slots=True, kw_only=True)
class PolarCell:
    """The `mean` of the `n` hours with wind from a sector (clockwise from north) at a speed (m/s) within [low, high); None: no end."""

    sector: int
    low: float
    high: float | None
    mean: float
    n: int


def polar_means(hours: Iterable[WindHour]) -> list[PolarCell]:
    """Return the cells with at least `LEAST_HOURS` hours, by sector and speed; calm hours are in none."""
    values: defaultdict[tuple[int, int], list[float]] = defaultdict(list)
    for hour in hours:
        if not hour.is_calm:
            values[sector_of(hour.direction, SECTORS), _ring(hour.speed)].append(hour.value)
    return [
        PolarCell(sector=sector, low=RINGS[ring], high=RINGS[ring + 1] if ring + 1 < len(RINGS) else None, mean=mean_of(cell), n=len(cell))
        for (sector, ring), cell in sorted(values.items())
        if len(cell) >= LEAST_HOURS
    ]


def _ring(speed: float) -> int:
    return max(number for number, low in enumerate(RINGS) if speed >= low)
