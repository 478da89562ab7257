"""What backups of a municipality's whole year cost: the first, the next, a night's, reading one back, and the way back.

Run `python -m bench.backup [--share 0.1]`: 300 devices × 10 minutes × 6 parameters in SQLite, 15.8 million readings, backed up into a
folder beside it. What PostgreSQL and InfluxDB cost more is their reading.
"""

import argparse
import tempfile
import time
from contextlib import closing
from pathlib import Path

from bench.machine import describe
from bench.municipality_year import DAY, DEVICES, PARAMETERS, START, STEP, STEPS, fill
from bysans.backup.drill import rehearse
from bysans.backup.routine import Routine
from config.settings import Settings, load
from domain.reading import Reading
from storage.readings.open import open_readings
from storage.state.engine import State
from storage.state.ingest import changed_days


def main() -> None:
    """Build the year in a temporary directory, measure, and remove it."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--share", type=float, default=1.0, help="part of the year to build, such as 0.1")
    options = arguments.parse_args()
    steps = max(int(STEPS * options.share), 2 * DAY // STEP)
    print(describe())
    with tempfile.TemporaryDirectory() as name:
        settings = load(None, {"data_dir": Path(name) / "data", "backup": {"to": f"{name}/kept"}})
        settings.data_dir.mkdir()
        State(settings.state_url).close()
        with closing(open_readings("sqlite", data_dir=settings.data_dir, parameters=PARAMETERS)) as store:
            fill(store, steps)
        _back_up("the first backup", settings)
        _back_up("again, nothing new", settings)
        with closing(open_readings("sqlite", data_dir=settings.data_dir, parameters=PARAMETERS)) as store:
            times = range(START + steps * STEP, START + steps * STEP + DAY, STEP)
            store.write([Reading(device, at, dict.fromkeys(PARAMETERS, 1.0)) for at in times for device in DEVICES])
        with closing(State(settings.state_url)) as state, state.begin() as connection:
            changed_days.mark(connection, times)  # as ingest does
        _back_up("a day later", settings)
        began = time.process_time()
        print(rehearse(settings, Path(name)), f"{time.process_time() - began:.0f} s of the processor")


def _back_up(title: str, settings: Settings) -> None:
    began = time.process_time()
    made = Routine(settings).make()
    print(
        f"{title:24} {made.seconds:6.1f} s, {time.process_time() - began:6.1f} s of the processor, "
        f"{made.added_bytes / 2**20:8,.1f} MiB written of {made.manifest.size / 2**20:,.0f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
