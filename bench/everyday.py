"""The time of everyday queries to the state: a device's latest values, a site's year of hourly means, all devices listed.

Run `python -m bench.everyday [--devices 10000]`: so many devices with 8 newest values each, and one site with a year of hours.
"""

import argparse
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.backlog import PARAMETERS
from bench.machine import describe
from bench.municipality_year import ask
from domain.air.windows import SiteHour
from domain.device import Device
from domain.reading import Reading
from storage.state import registry
from storage.state.air import site_hours
from storage.state.air.window_means import window_means
from storage.state.engine import State
from storage.state.ingest import latest

YEAR_START, HOUR, HOURS = 1_735_689_600_000, 3_600_000, 8760
YEAR_END = YEAR_START + HOURS * HOUR
PAGE = 1000


def fill(state: State, devices: int) -> None:
    """Register the devices, store each one's newest values, and give the site its year."""
    dice = random.Random(1)
    with state.begin() as connection:
        for number in range(devices):
            registry.put(connection, Device(id=_id(number), kind="air", model="generic", interval_s=600, valid_from=YEAR_START))
        values = {name: round(dice.uniform(0, 100), 1) for name in PARAMETERS}
        latest.put(connection, [(Reading(_id(number), YEAR_END, values), YEAR_END) for number in range(devices)])
        site_hours.save(connection, [_hour(YEAR_START + n * HOUR, round(dice.uniform(0, 60), 2)) for n in range(HOURS)])


def all_devices(state: State) -> Sequence[Device]:
    """List every device by pages, as a program does."""
    devices: list[Device] = []
    with state.read() as connection:
        while page := registry.page(connection, Device, at=YEAR_END, after=devices[-1].id if devices else "", limit=PAGE):
            devices += page
    return devices


def main() -> None:
    """Build it in a temporary directory, measure, and remove it."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--devices", type=int, default=10_000)
    options = arguments.parse_args()
    print(describe())
    dice = random.Random(2)
    with tempfile.TemporaryDirectory() as name:
        state = State(f"sqlite:///{Path(name) / 'state.db'}")
        fill(state, options.devices)

        def latest_of_one() -> Sequence[object]:
            with state.read() as connection:
                return latest.of_device(connection, _id(dice.randrange(options.devices)))

        def year_of_means() -> Sequence[object]:
            with state.read() as connection:
                return list(window_means(connection, "torget", "pm25", "hour", YEAR_START, YEAR_END))

        ask("latest values of a device", latest_of_one, len(PARAMETERS))
        ask("a year of a site's hourly means", year_of_means, HOURS, questions=30)
        ask(f"all devices, by pages of {PAGE:,}", lambda: all_devices(state), options.devices, questions=30)
        state.close()


def _id(number: int) -> str:
    return f"air-{number:06d}"


def _hour(start: int, mean: float) -> SiteHour:
    return SiteHour(site="torget", parameter="pm25", start=start, mean=mean, n=6, expected=6, valid=True, sources=(_id(0),))


if __name__ == "__main__":
    main()
