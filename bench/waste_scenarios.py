"""Score the service's emptyings in the simulators' scenarios against the truth of their ledger.

Run `python -m bench.waste_scenarios [BINS [SEED…]]`. The real watch works on real SQLite files, an hour of the town at a time. An
emptying counts as detected when one is reported at most three messages or two hours away; those that a stuck or dead sensor could not
see are counted apart.
"""

import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from statistics import median

from bench.emptying_score import EmptyingScore
from bench.machine import describe
from bench.town_watch import TownWatch
from bench.winter_month import SCENARIO
from config.toml_file import names_in
from domain.duration import HOUR
from simulators.commands.scenario_run import SimulatedRun, scenario_run
from simulators.town.scenario import FOLDER, load_scenario
from simulators.town.town import Size
from storage.state.waste import emptyings

FIRST = 11  # seeds from here on were not looked at while the figures were chosen


def main() -> None:
    """Print a table."""
    bins = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    seeds = [int(argument) for argument in sys.argv[2:]] or [FIRST]
    print(f"{describe()}; {bins} bins, seeds {', '.join(map(str, seeds))}\n")
    print("| scenario | emptyings seen by a working sensor | by a stuck or dead one | recall | precision | delay (reports, median) |")
    print("|---|---|---|---|---|---|")
    for name in (*names_in(FOLDER), SCENARIO):
        total = EmptyingScore()
        for seed in seeds:
            _score(name, seed, bins, total)
        print(f"| {Path(name).stem} | {_row(total)} |", flush=True)


def _row(score: EmptyingScore) -> str:
    if not score.right:
        return f"{score.true} | {score.hidden} | – | – | –"
    return f"{score.true} | {score.hidden} | {score.recall:.3f} | {score.precision:.3f} | {median(score.delays):.1f}"


def _score(name: str, seed: int, bins: int, total: EmptyingScore) -> None:
    played = scenario_run(name, seed=seed, size=Size(sites=0, air=0, bins=bins), start=None, rate=1, faults=())
    begins = load_scenario(name).begins()
    ends = begins + round(load_scenario(name).hours * HOUR) - 2 * HOUR  # the last need their next report
    detected = _detected(played, begins)
    emptied, broken = _truth(played, begins + 2 * HOUR, ends)
    for device, body in played.scene.devices.items():
        interval = int(str(body["interval_s"])) * 1000
        known_at = {time: moment for time, moment in detected[str(body["bin"])].items() if begins + 2 * HOUR <= time < ends}
        visible = [time for time in emptied[device] if time < broken.get(device, ends)]
        total.hidden += len(emptied[device]) - len(visible)
        total.delays += [(known_at[time] - time) / interval for _, time in total.add(visible, known_at, interval)]


def _detected(played: SimulatedRun, begins: int) -> Mapping[str, Mapping[int, int]]:
    """Let the service live through what is played; return when each emptying became known, by bin and time (ms UTC)."""
    with tempfile.TemporaryDirectory() as directory:
        watch = TownWatch(Path(directory), begins)
        watch.register(played.scene, begins - HOUR)
        for hour, messages in groupby(played.messages, key=lambda message: message.at // HOUR):
            watch.now = (hour + 1) * HOUR
            watch.take_in(list(messages))
            watch.work()
        by_bin: dict[str, dict[int, int]] = defaultdict(dict)
        with watch.state.read() as connection:
            for emptying in emptyings.between(connection, 0, watch.now):
                by_bin[emptying.bin_id][emptying.time] = emptying.known_at
        watch.close()
    return by_bin


def _truth(played: SimulatedRun, begins: int, ends: int) -> tuple[Mapping[str, list[int]], Mapping[str, int]]:
    """Return when each device's bin was emptied, and from when on its sensor was of no use."""
    emptied: dict[str, list[int]] = defaultdict(list)
    broken: dict[str, int] = {}
    for at, device, kind, _ in sorted(played.events):
        if kind == "emptied" and begins <= at < ends:
            emptied[device].append(at)
        elif kind in ("stuck", "battery_empty"):
            broken.setdefault(device, at)
    return emptied, broken


if __name__ == "__main__":
    main()
