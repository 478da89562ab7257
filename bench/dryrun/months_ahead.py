"""Whether the third month is within its 90 % interval when the first two are known, bin by bin and town by town."""

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from random import Random

from bench.dryrun.wyndham import emptyings, first_day, sensed_bins
from domain.dryrun.demand.cycle import history_of
from domain.dryrun.demand.fill_rate import fill_rates
from domain.dryrun.demand.prediction import drawn_totals, drift_of
from domain.dryrun.emptying_list import Visit, seen_fill
from domain.dryrun.spread import Interval, interval

DRAWS = 400
TOWN = 20  # bins of a town drawn from many
_LEAST = 4  # emptyings with a fill before, of a bin that is predicted
Visits = Mapping[str, Sequence[Visit]]


@dataclass(slots=True)
class Coverage:
    """How many were within their interval, of how many."""

    within: int = 0
    of: int = 0

    def add(self, value: float, bounds: Interval) -> None:
        """Count one."""
        self.within, self.of = self.within + (bounds.low - 1e-9 <= value <= bounds.high + 1e-9), self.of + 1

    @property
    def share(self) -> float:
        """The share within (0–1)."""
        return self.within / max(self.of, 1)


def score(visits: Visits, start: int, month: int, seed: int, bins: Coverage, towns: Coverage) -> None:
    """Learn from two months from day `start` on, predict the third, and count what was within."""
    histories, coming = {}, {}
    for name, own in visits.items():
        past = [visit for visit in own if start <= visit.day < start + 2 * month]
        if sum(visit.fill is not None for visit in past) > _LEAST:
            history = history_of(past, start + 2 * month)
            later = history_of(
                [past[-1], *(visit for visit in own if start + 2 * month <= visit.day < start + 3 * month)], start + 3 * month
            )
            if later.cycles:
                histories[name], coming[name] = history, [cycle for cycle in later.cycles if cycle.fill is not None]
    if len(histories) < 5:
        return
    rates = fill_rates(histories, interval_fill=0.8, dispersion=0.1)
    dice = Random(seed)
    totals = drawn_totals(coming, rates, drift_of(histories, rates, start + month), dice, DRAWS)
    true = {name: sum(min(1.0, cycle.fill.middle) for cycle in cycles if cycle.fill) for name, cycles in coming.items()}
    for name, drawn in totals.items():
        bins.add(true[name], interval(drawn))
    for town in _towns(sorted(totals), dice):
        towns.add(sum(true[name] for name in town), interval([sum(totals[name][at] for name in town) for at in range(DRAWS)]))


def _towns(names: Sequence[str], dice: Random) -> Iterator[Sequence[str]]:
    """Yield all bins as one town where they are few, else towns of some of them."""
    if len(names) <= 2 * TOWN:
        yield names
        return
    shuffled = dice.sample(names, len(names))
    yield from (shuffled[at : at + TOWN] for at in range(0, len(shuffled) - TOWN + 1, TOWN))


def edinburgh(file: Path) -> tuple[Coverage, Coverage]:
    """Return the coverage of Edinburgh's bins and towns of 20 of them: months of 22 days."""
    visits: dict[str, list[Visit]] = defaultdict(list)
    for line, row in enumerate(_rows(file), 2):
        at = datetime.fromisoformat(row["emptied_at_local"])
        day = at.date().toordinal() - date(2016, 6, 3).toordinal()
        visits[row["bin_id"]].append(Visit(day=day, line=line, fill=seen_fill(float(row["fill_before_pct"]) / 100, 0.02)))
    ordered = {name: sorted(own, key=lambda visit: visit.day) for name, own in visits.items()}
    bins, towns = Coverage(), Coverage()
    score(ordered, 0, 22, 1, bins, towns)
    return bins, towns


def wyndham(file: Path) -> tuple[Coverage, Coverage]:
    """Return the coverage of Wyndham's bins and of the town, every month that has two before it."""
    sensed = sensed_bins(file)
    first, last = first_day(sensed), max(max(bin_.levels) for bin_ in sensed.values())
    visits = {name: list(emptyings(bin_, first, last - first, 0.2)) for name, bin_ in sensed.items()}
    bins, towns = Coverage(), Coverage()
    for number, start in enumerate(range(0, last - first - 90, 30)):
        score(visits, start, 30, number, bins, towns)
    return bins, towns


def _rows(file: Path) -> Iterator[Mapping[str, str]]:
    with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
