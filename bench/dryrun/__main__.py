"""`python -m bench.dryrun DATA`: the dry year judged. DATA: the folder with `bins-edinburgh` and `bins-wyndham`."""

import argparse
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from statistics import fmean

from bench.dryrun.fifth import CHOICES, Fifth, fifth, tuned_by_list
from bench.dryrun.known_town import SPEED_KMH, KnownTown, known_town
from bench.dryrun.months_ahead import Coverage, edinburgh, wyndham
from bench.dryrun.wyndham import YEARS, wyndham_as_emptied, wyndham_town
from bench.machine import describe
from bench.waste.edinburgh import edinburgh as edinburgh_town
from bench.waste.edinburgh import halves
from bench.waste.poisson import poisson
from bench.waste.policies import EveryDays
from bench.waste.town import Town
from bysans.dryrun.pace_of import by_odometer
from bysans.dryrun.planned_tour import planned
from config.practice import OdometerTable, PracticeFigures, load_practice
from domain.dryrun.study import PRACTICE, drawn, tallies_of
from domain.dryrun.tally import total
from domain.dryrun.tuning.tuned import Tuned

FIRST_SEED, BINS = 21, 45
EVERY = {"edinburgh": 2, "edinburgh, other bins": 2, "poisson": 3, "wyndham": 3}  # days from one round of practice to the next
AS_EMPTIED = "wyndham, as it was emptied"
KINDS = (*EVERY, AS_EMPTIED)
_FORTNIGHT = 14  # days


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("data", type=Path)
    options.add_argument("--first", type=int, default=FIRST_SEED)
    options.add_argument("--kinds", nargs="*", choices=KINDS, default=KINDS)
    options.add_argument("--seeds", type=int, default=3)
    chosen = options.parse_args()
    print(describe())
    for line in _months(chosen.data):
        print(line, flush=True)
    for line in _towns(chosen.data, chosen.kinds, range(chosen.first, chosen.first + chosen.seeds)):
        print(line, flush=True)


def _months(data: Path) -> Iterator[str]:
    yield "\n| month 3 from months 1 and 2 | bins within 90 % | towns within 90 % |\n|---|---|---|"
    for name, (bins, towns) in (
        ("Edinburgh 2016", edinburgh(data / "bins-edinburgh" / "emptyings.csv.gz")),
        ("Wyndham 2018–2021", wyndham(_levels(data))),
    ):
        yield f"| {name} | {_cell(bins)} | {_cell(towns)} |"


def _levels(data: Path) -> Path:
    return data / "bins-wyndham" / "levels.csv.gz"


def _cell(coverage: Coverage) -> str:
    return f"{100 * coverage.share:.0f} % ({coverage.within} of {coverage.of})"


def _towns(data: Path, kinds: Sequence[str], seeds: Sequence[int]) -> Iterator[str]:
    yield "\n| town, list | km off | km off, with an odometer | hours off | a fifth: ours | busiest | chance | as driven | of |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for kind in kinds:
        if kind == AS_EMPTIED:
            yield _line(kind, ["–"] * 3, [_as_emptied(data, year) for year in range(YEARS)], YEARS)
        else:
            towns = [(_town(kind, seed, data), seed) for seed in (range(YEARS) if kind == "wyndham" else seeds)]
            yield from (_listed(kind, towns, times=times) for times in (True, False))


def _listed(kind: str, towns: Sequence[tuple[Town, int]], *, times: bool) -> str:
    """Return the line of towns whose lists have times or dates alone; of the latter the fifth is left out: they tell the fills as well."""
    off, fifths = [], []
    for town, seed in towns:
        known = known_town(town, EveryDays(EVERY[kind]), times=times, step=0.25)
        choices = tuned_by_list(known.study, seed)
        off.append(_off(choices, known, seed))
        fifths += [fifth(choices, known.fillings, seed)] if times else []
    cells = [_cell_of(fmean(column), column) for column in zip(*off, strict=True)]
    return _line(f"{kind}, {'times' if times else 'dates'}", cells, fifths, len(towns))


def _town(kind: str, seed: int, data: Path) -> Town:
    if kind == "poisson":
        return poisson(seed, BINS, SPEED_KMH)
    if kind == "wyndham":
        return wyndham_town(_levels(data), seed)
    return edinburgh_town(seed, halves()[kind == "edinburgh"], BINS, SPEED_KMH)


def _as_emptied(data: Path, year: int) -> Fifth:
    study, fillings = wyndham_as_emptied(_levels(data), year)
    return fifth(tuned_by_list(study, year), fillings, year)


def _line(name: str, off: Sequence[str], fifths: Sequence[Fifth], count: int) -> str:
    cells = []
    for choice in CHOICES if fifths else ():
        pairs = [each.of_full(choice) for each in fifths]
        together = sum(saving for saving, _ in pairs) / sum(full for _, full in pairs)
        cells.append(_cell_of(together, [saving / full for saving, full in pairs]))
    return f"| {name} | {' | '.join([*off, *(cells or ['–'] * len(CHOICES))])} | {count} towns |"


def _cell_of(middle: float, values: Sequence[float]) -> str:
    return f"{100 * middle:+.0f} % ({100 * min(values):.0f} to {100 * max(values):.0f})"


def _off(choices: Tuned, known: KnownTown, seed: int) -> tuple[float, float, float]:
    """Return how far km, km with an odometer, and hours are off."""
    study = choices.study
    counts = total(tallies_of(study, PRACTICE, drawn(study, Random(seed)), study.pace))
    hours = counts.km / study.pace.speed_kmh + counts.emptyings * study.pace.stop_s / 3600 + counts.unload_hours
    told = by_odometer(known.study, _odometer(known), planned, Random(seed))
    told_km = counts.km * told.pace.detour_factor / study.pace.detour_factor
    return counts.km / known.driven.km - 1, told_km / known.driven.km - 1, hours / known.hours - 1


def _odometer(known: KnownTown) -> PracticeFigures:
    """Return the figures with what an odometer showed on the list's first fortnight."""
    first = date.fromordinal(known.study.listed.first_day)
    km = sum(known.km_by_day[:_FORTNIGHT])
    odometer = OdometerTable(km=km, first_day=first, last_day=first + timedelta(_FORTNIGHT - 1), source="the simulator; V")
    return load_practice().model_copy(update={"odometer": odometer})


if __name__ == "__main__":
    main()
