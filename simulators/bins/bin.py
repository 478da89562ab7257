"""A bin and the ultrasonic sensor in its lid.

People throw in bags at random times (compound Poisson: by hour, weekday and season), and a truck empties the
bin by schedule. Emptying turns the sensor over: one message of tilt and nonsense, as with real sensors.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import accumulate
from math import prod
from random import Random

from domain.duration import DAY
from simulators.air.spell import ORDINARY, Spells, times
from simulators.air.weather import local, season, weather
from simulators.device import Kind, battery, spread
from simulators.noise import gauss, uniform

WEEKDAYS = (0.9, 0.85, 0.9, 0.95, 1.2, 1.35, 1.1)  # Monday first; mean about 1
HOURS = tuple(0.1 if hour < 6 or hour > 22 else 1.35 for hour in range(24))
SUMMER, MIDSUMMER_DAY = 0.15, 196  # people are out, and drink from cans: so much more in mid-July, as much less in January
BUSIEST = max(WEEKDAYS) * max(HOURS) * (1 + SUMMER)
OVERFULL = 1.1  # bags on top of a full bin; the sensor sees no nearer
DEAD_ZONE_MM = 30
ECHO_NOISE_MM = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class BinDevice:
    """A bin with a sensor: litres, mm from the sensor to the content, days between emptyings.

    `first_emptying`: an emptying (ms UTC) from which the others are counted, back and forth.
    """

    seed: int
    id: str
    interval_s: int
    capacity_l: float
    empty_mm: float
    full_mm: float
    litres_per_day: float
    bag_l: float
    emptied_every_days: int
    first_emptying: int
    spells: Spells = ORDINARY
    kind: Kind = "bin"

    @property
    def phase_s(self) -> int:
        """Seconds by which it sends after whole intervals."""
        return spread(self.id, self.interval_s)

    def emptied_at(self, time: int) -> int:
        """Return when (ms UTC) the bin was last emptied at `time`."""
        period = self.emptied_every_days * DAY
        return time - (time - self.first_emptying) % period

    def fill(self, time: int) -> float:
        """Return the true fill at `time` (ms UTC), where 1 is full; above 1 it overflows."""
        moments, litres = _thrown_in(self, self.emptied_at(time))
        count = bisect_right(moments, time)
        return litres[count - 1] / self.capacity_l if count else 0.0

    def values(self, time: int) -> Mapping[str, float]:
        """Return what the sensor sends at `time` (ms UTC): mm, degrees, V, °C."""
        being_emptied = time - self.emptied_at(time) < self.interval_s * 1000
        distance, tilt = self._turned_over(time) if being_emptied else self._standing(time)
        warmth = weather(self.seed, time, self.spells).temperature + 0.3 * gauss(self.seed, self.id, "temperature", time)
        return {
            "distance": float(round(distance)),
            "tilt": float(round(tilt)),
            "battery": round(battery(self.seed, self.id, time), 2),
            "temperature": round(warmth, 1),
        }

    def _standing(self, time: int) -> tuple[float, float]:
        level = min(self.fill(time), OVERFULL)
        echo = self.empty_mm - level * (self.empty_mm - self.full_mm) + ECHO_NOISE_MM * gauss(self.seed, self.id, "echo", time)
        return max(float(DEAD_ZONE_MM), echo), 1 + uniform(self.seed, self.id, "tilt", time) * 3

    def _turned_over(self, time: int) -> tuple[float, float]:
        nonsense = uniform(self.seed, self.id, "nonsense", time)
        return DEAD_ZONE_MM + nonsense * (self.empty_mm - DEAD_ZONE_MM), 95 + 60 * nonsense


def _custom(clock: datetime) -> float:
    """Return how much people throw away at this hour, of this weekday, at this time of the year; about 1 in the mean."""
    return WEEKDAYS[clock.weekday()] * HOURS[clock.hour] * (1 + SUMMER * season(clock, MIDSUMMER_DAY))


@lru_cache(maxsize=65_536)
def _thrown_in(bin_: BinDevice, since: int) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """Return the moments (ms UTC) until the next emptying at which something was thrown in, and the litres then in the bin."""
    dice = Random(f"{bin_.seed}/{bin_.id}/{since}")  # noqa: S311 - a simulation's dice, which must be repeatable
    bags_per_ms = bin_.litres_per_day / bin_.bag_l / DAY
    end, moment = since + bin_.emptied_every_days * DAY, float(since)
    busiest = BUSIEST * prod(max(1.0, spell.waste) for spell in bin_.spells)
    moments, bags = [], []
    while (moment := moment + dice.expovariate(bags_per_ms * busiest)) < end:
        clock = local(int(moment))
        if dice.random() * busiest < _custom(clock) * times(bin_.spells, "waste", int(moment)):
            moments.append(int(moment))
            bags.append(dice.expovariate(1 / bin_.bag_l))
    return tuple(moments), tuple(accumulate(bags))
