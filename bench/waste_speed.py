"""The time of a decision, and the bin readings a second that watch keeps up with."""

import argparse
import tempfile
import time
from pathlib import Path
from random import Random
from statistics import median

from fastapi.testclient import TestClient

from api.app import create_app
from bench.machine import describe
from bysans import wiring
from bysans.first_data import load_first_thresholds
from config.catalogue import load_catalogue
from config.good import good_by
from config.quality import load_quality
from config.settings import Settings
from config.waste import load_waste
from domain.air.windows import start_of_hour
from domain.device import Bin, Device
from domain.reading import Reading
from storage.readings.open import open_readings
from storage.state import registry
from storage.state.access import keys
from storage.state.engine import State
from storage.state.ingest import latest, touched
from watch.air.quality import Quality
from watch.loop import Watch
from watch.waste.step import Waste

QUARTER, DAY = 900_000, 86_400_000
START = 1_767_607_200_000  # 2026-01-05 10:00 UTC
ROUNDS = 6  # reports of each bin
FRACTIONS = ("restavfall", "papir", "matavfall", "glass og metall")


class WatchedTown:
    """Real stores in a folder, the parts of watch that a service runs, and a clock at the newest reading."""

    def __init__(self, folder: Path, bins: int) -> None:
        self.catalogue, self.settings, self.now = load_catalogue(), Settings(data_dir=folder), START
        self.state = State(self.settings.state_url)
        self.readings = open_readings("sqlite", data_dir=folder, parameters=list(self.catalogue.parameters))
        load_first_thresholds(self.state)
        self.dice = Random(8)
        self.fill = {f"bin-{number:04}": self.dice.uniform(0, 70) for number in range(bins)}
        with self.state.begin() as connection:
            for number, bin_id in enumerate(self.fill):
                lat, lon = 59.9 + self.dice.gauss(0, 0.03), 10.7 + self.dice.gauss(0, 0.06)
                fraction = FRACTIONS[number % len(FRACTIONS)]
                stands = Bin(
                    id=bin_id, name=bin_id, lat=lat, lon=lon, fraction=fraction, capacity_l=660, interval_days=7, valid_from=START - DAY
                )
                registry.put(connection, stands)
                sensor = Device(id=f"s-{bin_id}", kind="bin", model="generic", interval_s=900, valid_from=START - DAY, place=bin_id)
                registry.put(connection, sensor)
        self.watch = self._watch()

    def _watch(self) -> Watch:
        return Watch(
            state=self.state,
            readings=self.readings,
            quality=Quality(self.catalogue, load_quality()),
            clock=lambda: self.now,
            holder="bench",
            alerting=wiring.alerting(self.settings, self.catalogue, self.state, self.readings),
            waste=lambda leadership: Waste(
                state=self.state, readings=self.readings, good=good_by(self.catalogue), leadership=leadership, rules=load_waste()
            ),
        )

    def arrive(self, number: int, device_ids: list[str]) -> None:
        """Store a report of each of these bins as the drainer does."""
        readings = []
        for bin_id in device_ids:
            self.fill[bin_id] = min(100.0, self.fill[bin_id] + self.dice.expovariate(2.0))
            when = START + number * QUARTER + int(QUARTER * self.dice.random())
            readings.append(Reading(f"s-{bin_id}", when, {"fill": round(self.fill[bin_id] + self.dice.gauss(0, 0.5), 1), "battery": 3.6}))
        self.now = max(self.now, *(reading.time for reading in readings))
        self.readings.write(readings)
        with self.state.begin() as connection:
            latest.put(connection, [(reading, self.now) for reading in readings])
            touched.touch(connection, [(reading.device_id, start_of_hour(reading.time), self.now - reading.time) for reading in readings])


def keep_up(town: WatchedTown, rounds: int) -> tuple[float, float]:
    """Return how many readings watch processes in a second of the clock, and of its processor, when they come in small parcels.

    A parcel is what comes within a quarter of a second at 100 × real time: nothing is joined that would not be.
    """
    ids, busy, worked, count = list(town.fill), 0.0, 0.0, 0
    for number in range(rounds):
        for begin in range(0, len(ids), 56):
            device_ids = ids[begin : begin + 56]
            town.arrive(number, device_ids)
            began, spent = time.perf_counter(), time.process_time()
            town.watch.step()
            busy += time.perf_counter() - began
            worked += time.process_time() - spent
            count += len(device_ids)
    return count / busy, count / worked


def decide(town: WatchedTown) -> tuple[list[float], float]:
    """Return how long (s) ten decisions over all bins took, asked over HTTP, and the processor's seconds of one."""
    with town.state.begin() as connection:
        key = keys.create(connection, "bench", ["admin"], START)
    app = create_app(
        settings=town.settings,
        state=town.state,
        readings=town.readings,
        catalogue=town.catalogue,
        clock=lambda: town.now,
        publish=lambda *_: None,  # type: ignore[arg-type]
    )
    seconds, spent = [], time.process_time()
    with TestClient(app, base_url="http://bysans/api/v1", headers={"Authorization": f"Bearer {key}"}) as client:
        for _ in range(10):
            began = time.perf_counter()
            answer = client.get("pickups/decision").raise_for_status().json()
            seconds.append(time.perf_counter() - began)
    print(f"decision: send {answer['send']}, {len(answer['bins'])} bins due; if one waits {answer['overflow_if_waiting']} overflow")
    return seconds, (time.process_time() - spent) / len(seconds)


def main() -> None:
    """Print both figures."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("bins", nargs="?", type=int, default=2000)
    arguments.add_argument("reports", nargs="?", type=int, default=ROUNDS, help="of each bin")
    options = arguments.parse_args()
    bins, rounds = options.bins, options.reports
    with tempfile.TemporaryDirectory() as folder:
        town = WatchedTown(Path(folder), bins)
        print(f"{describe()}; {bins} bins, SQLite, {rounds} reports each\n")
        rate, by_cpu = keep_up(town, rounds)
        needed = bins / 900 * 100
        print(f"watch: {rate:,.0f} readings/s ({by_cpu:,.0f} per s of processor); at 100 × real time come {needed:,.0f}")
        seconds, by_cpu = decide(town)
        middle, longest = median(seconds) * 1000, max(seconds) * 1000
        print(f"decision over {bins} bins: median {middle:.0f} ms, longest {longest:.0f} ms, processor {by_cpu * 1000:.0f} ms")
        town.readings.close()
        town.state.close()


if __name__ == "__main__":
    main()
