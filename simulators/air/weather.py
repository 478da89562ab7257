"""The weather in the town: an inland valley in eastern Norway, cold enough for wood stoves in winter.

The wind follows the valley, most of all up it in summer and down it in winter (C. D. Whiteman, Mountain Meteorology, 2000).
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from math import atan2, cos, degrees, exp, pi

from domain.duration import DAY, HOUR
from simulators.air.spell import ORDINARY, Spells, added, times
from simulators.noise import smooth

YEAR_DAYS = 365.25
COLDEST_DAY = 20
COLDEST_HOUR = 4
UP_THE_VALLEY = 170  # ° from which the wind comes that blows up it: the river runs from north to south

# The legal clock of air quality, UTC+1 the whole year: no time-zone database, so the same bytes on every machine.
LEGAL = timezone(timedelta(hours=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """Temperature (°C), relative humidity (%), and the wind (m/s) with where it comes from (° clockwise from north) at one time."""

    temperature: float
    humidity: float
    wind: float
    wind_from: float

    @property
    def cold(self) -> float:
        """How much people heat: 0 at 8 °C and above, 1 at −12 °C and below."""
        return max(0.0, min(1.0, (8 - self.temperature) / 20))

    @property
    def dilution(self) -> float:
        """The factor by which emissions accumulate: about 1 in an ordinary breeze, up to 4 in still air."""
        return min(4.0, 3 / (self.wind + 0.4))


def local(time: int) -> datetime:
    """Return `time` (ms UTC) on the town's clock."""
    return datetime.fromtimestamp(time / 1000, UTC).astimezone(LEGAL)


def hour_of_day(clock: datetime) -> float:
    """Return hours since midnight, with decimals."""
    return clock.hour + clock.minute / 60 + clock.second / 3600


def season(clock: datetime, peak_day: float) -> float:
    """Return the yearly wave: 1 on the day of year `peak_day`, −1 half a year from it."""
    return cos(2 * pi * (clock.timetuple().tm_yday - peak_day) / YEAR_DAYS)


def weather(seed: int, time: int, spells: Spells = ORDINARY) -> Weather:
    """Return the weather of the town with `seed` at `time` (ms UTC), changed by `spells`."""
    clock = local(time)
    winter = season(clock, COLDEST_DAY)
    daily = -(3.5 - 1.5 * winter) * cos(2 * pi * (hour_of_day(clock) - COLDEST_HOUR) / 24)
    temperature = 4.5 - 11.5 * winter + daily + 3.0 * smooth(time, 2 * DAY, seed, "temperature")
    humidity = 74 + 6 * winter - 1.8 * daily + 8 * smooth(time, 9 * HOUR, seed, "humidity")
    wind = (0.4 + 2.4 * exp(0.7 * smooth(time, 8 * HOUR, seed, "wind"))) * times(spells, "wind", time)
    temperature += added(spells, "temperature", time)
    humidity += added(spells, "humidity", time)
    along, across = smooth(time, 10 * HOUR, seed, "along") - 0.5 * winter, 0.4 * smooth(time, 6 * HOUR, seed, "across")
    wind_from = (UP_THE_VALLEY + degrees(atan2(across, along))) % 360
    return Weather(temperature=temperature, humidity=max(20.0, min(99.0, humidity)), wind=wind, wind_from=wind_from)
