"""A town of real bins: what Edinburgh's crews found in 2016, at crossings that the seed draws."""

import csv
import gzip
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from statistics import median

from bench.waste.town import DAY, Town, TownBin, crossings, town_bin

EXTRACT = Path(__file__).parents[1] / "data" / "bins-edinburgh-2016.csv.gz"
DAYS = 59
_MEASURED_DAYS = 66
_FULL_BY_SOURCE = 0.8  # the source calls a bin that is 80 % full 100 %
_LEAST_EMPTYINGS = 10
_FASTEST = 0.4  # full bins a day on average: what fills faster is not served by a truck a day, whatever the policy
_BAG = 0.02  # of a full bin
_HOURS = [0.1 if hour < 6 or hour > 22 else 1.35 for hour in range(24)]
MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class _Emptying:
    """When (ms) a crew came to which street, and what they found: litres, and how full (1 is full)."""

    street: str
    time: int
    litres: float
    fill: float


def halves() -> tuple[list[str], list[str]]:
    """Return the bins to tune on and the bins to report on: every other one."""
    names = sorted(
        name
        for name, emptyings in _emptyings().items()
        if len(emptyings) >= _LEAST_EMPTYINGS and sum(emptying.fill for emptying in emptyings) / _MEASURED_DAYS <= _FASTEST
    )
    return names[::2], names[1::2]


def edinburgh(seed: int, names: Sequence[str], count: int, speed_kmh: float) -> Town:
    """Return a town of `count` of the named bins."""
    dice = Random(f"edinburgh/{seed}")
    drawn = sorted(dice.sample(list(names), count))
    spots = crossings(dice, {name: _emptyings()[name][0].street for name in drawn})
    bins = [_bin(dice, name, spots[name]) for name in drawn]
    return Town.of(bins, DAYS, speed_kmh)


def _bin(dice: Random, name: str, spot: tuple[int, int]) -> TownBin:
    """Return a bin whose waste is thrown in bag by bag, by day rather than by night, since the crew was there before."""
    emptyings = _emptyings()[name]
    capacity = (
        median(emptying.litres / emptying.fill for emptying in emptyings if emptying.fill > 0.15)
        if any(emptying.fill > 0.15 for emptying in emptyings)
        else 240.0
    )
    thrown: list[tuple[int, float]] = []
    since = max(0, emptyings[0].time - 2 * DAY)
    for emptying in emptyings:
        thrown += bags(dice, since, emptying.time, emptying.litres / capacity)
        since = emptying.time
    return town_bin(name, *spot, capacity, sorted(thrown))


def bags(dice: Random, start: int, end: int, amount: float) -> list[tuple[int, float]]:
    """Return when (ms) within (start, end] an amount (full bins) was thrown in, bag by bag."""
    count = max(1, round(amount / _BAG))
    return [(_by_day(dice, start, end), amount / count) for _ in range(count)] if amount > 0 else []


def _by_day(dice: Random, start: int, end: int) -> int:
    for _ in range(20):
        time = dice.randint(start + 1, max(start + 1, end))
        if dice.random() < _HOURS[time // 3_600_000 % 24] / 1.35:
            break
    return time


@cache
def _emptyings() -> Mapping[str, list[_Emptying]]:
    emptyings: dict[str, list[_Emptying]] = {}
    with gzip.open(EXTRACT, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            fill = float(row["fill_pct"]) / 100 * _FULL_BY_SOURCE
            emptyings.setdefault(row["bin"], []).append(_Emptying(row["street"], int(row["minute"]) * MINUTE, float(row["volume_l"]), fill))
    return emptyings
