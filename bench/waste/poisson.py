"""A town of invented bins: bags at random times (compound Poisson), more by day, by weekday, and on some days of its own."""

from random import Random

from bench.waste.town import DAY, Town, TownBin, crossings, street_legs, town_bin

DAYS = 59
_WEEKDAYS = (0.9, 0.85, 0.9, 0.95, 1.2, 1.35, 1.1)
HOURS = [0.1 if hour < 6 or hour > 22 else 1.35 for hour in range(24)]
_SWING = 0.15  # how much a bin's days differ beyond chance (shape of a gamma)


def poisson(seed: int, count: int, speed_kmh: float) -> Town:
    """Return a town of `count` bins that fill within 3 to 20 days, a third of them with weekends of their own."""
    dice = Random(f"poisson/{seed}")
    spots = crossings(dice, {f"p{number:03}": f"s{dice.randrange(round(count / 2.5)):03}" for number in range(count)})
    bins = [_bin(dice, name, spot) for name, spot in spots.items()]
    return Town({one.id: one for one in bins}, DAYS, street_legs(bins, speed_kmh))


def _bin(dice: Random, name: str, spot: tuple[int, int]) -> TownBin:
    rate = 1 / min(20.0, max(3.0, dice.lognormvariate(1.9, 0.5)))  # full bins a day
    bag = dice.choice((0.01, 0.02, 0.04))
    lively = dice.random() < 1 / 3
    thrown: list[tuple[int, float]] = []
    for day in range(DAYS):
        weekday = _WEEKDAYS[day % 7] if not lively else (0.6, 0.6, 0.6, 0.7, 1.3, 1.8, 1.4)[day % 7]
        busy = dice.gammavariate(1 / _SWING, _SWING)
        for hour in range(24):
            mean = rate / bag * weekday * busy * HOURS[hour] / sum(HOURS)
            thrown += [
                (day * DAY + hour * 3_600_000 + dice.randrange(3_600_000), dice.expovariate(1 / bag)) for _ in range(drawn(dice, mean))
            ]
    return town_bin(name, *spot, 240.0, sorted(thrown))


def drawn(dice: Random, mean: float) -> int:
    """Return a Poisson number: gaps of an exponential that fit into one."""
    count, gap = 0, dice.expovariate(1.0)
    while gap < mean:
        count += 1
        gap += dice.expovariate(1.0)
    return count
