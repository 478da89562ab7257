"""The air at a place in the town; magnitudes from the literature (Norwegian roadside and wood-smoke figures).

NO2 by the road 20–30 µg/m³ on average with peaks 07–09 and 15–17; PM2.5 5–8, 20–60 on cold evenings; PM10 up to some
hundreds on dry spring roads; O3 40–80, opposite to NO2 and highest in April and May.
"""

from dataclasses import dataclass
from datetime import datetime
from math import cos, exp, radians

from domain.duration import HOUR
from simulators.air.spell import ORDINARY, Spells, added, times
from simulators.air.weather import Weather, hour_of_day, local, season, weather
from simulators.noise import smooth

ROAD_DUST_DAY = 95  # early April: studded tyres have worn the road all winter, and it dries
OZONE_DAY = 115
FINE_SPARKS = 0.8  # of a firework's dust, finer than 2.5 µm
SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class AirPlace:
    """Where air is measured: `traffic` and `wood` say how near the main road and the wood stoves are, 0–1.

    `road`: at which bearing (° clockwise from north) the main road lies, None where traffic is all around.
    """

    id: str
    traffic: float
    wood: float
    road: float | None = None


def concentrations(seed: int, place: AirPlace, time: int, spells: Spells = ORDINARY) -> dict[str, float]:
    """Return the true concentrations (µg/m³) of pm25, pm10, no2 and o3 at `place` and `time` (ms UTC), changed by `spells`."""
    clock, now = local(time), weather(seed, time, spells)
    stir = now.dilution * exp(0.12 * smooth(time, HOUR // 2, seed, place.id))
    traffic = place.traffic * _traffic(clock) * stir * times(spells, "traffic", time) * _from_the_road(place, now)
    smoke = 25 * place.wood * now.cold * _stoves(clock) * stir * times(spells, "smoke", time)
    pm25 = max(1.0, 3.5 + 0.8 * smooth(time, 12 * HOUR, seed, "background")) + stir + 2 * traffic + smoke
    no2 = 4 + 2 * stir + 32 * traffic * (1 + 0.3 * now.cold)
    ozone = 62 + 14 * season(clock, OZONE_DAY) + 8 * _bump(clock, 14, 4) - 0.75 * no2
    sparks = added(spells, "fireworks", time) * (0.3 + 0.7 * place.wood)
    dust = _road_dust(clock, now, traffic) * times(spells, "dust", time)
    return {"pm25": pm25 + FINE_SPARKS * sparks, "pm10": 1.15 * pm25 + dust + sparks, "no2": no2, "o3": max(3.0, ozone)}


def _from_the_road(place: AirPlace, now: Weather) -> float:
    """Return the factor by which the wind brings the road's air here, or keeps it away."""
    return 1.0 if place.road is None else 1 + 0.6 * cos(radians(now.wind_from - place.road))


def _bump(clock: datetime, hour: float, width: float) -> float:
    """Return a bell around an hour of the day: 1 at its top."""
    away = (hour_of_day(clock) - hour + 12) % 24 - 12
    return exp(-((away / width) ** 2))


def _traffic(clock: datetime) -> float:
    day = 0.1 + 0.45 * _bump(clock, 13, 6)
    if clock.weekday() >= SATURDAY:
        return day
    return day + _bump(clock, 8, 1.3) + 0.9 * _bump(clock, 16, 1.6)


def _stoves(clock: datetime) -> float:
    return 0.1 + 0.25 * _bump(clock, 7, 1.5) + _bump(clock, 21, 3)


def _road_dust(clock: datetime, now: Weather, traffic: float) -> float:
    """Return the coarse dust (µg/m³) that tyres whirl up: none from a wet road, little from a frozen one."""
    dry = max(0.0, min(1.0, (88 - now.humidity) / 25))
    frozen = 0.3 if now.cold > 0.6 else 1.0
    spring = exp(-(((clock.timetuple().tm_yday - ROAD_DUST_DAY) / 20) ** 2))
    return 9 * traffic * dry * frozen * (1 + 6 * spring)
