"""The time of queries for readings with a municipality's whole year in the store.

Run `python -m bench.municipality_year [sqlite|postgresql|influxdb] [--share 0.1]`: 300 devices × 10 minutes × 6 parameters, 15.8 million
readings (about 1 GiB of disk), written in order of time as they would arrive, then asked cold and warm.
"""

import argparse
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg

from bench.machine import describe
from domain.reading import Reading
from storage.readings.open import FILE_NAME, open_readings
from storage.readings.protocol import Readings
from tests.real_parts.influxd import Influxd
from tests.real_parts.postgresql import Postgresql

PARAMETERS = ("pm25", "pm10", "no2", "temperature", "humidity", "battery")
DEVICES = [f"air-{n:04d}" for n in range(300)]
START, STEP, STEPS = 1_735_689_600_000, 600_000, 52_560
HOUR, DAY = 3_600_000, 86_400_000
ROUNDS_A_BATCH = 16
QUESTIONS = 300


def fill(store: Readings, steps: int) -> None:
    """Write `steps` rounds of all devices, some rounds a batch."""
    dice = random.Random(1)
    values = [{name: round(dice.uniform(0, 100), 1) for name in PARAMETERS} for _ in range(1000)]
    began = time.perf_counter()
    for step in range(0, steps, ROUNDS_A_BATCH):
        times = [START + n * STEP for n in range(step, min(step + ROUNDS_A_BATCH, steps))]
        store.write([Reading(device, at, dice.choice(values)) for at in times for device in DEVICES])
    seconds = time.perf_counter() - began
    rows = steps * len(DEVICES)
    print(f"{rows:,} readings written in {seconds:.0f} s: {rows / seconds:,.0f} a second, making them included")


def ask(
    title: str, question: Callable[[], Sequence[object]], rows: int, before: Callable[[], None] | None = None, questions: int = QUESTIONS
) -> None:
    """Ask many times and print median and 95th percentile; `before` runs untimed ahead of each."""
    seconds = []
    for _ in range(questions):
        if before:
            before()
        began = time.perf_counter()
        count = len(question())
        seconds.append((time.perf_counter() - began) * 1000)
        if count != rows:
            raise SystemExit(f"{title}: found {count} readings instead of {rows}")
    print(f"{title:52} median {statistics.median(seconds):7.2f} ms, p95 {statistics.quantiles(seconds, n=20)[-1]:7.2f} ms ({rows:,} rows)")


def forget(path: Path) -> None:
    """Let the system drop its cache of the file, so that the next question reads the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)


def questions(store: Readings, steps: int) -> None:
    """Return what pages and programs ask for: a day, the newest hour, one hour of everybody, a year's first page."""
    dice = random.Random(2)
    end = START + steps * STEP

    def day() -> list[Reading]:
        begin = dice.randrange(START, end - DAY, STEP)
        return store.read([dice.choice(DEVICES)], begin, begin + DAY)

    def newest() -> list[Reading]:
        return store.read([dice.choice(DEVICES)], end - STEP, end, limit=1)

    def hour_of_all() -> list[Reading]:
        begin = dice.randrange(START, end - HOUR, STEP)
        return store.read(DEVICES, begin, begin + HOUR)

    ask("one day of a device", day, DAY // STEP)
    ask("newest reading of a device", newest, 1)
    ask("one hour of all 300 devices", hour_of_all, len(DEVICES) * HOUR // STEP)
    ask("first page of a device's year", lambda: store.read([dice.choice(DEVICES)], START, end), min(5000, steps))


def ask_cold(directory: Path, steps: int) -> None:
    """Ask SQLite for a day, newly opened, with none of the file in memory."""
    dice = random.Random(3)

    def cold() -> list[Reading]:
        fresh = open_readings("sqlite", data_dir=directory, parameters=PARAMETERS)
        try:
            begin = dice.randrange(START, START + steps * STEP - DAY, STEP)
            return fresh.read([dice.choice(DEVICES)], begin, begin + DAY)
        finally:
            fresh.close()

    ask("one day of a device, opened anew, disk cache dropped", cold, DAY // STEP, before=lambda: forget(directory / FILE_NAME))


@contextmanager
def opened(which: str, directory: Path) -> Iterator[Readings]:
    """Open an empty store of that kind."""
    if which == "sqlite":
        store = open_readings("sqlite", data_dir=directory, parameters=PARAMETERS)
        yield store
        store.close()
        return
    if which == "postgresql":
        with Postgresql() as postgresql, closing(open_readings(postgresql.url, data_dir=directory, parameters=PARAMETERS)) as store:
            yield store
            with closing(psycopg.connect(postgresql.url.replace("+psycopg", ""))) as connection:
                sizes = "SELECT sum(pg_total_relation_size(relid)) FROM pg_partition_tree('readings')"
                print(f"{(connection.execute(sizes).fetchone() or (0,))[0] / 2**20:,.0f} MiB in the server")
        return
    with Influxd(directory / "influxd") as server:
        settings = {"org": server.org, "bucket": server.bucket, "token": server.token}
        store = open_readings(server.url, data_dir=directory, parameters=PARAMETERS, **settings)
        yield store
        store.close()


def main() -> None:
    """Build the year in a temporary directory, measure, and remove it."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("store", nargs="?", choices=["sqlite", "postgresql", "influxdb"], default="sqlite")
    arguments.add_argument("--share", type=float, default=1.0, help="part of the year to build, such as 0.1")
    arguments.add_argument("--directory", type=Path, default=None, help="where to build it; default: the system's temporary directory")
    options = arguments.parse_args()
    steps = max(int(STEPS * options.share), 2 * DAY // STEP)
    print(describe())
    with tempfile.TemporaryDirectory(dir=options.directory) as name, opened(options.store, Path(name)) as store:
        fill(store, steps)
        questions(store, steps)
        if options.store == "sqlite":
            size = (Path(name) / FILE_NAME).stat().st_size
            print(f"{size / 2**20:,.0f} MiB, {size / steps / len(DEVICES):.0f} bytes a reading")
            ask_cold(Path(name), steps)


if __name__ == "__main__":
    main()
