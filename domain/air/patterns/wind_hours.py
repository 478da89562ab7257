"""Hours of a pollutant joined with the wind of the same hour."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

CALM = 0.5  # m/s: below it a vane turns as it likes (WMO-No. 8: calm is below 0.5 m/s, M)


class WindHour(NamedTuple):  # a year of them is made for one picture
    """One hour: the pollutant's mean, and the wind's speed (m/s) and direction (° it comes from)."""

    value: float
    speed: float
    direction: float

    @property
    def is_calm(self) -> bool:
        """Whether the wind was too weak to come from anywhere."""
        return self.speed < CALM


def wind_hours(values: Iterable[tuple[int, float]], speeds: Mapping[int, float], directions: Mapping[int, float]) -> list[WindHour]:
    """Return the hours of which value, speed and direction are known; each is given by its start (ms UTC)."""
    return [WindHour(value, speeds[start], directions[start]) for start, value in values if start in speeds and start in directions]


def sector_of(direction: float, sectors: int) -> int:
    """Return the sector (0 is the one round north, clockwise) that a direction (°) falls in; on a bound, the next one."""
    width = 360 / sectors
    return int(((direction + width / 2) % 360) // width) % sectors
