"""Readings a second that each store takes, and the cost of a line of line protocol.

Run `python -m bench.readings_store`; with `--influxdb URL ORG BUCKET TOKEN` also against that (empty) InfluxDB.
"""

import argparse
import gzip
import random
import tempfile
import time
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.machine import describe
from domain.reading import Reading
from storage.readings.line_protocol import line
from storage.readings.open import open_readings
from storage.readings.protocol import Readings

PARAMETERS = ("pm1", "pm25", "pm10", "no2", "temperature", "humidity", "pressure", "battery")
DEVICES, BATCH, BATCHES = 300, 5000, 40
START, STEP = 1_700_000_000_000, 600_000


def batches(seed: int = 1) -> list[list[Reading]]:
    """Return batches as a drainer meets them after an outage: every device in turn, 8 values with one decimal."""
    dice = random.Random(seed)
    readings = [
        Reading(f"air-{n % DEVICES:04d}", START + n // DEVICES * STEP, {name: round(dice.uniform(0, 100), 1) for name in PARAMETERS})
        for n in range(BATCH * BATCHES)
    ]
    return [readings[begin : begin + BATCH] for begin in range(0, len(readings), BATCH)]


def report(title: str, work: Callable[[], object], rows: int) -> None:
    """Do the work once and print rows a second, wall and CPU microseconds a row."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{title:34} {rows / wall:10,.0f} rows/s {wall / rows * 1e6:7.2f} µs/row, of it our CPU {cpu / rows * 1e6:6.2f} µs")


def measure(name: str, store: Readings) -> None:
    """Write all batches, write them again (every row a conflict), and read them all by pages."""
    data = batches()
    rows = BATCH * BATCHES
    report(f"{name}: write", lambda: [store.write(batch) for batch in data], rows)
    report(f"{name}: write again", lambda: [store.write(batch) for batch in data], rows)
    report(f"{name}: read by pages of 5,000", lambda: read_all(store), rows)
    store.close()


def read_all(store: Readings) -> None:
    """Read everything by pages, as an export does."""
    devices = [f"air-{n:04d}" for n in range(DEVICES)]
    after, rows = None, 0
    while page := store.read(devices, 0, 2 * START, after=after):
        rows += len(page)
        after = page[-1].device_id, page[-1].time
    if rows != BATCH * BATCHES:
        raise SystemExit(f"read {rows} rows of {BATCH * BATCHES}: the store was not empty, or lost some")


def lines(data: Sequence[Sequence[Reading]]) -> None:
    """Print what building a batch's text costs, and what compressing it would."""
    rows = BATCH * BATCHES
    report("line protocol: build", lambda: [[line(reading) for reading in batch] for batch in data], rows)
    body = "\n".join([line(reading) for reading in data[0]]).encode()
    report("gzip level 9 (the client's)", lambda: gzip.compress(body), BATCH)
    report("zlib level 1", lambda: zlib.compress(body, 1), BATCH)
    kib, zipped = len(body) / 1024, len(gzip.compress(body)) / 1024
    print(f"a batch of {BATCH:,} is {kib:.0f} KiB, {len(body) / BATCH:.0f} bytes a row; gzip: {zipped:.0f} KiB")


def main() -> None:
    """Measure SQLite (full sync, WAL) in a temporary directory, line protocol, and InfluxDB if one is named."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--influxdb", nargs=4, metavar=("URL", "ORG", "BUCKET", "TOKEN"))
    arguments.add_argument(
        "--directory", type=Path, default=None, help="where SQLite's file lies; default: the system's temporary directory"
    )
    options = arguments.parse_args()
    print(describe())
    print(f"{BATCHES} batches of {BATCH:,} readings, {len(PARAMETERS)} values each, {DEVICES} devices")
    lines(batches())
    with tempfile.TemporaryDirectory(dir=options.directory) as directory:
        measure("SQLite", open_readings("sqlite", data_dir=Path(directory), parameters=PARAMETERS))
        if options.influxdb:
            url, org, bucket, token = options.influxdb
            settings = {"org": org, "bucket": bucket, "token": token}
            measure("InfluxDB", open_readings(url, data_dir=Path(directory), parameters=PARAMETERS, **settings))


if __name__ == "__main__":
    main()
