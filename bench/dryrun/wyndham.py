"""Wyndham's litter bins, whose sensors told their level each day, as towns of a year: what truly came in is what levels rose by."""

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, pairwise
from math import cos, radians
from pathlib import Path
from random import Random
from statistics import fmean

from bench.dryrun.known_town import FIRST, SPEED_KMH
from bench.waste.edinburgh import bags
from bench.waste.town import BLOCK_M, DAY, Town, town_bin
from bysans.dryrun.dry_run import study_for
from config.plan import load_plan
from config.practice import load_practice
from domain.dryrun.demand.year_draw import Filling
from domain.dryrun.emptying_list import EmptyingList, ListedBin, Visit, seen_fill
from domain.dryrun.study import Study
from domain.waste.routing.fleet import Place

YEARS = 2
_YEAR = 365
_LITRES = 240.0
_EMPTIED = 0.2  # a level that falls by so much was emptied
_METRES = 111_195  # a degree


@dataclass(frozen=True, slots=True)
class SensedBin:
    """One bin: where it stands (degrees), and its level (0–1) by day."""

    lat: float
    lon: float
    levels: Mapping[int, float]

    def steps(self, start: int, days: int) -> Iterator[tuple[int, int, float, float]]:
        """Yield from each reading to the next of so many days: both days from `start` on, the level before and the level then."""
        for before, day in pairwise(sorted(day for day in self.levels if start <= day <= start + days)):
            yield before - start, day - start, self.levels[before], self.levels[day]


def sensed_bins(file: Path) -> Mapping[str, SensedBin]:
    """Return the bins in order of their names."""
    levels: dict[str, dict[int, float]] = defaultdict(dict)
    places: dict[str, tuple[float, float]] = {}
    with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            name = row["serialNumber"]
            levels[name][date.fromisoformat(row["timestamp"][:10]).toordinal()] = float(row["latestFullness"]) / 10
            if row["latitude"]:
                places[name] = float(row["latitude"]), float(row["longitude"])
    return {name: SensedBin(*places[name], own) for name, own in sorted(levels.items())}


def first_day(bins: Mapping[str, SensedBin]) -> int:
    """Return the first day of the levels."""
    return min(min(bin_.levels) for bin_ in bins.values())


def _came_in(before: float, level: float) -> float:
    """Return what a level shows to have come in: of a bin that was emptied what is in it since."""
    return level - before if level >= before else level


def wyndham_town(file: Path, year: int) -> Town:
    """Return the town of a year and the weeks before it, its bins on the nearest crossing."""
    bins, dice = sensed_bins(file), Random(f"wyndham/{year}")
    lat, lon = fmean(bin_.lat for bin_ in bins.values()), fmean(bin_.lon for bin_ in bins.values())
    start, days = first_day(bins) + year * _YEAR, FIRST + _YEAR
    town = []
    for name, bin_ in bins.items():
        thrown: list[tuple[int, float]] = []
        for before, day, was, level in bin_.steps(start, days - 1):
            thrown += bags(dice, before * DAY, day * DAY, _came_in(was, level))
        east, north = (bin_.lon - lon) * _METRES * cos(radians(lat)), (bin_.lat - lat) * _METRES
        town.append(town_bin(name, round(east / BLOCK_M), round(north / BLOCK_M), _LITRES, sorted(thrown)))
    return Town.of(town, days, SPEED_KMH)


def wyndham_as_emptied(file: Path, year: int) -> tuple[Study, list[Filling]]:
    """Return the study of Wyndham's own emptyings in a year, dates and quarters as a crew notes them, and what truly came in."""
    bins = sensed_bins(file)
    start = first_day(bins) + year * _YEAR
    visits = {name: list(emptyings(bin_, start, _YEAR - 1)) for name, bin_ in bins.items()}
    listed = EmptyingList(
        bins=[ListedBin(id=name, place=Place(id=name, lat=bin_.lat, lon=bin_.lon), capacity_l=_LITRES, fraction="rest")
              for name, bin_ in bins.items()],
        visits=visits, first_day=start, days=_YEAR,
    )  # fmt: skip
    return study_for(listed, None, load_plan(), load_practice()), [_filling(bin_, start) for bin_ in bins.values()]


def emptyings(bin_: SensedBin, start: int, days: int, step: float = 0.25) -> Iterator[Visit]:
    """Yield an emptying where the level fell, with the last level before it, as its crew would have noted it."""
    for before, day, was, level in bin_.steps(start, days):
        if was - level >= _EMPTIED - 1e-9:
            yield Visit(day=day, line=0, fill=seen_fill(round(was / step) * step, step) if day - before == 1 else None)


def _filling(bin_: SensedBin, start: int) -> Filling:
    daily = [0.0] * _YEAR
    for before, day, was, level in bin_.steps(start, _YEAR - 1):
        for at in range(before, day):
            daily[at] = _came_in(was, level) / (day - before)
    return Filling((0.0, *accumulate(daily)))
