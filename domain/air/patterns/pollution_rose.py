"""How often the wind came from where, and how polluted the air then was (as openair's `pollutionRose`)."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.air.patterns.wind_hours import WindHour, sector_of

SECTORS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class PollutionRose:
    """Counts of hours. `sectors`: for each direction, clockwise from north, the hours in each class of the pollutant; `calm`: the
    hours without a direction, by class. `bounds` part the classes, ascending, in the pollutant's unit: a value on one begins the next.
    """

    bounds: Sequence[float]
    sectors: Sequence[Sequence[int]]
    calm: Sequence[int]

    @property
    def n(self) -> int:
        """How many hours there are."""
        return sum(self.calm) + sum(map(sum, self.sectors))


def pollution_rose(hours: Iterable[WindHour], bounds: Sequence[float]) -> PollutionRose:
    """Count the hours by direction and class."""
    sectors = [[0] * (len(bounds) + 1) for _ in range(SECTORS)]
    calm = [0] * (len(bounds) + 1)
    for hour in hours:
        row = calm if hour.is_calm else sectors[sector_of(hour.direction, SECTORS)]
        row[bisect_right(bounds, hour.value)] += 1
    return PollutionRose(bounds=bounds, sectors=sectors, calm=calm)


def rose_bounds(values: Sequence[float]) -> list[float]:
    """Return four bounds that part the values into classes of about equal size; equal ones are one."""
    ordered = sorted(values)
    return sorted({ordered[len(ordered) * part // 5] for part in range(1, 5)}) if ordered else []
