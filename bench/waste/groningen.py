"""A town in the setting of the published record: a quarter of Groningen's clusters of underground containers, for one of its four trucks.

From Wouda et al. 2024 (arXiv 2409.13386) and the table in their public code: 153 of 850 clusters a day emptied at 80 % make 0.144
full clusters a day each; deposits of 30–65 l come at random, more by day, the same every weekday; 1,120 containers of
some 4,500 l in 850 clusters. Their 251 km for 250 clusters mean some 4 clusters a km², as on this street grid. How rates differ is ours.
"""

from random import Random

from bench.waste.poisson import DAYS, HOURS, drawn
from bench.waste.town import DAY, Town, TownBin, crossings, town_bin

_RATE = 0.144  # full clusters a day, mean
_SPREAD, _SLOWEST, _FASTEST = 0.5, 0.03, 0.4
_DEPOSIT_L = (30, 65)
_CONTAINER_L = 4500
_SECOND = 0.32  # share of clusters with a second container
_LOADED_L = 240.0  # what trucks carry is no limit there, so clusters are as light as bins here


def groningen(seed: int, count: int, speed_kmh: float) -> Town:
    """Return a town of `count` clusters, each in a street of its own."""
    dice = Random(f"groningen/{seed}")
    spots = crossings(dice, {f"c{number:03}": f"s{number:03}" for number in range(count)})
    bins = [_cluster(dice, name, spot) for name, spot in spots.items()]
    return Town.of(bins, DAYS, speed_kmh)


def _cluster(dice: Random, name: str, spot: tuple[int, int]) -> TownBin:
    litres = _CONTAINER_L * (2 if dice.random() < _SECOND else 1)
    rate = min(_FASTEST, max(_SLOWEST, _RATE * dice.lognormvariate(-(_SPREAD**2) / 2, _SPREAD)))
    deposits = rate * litres / (sum(_DEPOSIT_L) / 2)  # a day
    thrown = [
        (day * DAY + hour * 3_600_000 + dice.randrange(3_600_000), dice.uniform(*_DEPOSIT_L) / litres)
        for day in range(DAYS)
        for hour in range(24)
        for _ in range(drawn(dice, deposits * HOURS[hour] / sum(HOURS)))
    ]
    return town_bin(name, *spot, _LOADED_L, sorted(thrown))
