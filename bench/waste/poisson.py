"""A town of invented bins: bags at random times (compound Poisson), more by day, by weekday, and on some days of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from bench.waste.town import DAY, Town, TownBin, crossings, town_bin

DAYS = 59
_WEEKDAYS = (0.9, 0.85, 0.9, 0.95, 1.2, 1.35, 1.1)
_LIVELY = (0.6, 0.6, 0.6, 0.7, 1.3, 1.8, 1.4)
HOURS = [0.1 if hour < 6 or hour > 22 else 1.35 for hour in range(24)]
_SWING = 0.15  # how much a bin's days differ beyond chance (shape of a gamma)
HOUR = 3_600_000


@dataclass(frozen=True, slots=True)
class _Law:
    """By which law a bin fills: full bins a day, the mean bag (full bins), what each weekday brings."""

    rate: float
    bag: float
    weekdays: Sequence[float]

    def hourly(self, day: int, hour: int) -> float:
        """Return the mean of what comes in (full bins), on a day that is neither busy nor quiet."""
        return self.rate * self.weekdays[day % 7] * HOURS[hour] / sum(HOURS)

    def __call__(self, start: int, end: int) -> tuple[float, float]:
        """Return mean and variance of what comes in: exponential bags at Poisson times, and days that are busy by a gamma."""
        days: dict[int, float] = {}
        for hour in range(start // HOUR, -(-end // HOUR)):
            share = (min(end, (hour + 1) * HOUR) - max(start, hour * HOUR)) / HOUR
            days[hour // 24] = days.get(hour // 24, 0.0) + share * self.hourly(hour // 24, hour % 24)
        mean = sum(days.values())
        return mean, 2 * self.bag * mean + _SWING * sum(day**2 for day in days.values())


def poisson(seed: int, count: int, speed_kmh: float) -> Town:
    """Return a town of `count` bins that fill within 3 to 20 days, a third of them with weekends of their own."""
    dice = Random(f"poisson/{seed}")
    spots = crossings(dice, {f"p{number:03}": f"s{dice.randrange(round(count / 2.5)):03}" for number in range(count)})
    bins = [_bin(dice, name, spot) for name, spot in spots.items()]
    return Town.of(bins, DAYS, speed_kmh)


def _bin(dice: Random, name: str, spot: tuple[int, int]) -> TownBin:
    rate = 1 / min(20.0, max(3.0, dice.lognormvariate(1.9, 0.5)))  # full bins a day
    bag = dice.choice((0.01, 0.02, 0.04))
    law = _Law(rate, bag, _LIVELY if dice.random() < 1 / 3 else _WEEKDAYS)
    thrown: list[tuple[int, float]] = []
    for day in range(DAYS):
        busy = dice.gammavariate(1 / _SWING, _SWING)
        for hour in range(24):
            count = drawn(dice, law.hourly(day, hour) * busy / bag)
            thrown += [(day * DAY + hour * HOUR + dice.randrange(HOUR), dice.expovariate(1 / bag)) for _ in range(count)]
    return town_bin(name, *spot, 240.0, sorted(thrown), law)


def drawn(dice: Random, mean: float) -> int:
    """Return a Poisson number: gaps of an exponential that fit into one."""
    count, gap = 0, dice.expovariate(1.0)
    while gap < mean:
        count += 1
        gap += dice.expovariate(1.0)
    return count
