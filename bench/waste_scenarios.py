"""`python -m bench.waste_scenarios [BINS [SEED…]]`: the service's emptyings in the simulators' own scenarios, against their ledger's truth.

The real watch works on real SQLite files, an hour of the town at a time. An emptying is found when one is told at most three
messages or two hours away; those of sensors that were stuck or dead by then are counted apart, for nobody can see them.
"""

import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from statistics import median

from bench.machine import describe
from bench.winter_month import SCENARIO, Month
from config.toml_file import names_in
from simulators.commands.scenario_run import SimulatedRun, scenario_run
from simulators.town.scenario import FOLDER, load_scenario
from simulators.town.town import Size
from storage.state.waste import emptyings
from storage.state.waste.emptyings import Emptying

HOUR = 3_600_000
NEAR = 2 * HOUR  # or three messages, which come every ten minutes or every half hour
FIRST = 11  # seeds from here on were not looked at while the figures were chosen


@dataclass(slots=True)
class Score:
    """Counts over a scenario's bins; `delays` in reports."""

    right: int = 0
    found: int = 0
    true: int = 0
    hidden: int = 0
    delays: list[float] = field(default_factory=list)

    def row(self) -> str:
        """Return the table's cells."""
        if not self.right:
            return f"{self.true} | {self.hidden} | – | – | –"
        recall, precision = self.right / self.true, self.right / self.found
        return f"{self.true} | {self.hidden} | {recall:.3f} | {precision:.3f} | {median(self.delays):.1f}"


def main() -> None:
    """Print a table."""
    bins = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    seeds = [int(argument) for argument in sys.argv[2:]] or [FIRST]
    print(f"{describe()}; {bins} bins, seeds {', '.join(map(str, seeds))}\n")
    print("| scenario | emptyings seen by a working sensor | by a stuck or dead one | recall | precision | delay (reports, median) |")
    print("|---|---|---|---|---|---|")
    for name in (*names_in(FOLDER), SCENARIO):
        total = Score()
        for seed in seeds:
            _score(name, seed, bins, total)
        print(f"| {Path(name).stem} | {total.row()} |", flush=True)


def _score(name: str, seed: int, bins: int, total: Score) -> None:
    played = scenario_run(name, seed=seed, size=Size(sites=0, air=0, bins=bins), start=None, rate=1, faults=())
    begins = load_scenario(name).begins()
    ends = begins + round(load_scenario(name).hours * HOUR) - 2 * HOUR  # the last need their next report
    detected = _found(played, begins)
    truth, broken = _truth(played, begins + 2 * HOUR, ends)
    for device, body in played.scene.devices.items():
        interval = int(str(body["interval_s"])) * 1000
        detected_here = [emptying for emptying in detected[str(body["bin"])] if begins + 2 * HOUR <= emptying.time < ends]
        _count(truth[device], detected_here, broken.get(device, ends), interval, total)


def _count(true: Sequence[int], detected: Sequence[Emptying], broken: int, interval: int, total: Score) -> None:
    left = [time for time in true if time < broken]
    total.true, total.hidden, total.found = total.true + len(left), total.hidden + len(true) - len(left), total.found + len(detected)
    for emptying in detected:
        near = min(left, key=lambda time: abs(time - emptying.time), default=None)
        if near is not None and abs(near - emptying.time) <= max(NEAR, 3 * interval):
            left.remove(near)
            total.right += 1
            total.delays.append((emptying.known_at - emptying.time) / interval)


def _found(played: SimulatedRun, begins: int) -> Mapping[str, list[Emptying]]:
    """Let the service live through what is played; return the emptyings that it told and did not take back."""
    with tempfile.TemporaryDirectory() as directory:
        month = Month(Path(directory), begins)
        month.register(played.scene, begins - HOUR)
        for hour, messages in groupby(played.messages, key=lambda message: message.at // HOUR):
            month.now = (hour + 1) * HOUR
            month.take_in(list(messages))
            month.work()
        by_bin: dict[str, list[Emptying]] = defaultdict(list)
        with month.state.read() as connection:
            for emptying in emptyings.between(connection, 0, month.now):
                by_bin[emptying.bin_id].append(emptying)
        month.close()
    return by_bin


def _truth(played: SimulatedRun, begins: int, ends: int) -> tuple[Mapping[str, list[int]], Mapping[str, int]]:
    """Return when each device's bin was emptied, and from when on its sensor was of no use."""
    emptied: dict[str, list[int]] = defaultdict(list)
    broken: dict[str, int] = {}
    for at, device, what, _ in sorted(played.events):
        if what == "emptied" and begins <= at < ends:
            emptied[device].append(at)
        elif what in ("stuck", "battery_empty"):
            broken.setdefault(device, at)
    return emptied, broken


if __name__ == "__main__":
    main()
