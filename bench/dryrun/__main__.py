"""`python -m bench.dryrun DATA`: the dry year judged. DATA: the folder with `bins-edinburgh` and `bins-wyndham`."""

import argparse
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from statistics import fmean

from bench.dryrun.known_town import SPEED_KMH, KnownTown, known_town
from bench.dryrun.months_ahead import Coverage, edinburgh, wyndham
from bench.machine import describe
from bench.waste.edinburgh import edinburgh as edinburgh_town
from bench.waste.edinburgh import halves
from bench.waste.poisson import poisson
from bench.waste.policies import EveryDays
from bysans.dryrun.pace_of import by_odometer
from bysans.dryrun.planned_tour import planned
from config.practice import OdometerTable, PracticeFigures, load_practice
from domain.dryrun.sensor_value import better_sending, bin_values, saved, savings
from domain.dryrun.study import PRACTICE, Study, drawn, tallies_of
from domain.dryrun.tally import total
from domain.dryrun.tuning import tuned

FIRST_SEED, BINS = 21, 45
KINDS = ("edinburgh", "poisson")
_VALUED, _CHANCES = 3, 5
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
    for line in _towns(chosen.kinds, range(chosen.first, chosen.first + chosen.seeds)):
        print(line, flush=True)


def _months(data: Path) -> Iterator[str]:
    yield "\n| month 3 from months 1 and 2 | bins within 90 % | towns within 90 % |\n|---|---|---|"
    for name, (bins, towns) in (
        ("Edinburgh 2016", edinburgh(data / "bins-edinburgh" / "emptyings.csv.gz")),
        ("Wyndham 2018–2021", wyndham(data / "bins-wyndham" / "levels.csv.gz")),
    ):
        yield f"| {name} | {_cell(bins)} | {_cell(towns)} |"


def _cell(coverage: Coverage) -> str:
    return f"{100 * coverage.share:.0f} % ({coverage.within} of {coverage.of})"


def _towns(kinds: Sequence[str], seeds: Sequence[int]) -> Iterator[str]:
    yield "\n| town, list | km off | km off, told a fortnight's odometer | hours off | a fifth: ours | busiest | chance | of |"
    yield "|---|---|---|---|---|---|---|---|"
    for kind in kinds:
        for times in (True, False):
            rows = [_measured(kind, seed, times=times) for seed in seeds]
            cells = [f"{100 * fmean(row[at] for row in rows):+.0f} % ({_span(rows, at)})" for at in range(len(rows[0]))]
            yield f"| {kind}, {'times' if times else 'dates'} | {' | '.join(cells)} | {len(rows)} towns |"


def _span(rows: Sequence[Sequence[float]], at: int) -> str:
    return f"{100 * min(row[at] for row in rows):.0f} to {100 * max(row[at] for row in rows):.0f}"


def _measured(kind: str, seed: int, *, times: bool) -> Sequence[float]:
    """Return how far km and hours are off, and which share of the full saving each choice of a fifth of the bins reaches."""
    town = edinburgh_town(seed, halves()[1], BINS, SPEED_KMH) if kind == "edinburgh" else poisson(seed, BINS, SPEED_KMH)
    known = known_town(town, EveryDays(2 if kind == "edinburgh" else 3), times=times, step=0.25)
    study = tuned(known.study, Random(f"{seed}/tuning"), planned)
    counts = total(tallies_of(study, PRACTICE, drawn(study, Random(seed)), study.pace))
    hours = counts.km / study.pace.speed_kmh + counts.emptyings * study.pace.stop_s / 3600 + counts.unload_hours
    told = by_odometer(known.study, _odometer(known), planned, Random(seed))
    told_km = counts.km * told.pace.detour_factor / study.pace.detour_factor
    choices = _choices(study, known, seed) if times else ()  # dates alone change little of what is known of the fills
    return [counts.km / known.driven.km - 1, told_km / known.driven.km - 1, hours / known.hours - 1, *choices]


def _odometer(known: KnownTown) -> PracticeFigures:
    """Return the figures with what an odometer showed on the list's first fortnight."""
    first = date.fromordinal(known.study.listed.first_day)
    km = sum(known.km_by_day[:_FORTNIGHT])
    odometer = OdometerTable(km=km, first_day=first, last_day=first + timedelta(_FORTNIGHT - 1), source="the simulator; V")
    return load_practice().model_copy(update={"odometer": odometer})


def _choices(study: Study, known: KnownTown, seed: int) -> Sequence[float]:
    names, fifth = study.town.names, round(len(study.town.names) / 5)
    values = [bin_values(study, Random(f"{seed}/value/{number}")) for number in range(_VALUED)]
    ours = sorted(range(len(names)), key=lambda number: -sum(value.get(number, 0.0) for value in values))
    busiest = sorted(range(len(names)), key=lambda number: -study.rates[names[number]].mean)
    chances = [Random(f"{seed}/chance/{number}").sample(range(len(names)), len(names)) for number in range(_CHANCES)]
    full = _saved(study, known, ours, len(names), seed)
    reached = [_saved(study, known, ranked, fifth, seed) / full for ranked in (ours, busiest, *chances)]
    return [reached[0], reached[1], fmean(reached[2:])]


def _saved(study: Study, known: KnownTown, ranked: Sequence[int], count: int, seed: int) -> float:
    """Return what the first bins of a ranking truly save, with the sending that is better on the list's own draws."""
    way = better_sending([savings(study, ranked, Random(f"{seed}/curve/{number}"), [count]) for number in range(_VALUED)])[0]
    return saved(study, ranked, known.fillings, [count])[0][way]


if __name__ == "__main__":
    main()
