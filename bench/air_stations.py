"""Compare five years of three real stations, sent over MQTT through the whole service, with what pandas computes.

Run `python -m bench.air_stations FOLDER`, with the stations' files `NAME.csv.gz` (columns date, time in UTC, pm25) in FOLDER. Every hour,
8 h window, legal day, year and verdict is compared; the first difference ends it with an error.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from bench.backlog import publish
from bench.machine import describe
from tests.air_truth import StationTruth, held_to
from tests.integration.service import Service
from tests.real_parts.mosquitto import Mosquitto
from tests.real_parts.process import wait_until

PATIENCE_S = 480.0
BROKER = "listener {port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\nmax_queued_bytes 0\nuser root\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stations:
    """The stations' hours by site, and how many there are in all."""

    truths: dict[str, StationTruth]

    @property
    def messages(self) -> int:
        """Return how many readings there are."""
        return sum(len(station.hours) for station in self.truths.values())

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        """Yield topic and payload of each message, in order of time."""
        rows = [
            (hour, site, value)
            for site, station in self.truths.items()
            for hour, value in zip(pd.DatetimeIndex(station.hours.index), station.hours, strict=True)
        ]
        for hour, site, value in sorted(rows):
            yield f"bysans/v1/air/{site}-1", f'{{"time": {int(hour.timestamp())}, "pm25": {value!r}}}'.encode()


def read(file: Path) -> StationTruth:
    """Read a station's measured hours."""
    table = pd.read_csv(file).dropna(subset=["pm25"])
    stamps = pd.DatetimeIndex(pd.to_datetime(table["date"] + " " + table["time"]), tz="UTC")
    return StationTruth(pd.Series([float(value) for value in table["pm25"]], index=stamps).sort_index())


def main() -> None:
    """Send, wait, compare, and print how long it took."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    files = sorted(arguments.parse_args().folder.glob("*.csv.gz"))
    if not files:
        raise SystemExit("there is no station's .csv.gz in the folder")
    stations = Stations(truths={file.name.split(".")[0].lower(): read(file) for file in files})
    print(describe())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        broker = Mosquitto(folder / "broker")
        broker.settings.write_text(BROKER.format(port=broker.port))
        with broker, Service(folder, {"mqtt": {"url": broker.url}}, clock="data") as service:
            for site in stations.truths:
                service.ask("PUT", f"/sites/{site}", json={"name": site, "lat": 59.2, "lon": 10.4})
                service.register(f"{site}-1", model="reference", interval_s=3600, site=site)
            began = time.perf_counter()
            publish(broker.port, stations)
            wait_until(lambda: service.counts()["stored"] == stations.messages, "every reading was stored", PATIENCE_S)
            wait_until(service.worked_out, "everything was worked out", PATIENCE_S)
            print(f"{stations.messages} readings sent, stored and worked out in {time.perf_counter() - began:.0f} s")
            for site, station in stations.truths.items():
                held_to(station, service, site)
                print(f"{site}: {len(station.hours)} hours, {len(station.running)} 8 h windows, {len(station.days)} days, "
                      f"{len(station.years)} years and their verdicts are what pandas makes of them", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
