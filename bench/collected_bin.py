"""A bin that is emptied when a crew comes, and at no other time: what a closed loop needs."""

from bisect import bisect_right
from collections.abc import Mapping
from functools import lru_cache
from itertools import accumulate
from random import Random

from domain.duration import DAY
from simulators.air.weather import local
from simulators.bins.bin import BUSIEST, DEAD_ZONE_MM, ECHO_NOISE_MM, HOURS, OVERFULL, WEEKDAYS
from simulators.device import Kind, spread
from simulators.noise import gauss, uniform

EMPTY_MM, FULL_MM = 1150.0, 220.0
CAPACITY_L = 660
BAG_L = 15.0


class CollectedBin:
    """A 660-litre bin into which some litres a day are thrown, by the seed; `empty(time)` is what a crew does."""

    kind: Kind = "bin"

    def __init__(self, *, seed: int, id: str, litres_per_day: float, emptied_at: int, interval_s: int = 3600) -> None:  # noqa: A002 - a device's name for it
        self.seed, self.id, self.interval_s = seed, id, interval_s
        self._litres_per_day = litres_per_day
        self._emptied = [emptied_at]

    @property
    def phase_s(self) -> int:
        """Seconds by which it sends after whole intervals."""
        return spread(self.id, self.interval_s)

    def empty(self, time: int) -> None:
        """Take out what is in it at `time` (ms UTC), later than the last time."""
        self._emptied.append(time)

    def fill(self, time: int) -> float:
        """Return the true fill at `time` (ms UTC), where 1 is full; above 1 it overflows."""
        since = self._emptied[bisect_right(self._emptied, time) - 1]
        days = range(since // DAY, time // DAY + 1)
        litres = sum(self._thrown(day, since, time) for day in days)
        return litres / CAPACITY_L

    def values(self, time: int) -> Mapping[str, float]:
        """Return what the sensor sends at `time` (ms UTC): mm and degrees; turned over in the hour in which it is emptied."""
        since = self._emptied[bisect_right(self._emptied, time) - 1]
        if time - since < self.interval_s * 1000:
            nonsense = uniform(self.seed, self.id, "nonsense", time)
            return {"distance": float(round(DEAD_ZONE_MM + nonsense * (EMPTY_MM - DEAD_ZONE_MM))), "tilt": float(round(95 + 60 * nonsense))}
        level = min(self.fill(time), OVERFULL)
        echo = EMPTY_MM - level * (EMPTY_MM - FULL_MM) + ECHO_NOISE_MM * gauss(self.seed, self.id, "echo", time)
        return {"distance": float(round(max(DEAD_ZONE_MM, echo))), "tilt": float(round(1 + uniform(self.seed, self.id, "tilt", time) * 3))}

    def _thrown(self, day: int, since: int, until: int) -> float:
        moments, litres = _day(self.seed, self.id, self._litres_per_day, day)
        return litres[bisect_right(moments, until)] - litres[bisect_right(moments, since)]


@lru_cache(maxsize=65_536)
def _day(seed: int, id_: str, litres_per_day: float, day: int) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """Return the moments (ms UTC) of a day at which something was thrown in, and the litres until then."""
    dice = Random(f"{seed}/{id_}/{day}")
    moment, end = float(day * DAY), (day + 1) * DAY
    moments, bags = [], [0.0]
    while (moment := moment + dice.expovariate(litres_per_day / BAG_L / DAY * BUSIEST)) < end:
        clock = local(int(moment))
        if dice.random() * BUSIEST < WEEKDAYS[clock.weekday()] * HOURS[clock.hour]:
            moments.append(int(moment))
            bags.append(dice.expovariate(1 / BAG_L))
    return tuple(moments), tuple(accumulate(bags))
