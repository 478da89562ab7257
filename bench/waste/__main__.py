"""`make bench-waste`: every policy over towns of real and of invented bins on which its rules were not tuned."""

import argparse
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from pathlib import Path
from time import process_time

from bench.machine import describe
from bench.results import FOLDER
from bench.waste.clairvoyant import Clairvoyant
from bench.waste.drive import EFFORT, Driven, Policy, TownState, drive, lived
from bench.waste.edinburgh import edinburgh, halves
from bench.waste.groningen import groningen
from bench.waste.ours import ours, perfect, taught
from bench.waste.poisson import poisson
from bench.waste.policies import EveryDays, FillThreshold, Fullest
from bench.waste.report import (
    CLAIRVOYANT,
    FORESIGHT,
    LEVELS,
    NAIVE,
    OURS,
    RECORD,
    SKIPPING,
    TAUGHT,
    THEIRS,
    TUNED,
    Results,
    equal_table,
    settings_table,
)
from bench.waste.town import Town
from bench.waste.tuner import tuned

SPEED_KMH = 25.0
REPORTED = 21  # first seed to report by: 1 to 20 had been looked at before
TUNED_ON = 100  # seeds from here on were tuned on, with the other half of the bins
_KINDS: Mapping[str, Callable[[int], Town]] = {
    "edinburgh": lambda seed: edinburgh(seed, halves()[seed < TUNED_ON], 45, SPEED_KMH),
    "poisson": lambda seed: poisson(seed, 60, SPEED_KMH),
    "groningen": lambda seed: groningen(seed, 212, SPEED_KMH),
}
_HISTORY = EveryDays(2)  # today's practice, which all learn from
_OTHER = "every other day"
_LIMITS = (0.03, 0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.97)
POLICIES = (NAIVE, TUNED, "threshold", RECORD, SKIPPING, THEIRS, TAUGHT, CLAIRVOYANT)


def policies(town: Town) -> Mapping[str, Callable[[], Mapping[str, Policy]]]:
    """Return how to make every policy with its settings, for one town."""
    count = len(town.bins)
    return {
        NAIVE: lambda: {f"every {days} days": EveryDays(days) for days in (1, 2)},
        TUNED: lambda: {
            **{f"target {target:.0%}": tuned(town, target) for target in (0.85, 0.5)},
            "target 85%, even days": tuned(town, 0.85, even=True),
        },
        "threshold": lambda: {f"{level} %": FillThreshold(level) for level in (50, 65, 75, 85)},
        RECORD: lambda: {f"{share:.0%} a day": Fullest(round(share * count)) for share in (0.16, 0.19, 0.22, 0.27, 0.32, 0.38, 0.45, 0.6)},
        SKIPPING: lambda: {f"{share:.0%}": Fullest(round(share * count), 2) for share in (0.35, 0.5, 0.65, 0.8, 0.95)},
        THEIRS: lambda: {"250 of 850 a day": Fullest(round(250 / 850 * count))},
        OURS: lambda: {
            **{f"risk {limit:g}": ours(town, limit) for limit in _LIMITS},
            **{f"risk {limit:g} {_OTHER}": ours(town, limit, 2) for limit in (0.1, 0.5)},
        },
        **({TAUGHT: lambda: {f"risk {limit:g}": taught(town, limit) for limit in _LIMITS}} if _law_known(town) else {}),
        FORESIGHT: lambda: {
            **{f"{hours} h late": perfect(town, hours) for hours in (0, 6, 12, 15, 18)},
            **{f"{hours} h late {_OTHER}": perfect(town, hours, 2) for hours in (6, 12)},
        },
        CLAIRVOYANT: lambda: {f"{metres} m an hour": Clairvoyant(town=town, hour_m=metres) for metres in (200, 400, 1000)},
    }


def _law_known(town: Town) -> bool:
    return all(bin_.law is not None for bin_ in town.bins.values())


def run(kind: str, seed: int, only: Collection[str]) -> dict[str, dict[str, Driven]]:
    """Drive policies through one town, `only` some of them, continuing where an earlier run stopped."""
    file = FOLDER / "waste" / f"{kind}-{seed}.json"
    results = _read(file) if file.exists() else {}
    town = _KINDS[kind](seed)
    begin: TownState | None = None
    for policy, make in policies(town).items():
        if policy not in only or policy in results:
            continue
        begin = begin or lived(town, _HISTORY)
        results[policy] = {name: drive(town, chooser, begin) for name, chooser in make().items()}
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({policy: {name: asdict(driven) for name, driven in runs.items()} for policy, runs in results.items()}))
    print(f"   {kind} {seed}: {process_time():.0f} s CPU", flush=True)
    return {policy: runs for policy, runs in results.items() if policy in only}


def _read(file: Path) -> dict[str, dict[str, Driven]]:
    return {policy: {name: Driven(**driven) for name, driven in runs.items()} for policy, runs in json.loads(file.read_text()).items()}


def main() -> None:
    """Print the tables."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seeds", type=int, default=10)
    options.add_argument("--kinds", nargs="*", choices=_KINDS, default=list(_KINDS), help="which kinds of towns")
    options.add_argument("--policies", nargs="*", choices=POLICIES, default=POLICIES, help="which ones besides ours and foresight")
    options.add_argument("--processes", type=int, default=2)
    options.add_argument("--tuning", action="store_true", help="the seeds and bins that may be tuned on, in place of those to report")
    chosen = options.parse_args()
    first, only = TUNED_ON if chosen.tuning else REPORTED, (*chosen.policies, OURS, FORESIGHT)
    print(f"{describe()}; {EFFORT}; seeds {first}–{first + chosen.seeds - 1}")
    with ProcessPoolExecutor(chosen.processes) as pool:
        futures = {kind: [pool.submit(run, kind, first + number, only) for number in range(chosen.seeds)] for kind in chosen.kinds}
        for line in _tables({kind: [result.result() for result in runs] for kind, runs in futures.items()}):
            print(line)


def _tables(runs_by_kind: Mapping[str, list[dict[str, dict[str, Driven]]]]) -> Iterator[str]:
    for kind, seeds in runs_by_kind.items():
        results: list[Results] = list(seeds)
        yield from ("", f"## {kind}")
        for overflow in LEVELS:
            yield from ("", *equal_table(results, overflow, OURS))
        for name in (FORESIGHT, CLAIRVOYANT):
            if name in results[0]:
                yield from ("", *equal_table(results, 0.005, name))
        yield from ("", *settings_table(results))


if __name__ == "__main__":
    main()
