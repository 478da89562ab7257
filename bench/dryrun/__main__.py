"""`python -m bench.dryrun DATA`: the dry year judged. DATA: the folder with `bins-edinburgh` and `bins-wyndham`."""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
from bysans.dryrun.dry_run import SAMPLED, TUNED
from bysans.dryrun.pace_of import by_odometer
from bysans.dryrun.planned_tour import planned
from config.practice import OdometerTable, PracticeFigures, load_practice
from domain.dryrun.money import figures
from domain.dryrun.sensor_value import SHARES, better_way, saved, sendings, sensor_worth
from domain.dryrun.study import FIXED, PRACTICE, REORDERED, Study, drawn, tallies_of
from domain.dryrun.tally import total
from domain.dryrun.tuning import Tuned, mean_of, measured, tuned

FIRST_SEED, BINS = 21, 45
KINDS = ("edinburgh", "poisson")
_CURVED, _CHANCES = 3, 5
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
    yield "\n| town, list | km off | km off, with an odometer | hours off | a fifth: ours | busiest | chance | as driven | of |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for kind in kinds:
        for times in (True, False):
            rows = [_measured(kind, seed, times=times) for seed in seeds]
            cells = [_cell_of(fmean(row.off[at] for row in rows), [row.off[at] for row in rows]) for at in range(3)]
            if times:
                for name in ("ours", "busiest", "chance", "ours_driven"):
                    together = sum(getattr(row, name)[0] for row in rows) / sum(getattr(row, name)[1] for row in rows)
                    cells.append(_cell_of(together, [saving / full for saving, full in (getattr(row, name) for row in rows)]))
            yield f"| {kind}, {'times' if times else 'dates'} | {' | '.join(cells)} | {len(rows)} towns |"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One town: how far km, km with an odometer, and hours are off; what each choice of a fifth saves, and what all sensors do (money)."""

    off: Sequence[float]
    ours: tuple[float, float] = (0.0, 0.0)
    busiest: tuple[float, float] = (0.0, 0.0)
    chance: tuple[float, float] = (0.0, 0.0)
    ours_driven: tuple[float, float] = (0.0, 0.0)


def _cell_of(middle: float, values: Sequence[float]) -> str:
    return f"{100 * middle:+.0f} % ({100 * min(values):.0f} to {100 * max(values):.0f})"


def _measured(kind: str, seed: int, *, times: bool) -> Row:
    """Return how far km and hours are off, and what each choice of a fifth of the bins saves."""
    town = edinburgh_town(seed, halves()[1], BINS, SPEED_KMH) if kind == "edinburgh" else poisson(seed, BINS, SPEED_KMH)
    known = known_town(town, EveryDays(2 if kind == "edinburgh" else 3), times=times, step=0.25)
    draws = [drawn(known.study, Random(f"{seed}/tuning/{number}")) for number in range(TUNED)]
    choices = tuned(known.study, mean_of([measured(known.study, draw) for draw in draws]), draws[:SAMPLED], planned)
    study = choices.study
    counts = total(tallies_of(study, PRACTICE, drawn(study, Random(seed)), study.pace))
    hours = counts.km / study.pace.speed_kmh + counts.emptyings * study.pace.stop_s / 3600 + counts.unload_hours
    told = by_odometer(known.study, _odometer(known), planned, Random(seed))
    told_km = counts.km * told.pace.detour_factor / study.pace.detour_factor
    off = counts.km / known.driven.km - 1, told_km / known.driven.km - 1, hours / known.hours - 1
    return _row(choices, known, seed, off) if times else Row(off=off)  # dates alone change little of what is known of the fills


def _odometer(known: KnownTown) -> PracticeFigures:
    """Return the figures with what an odometer showed on the list's first fortnight."""
    first = date.fromordinal(known.study.listed.first_day)
    km = sum(known.km_by_day[:_FORTNIGHT])
    odometer = OdometerTable(km=km, first_day=first, last_day=first + timedelta(_FORTNIGHT - 1), source="the simulator; V")
    return load_practice().model_copy(update={"odometer": odometer})


def _row(choices: Tuned, known: KnownTown, seed: int, off: Sequence[float]) -> Row:
    study = choices.study
    names, fifth = study.town.names, round(len(study.town.names) / 5)
    ours = list(sensor_worth(choices, [round(share * len(names)) for share in SHARES]))
    busiest = sorted(range(len(names)), key=lambda number: -study.rates[names[number]].mean)
    chances = [Random(f"{seed}/chance/{number}").sample(range(len(names)), len(names)) for number in range(_CHANCES)]
    full = _saved(choices, known, ours, len(names), seed)
    own, most, *random = (_saved(choices, known, ranked, fifth, seed) for ranked in (ours, busiest, *chances))
    scheduled = _cost(study, known, REORDERED) - _cost(study, known, FIXED)
    return Row(
        off=off, ours=(own, full), busiest=(most, full), chance=(fmean(random), full), ours_driven=(own + scheduled, full + scheduled)
    )


def _saved(choices: Tuned, known: KnownTown, ranked: Sequence[int], count: int, seed: int) -> float:
    """Return what the first bins of a ranking truly save, on the truck days that are better on the list's own draws."""
    by_count = sendings(choices, ranked, [count])
    way = better_way([saved(choices.study, by_count, drawn(choices.study, Random(f"{seed}/curve/{number}"))) for number in range(_CURVED)])[
        0
    ]
    return saved(choices.study, by_count, known.fillings)[0][way]


def _cost(study: Study, known: KnownTown, policy: str) -> float:
    counts = total(tallies_of(study, policy, known.fillings, study.pace))
    return figures(counts, study.pace, study.factors, study.prices).cost


if __name__ == "__main__":
    main()
