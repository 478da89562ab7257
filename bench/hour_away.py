"""Catch-up after an hour in which ingest was away: until all is stored, worked out, alerted and `/readyz` complains of nothing.

Run `python -m bench.hour_away [--sensors 300] [--bins 1000]`: Mosquitto, and the service as in production (SQLite). Ingest is stopped, and
the broker gets what the devices sent in the last hour, each message with its own time: air sensors every ten minutes, bins once. One bin
in fifty is hot: each must have its alert, though an hour late. The clock starts with ingest.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.air_years import BROKER
from bench.backlog import HOUR_MS, publish
from bench.count import SqliteCount
from bench.machine import describe
from bench.results import keep
from bench.subject import cpu_s
from bysans.clock import now
from domain.device import Bin, Device, Site
from storage.state import registry
from storage.state.engine import State
from tests.integration.service import Service
from tests.real_parts.mosquitto import Mosquitto
from tests.real_parts.process import wait_until

STEP_MS = 600_000
SENSORS_A_SITE = 2
HOT_EVERY = 50
PATIENCE_S = 280.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """What a municipality's devices send in an hour; `start`: ms UTC."""

    sensors: int
    bins: int
    start: int

    @property
    def messages(self) -> int:
        """How many."""
        return self.sensors * (HOUR_MS // STEP_MS) + self.bins

    @property
    def hot(self) -> int:
        """How many bins are hot."""
        return len(range(0, self.bins, HOT_EVERY))

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        """Yield topic and payload of each message in order of time, each device a little after the one before."""
        dice = random.Random(1)
        for step in range(HOUR_MS // STEP_MS):
            for number in range(self.sensors):
                at = (self.start + step * STEP_MS + number * STEP_MS // self.sensors) / 1000
                values = f'"pm25": {dice.uniform(2, 12):.1f}, "no2": {dice.uniform(5, 40):.1f}, "temperature": {dice.uniform(-5, 5):.1f}'
                yield f"bysans/v1/air/air-{number}", f'{{"time": {at}, {values}}}'.encode()
            for number in range(step, self.bins, HOUR_MS // STEP_MS):
                at = (self.start + step * STEP_MS + number * STEP_MS // self.bins) / 1000
                values = f'"fill": {dice.uniform(10, 60):.0f}, "battery": 3.6, "temperature": {5 if number % HOT_EVERY else 75}'
                yield f"bysans/v1/bin/level-{number}", f'{{"time": {at}, {values}}}'.encode()


def register(state_url: str, hour: Hour) -> None:
    """Register the municipality."""
    state = State(state_url)
    with state.begin() as connection:
        for number in range(-(-hour.sensors // SENSORS_A_SITE)):
            registry.put(connection, Site(id=f"site-{number}", name=f"Site {number}", lat=59.9, lon=10.7, valid_from=1))
        for number in range(hour.sensors):
            place = f"site-{number // SENSORS_A_SITE}"
            registry.put(connection, Device(id=f"air-{number}", kind="air", model="generic", interval_s=600, valid_from=1, place=place))
        for number in range(hour.bins):
            place = f"bin-{number}"
            bin_ = Bin(id=place, name=f"Bin {number}", lat=59.9, lon=10.7, fraction="rest", capacity_l=660, valid_from=1)
            registry.put(connection, bin_)
            registry.put(connection, Device(id=f"level-{number}", kind="bin", model="generic", interval_s=3600, valid_from=1, place=place))
    state.close()


def hot_bins(service: Service) -> int:
    """Return how many bins have an alert because they are hot."""
    alerts = service.items("/alerts", limit=1000)
    return len({member for alert in alerts if alert["parameter"] == "temperature" for member in alert["members"]})


def measure(folder: Path, sensors: int, bins: int) -> dict[str, float]:
    """Let the hour wait at the broker, start ingest, and return when what was done."""
    broker = Mosquitto(folder / "broker")
    broker.settings.write_text(BROKER.format(port=broker.port))
    service = Service(folder, {"mqtt": {"url": broker.url}})
    hour = Hour(sensors=sensors, bins=bins, start=now() - HOUR_MS)
    register(f"sqlite:///{service.data / 'state.db'}", hour)
    with broker, service:
        ingest, count = service.roles["ingest"], SqliteCount(service.data)
        ingest.stop()
        wait_until(lambda: bool(service.reasons()), "the service had noticed", PATIENCE_S)
        publish(broker.port, hour)
        watch_cpu, began = cpu_s(service.roles["watch"].pid), time.perf_counter()
        ingest.start()
        figures: dict[str, float] = {"messages": hour.messages}
        waiting: dict[str, Callable[[], bool]] = {
            "stored_s": lambda: count.points() == hour.messages,
            "worked_out_s": lambda: "stored_s" in figures and service.worked_out(),
            "alerts_s": lambda: hot_bins(service) == hour.hot,
            "ready_s": lambda: not service.reasons(),
        }

        def note_what_is_done() -> bool:
            for name in [name for name, is_done in waiting.items() if name not in figures and is_done()]:
                figures[name] = time.perf_counter() - began
            return figures.keys() > waiting.keys()

        wait_until(note_what_is_done, f"everything was caught up with: {', '.join(waiting)}", PATIENCE_S)
        return figures | {"ingest_cpu_s": cpu_s(ingest.pid), "watch_cpu_s": cpu_s(service.roles["watch"].pid) - watch_cpu}


def main() -> None:
    """Measure, print, keep."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--sensors", type=int, default=300)
    arguments.add_argument("--bins", type=int, default=1000)
    options = arguments.parse_args()
    print(describe())
    with tempfile.TemporaryDirectory() as name:
        figures = measure(Path(name), options.sensors, options.bins)
    for figure, value in figures.items():
        print(f"{figure:14} {value:10,.1f}")
    keep("hour_away", vars(options), figures)


if __name__ == "__main__":
    main()
