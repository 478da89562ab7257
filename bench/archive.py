"""What an archived month costs: its size against the store's, to archive it, and to read it back.

Run `python -m bench.archive`: January of a municipality-year (300 devices × 10 minutes × 6 parameters, 1.3 million readings) in SQLite,
asked, moved into its Parquet file, and asked the same.
"""

import random
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from statistics import median, quantiles

from bench.machine import describe
from bench.municipality_year import DAY, DEVICES, HOUR, PARAMETERS, START, STEP, fill
from storage.readings.archive.archived import ArchivedReadings
from storage.readings.archive.archiver import Archiver, Rules
from storage.readings.archive.month import Month
from storage.readings.open import FILE_NAME, open_readings
from storage.readings.stream import stream

JANUARY = Month.of(START)
QUESTIONS = 60


def main() -> None:
    """Build the month in a temporary directory, measure, and remove it."""
    print(describe())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with closing(open_readings("sqlite", data_dir=folder, parameters=PARAMETERS)) as store:
            fill(store, (JANUARY.end - START) // STEP)
            readings = ArchivedReadings(store, folder / "archive")
            stored = (folder / FILE_NAME).stat().st_size
            _questions("store", readings)
            began, cpu = time.monotonic(), time.process_time()
            Archiver(readings, Rules(archive_after=0), lambda *_: None).run(JANUARY.end + DAY)
            print(f"archived in {time.monotonic() - began:.0f} s, {time.process_time() - cpu:.0f} s of the processor")
            archived = (readings.folder / JANUARY.file_name).stat().st_size
            print(f"{stored / 2**20:.1f} MiB in SQLite, {archived / 2**20:.1f} MiB as Parquet: {archived / stored:.2f}")
            _questions("archive", readings)


def _questions(where: str, readings: ArchivedReadings) -> None:
    dice = random.Random(1)

    def somewhere(length: int) -> int:
        return dice.randrange(JANUARY.start, JANUARY.end - length, STEP)

    def day() -> int:
        begin = somewhere(DAY)
        return len(readings.read([dice.choice(DEVICES)], begin, begin + DAY))

    def month() -> int:
        return sum(1 for _ in stream(readings, [dice.choice(DEVICES)], JANUARY.start, JANUARY.end))

    def hour_of_all() -> int:
        begin = somewhere(HOUR)
        return len(readings.read(DEVICES, begin, begin + HOUR))

    _ask(f"{where}: a day of a device", day, QUESTIONS)
    _ask(f"{where}: a month of a device", month, QUESTIONS)
    _ask(f"{where}: an hour of all devices", hour_of_all, 5)


def _ask(title: str, question: Callable[[], int], times: int) -> None:
    """Ask many times, each of something else, and print what it took."""
    walls: list[float] = []
    cpu = time.process_time()
    for _ in range(times):
        began = time.perf_counter()
        rows = question()
        walls.append((time.perf_counter() - began) * 1000)
    cpu = (time.process_time() - cpu) / times * 1000
    print(f"{title:34} {rows:6,} readings: median {median(walls):8.1f} ms, p95 {_p95(walls):8.1f} ms, processor {cpu:8.1f} ms", flush=True)


def _p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20)[-1]


if __name__ == "__main__":
    main()
