"""What pages cost: the server's time, the bytes of a first load, and the bytes of an hour of an open page.

Run `python -m bench.pages [--bins 1000] [--sensors 300]`: a town of that size with a year of hourly means, as staff see it.
"""

import argparse
import random
import re
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from fastapi.testclient import TestClient

from bench.machine import describe
from bench.page_app import NOW, page_app
from domain.air.windows import SiteHour
from domain.device import Bin, Device, Site
from domain.duration import HOUR
from domain.reading import Reading
from domain.waste.decision.trigger import DueBin, Trigger
from storage.state import registry
from storage.state.air import site_hours
from storage.state.engine import State
from storage.state.ingest import latest
from storage.state.waste import triggers

YEAR = 8760 * HOUR
BEGAN = NOW - YEAR
PAGES = ("/i-dag", "/avfall", "/luft", "/sensorer", "/effekt", "/innstillinger", "/sok?q=gata+12", "/")
ASKED = 20  # times each page is asked for
FRACTIONS = ("restavfall", "papir", "matavfall", "glass og metall")
_LOADED = re.compile(r'(?:href|src)="(/static/[^"]+)"')
_POLL_S, _LIVE_S = 30, 2


def build(state: State, bins: int, sensors: int, *, days: int = 365) -> None:
    """Write the town: every bin has a sensor, the other sensors stand at sites, and a tenth of the bins must be emptied.

    `days`: of hourly means at the sites.
    """
    dice = random.Random(1)
    sites = max(1, (sensors - bins) // 3) if sensors > bins else 15
    with state.begin() as connection:
        for n in range(sites):
            registry.put(connection, Site(id=f"site-{n:03}", name=f"Sted {n}", lat=59.9 + n / 500, lon=10.7, valid_from=BEGAN))
        for n in range(bins):
            registry.put(connection, _bin(n))
        for n in range(sensors):
            kind, place = ("air", f"site-{n % sites:03}") if n < 2 * sites else ("bin", f"bin-{n:05}")
            device = Device(id=f"s-{n:05}", kind=kind, model="generic", interval_s=600, valid_from=BEGAN, place=place)  # type: ignore[arg-type]
            registry.put(connection, device)
        latest.put(connection, [(_reading(n, 2 * sites, dice, NOW - n * 1000), NOW - n * 1000) for n in range(sensors)])
        for fraction in FRACTIONS:
            due = [DueBin(bin_id=bin_.id, reason="full", fill=96.0, full_at=NOW, probability=0.9) for bin_ in map(_bin, range(0, bins, 10))]
            raised = Trigger(id=f"t-{fraction}", raised_at=NOW, latest_departure=NOW + HOUR, area="all", fraction=fraction, bins=tuple(due))
            triggers.keep(connection, raised, new=True)
    for n in range(sites):
        with state.begin() as connection:
            site_hours.save(connection, [_hour(f"site-{n:03}", start, dice) for start in range(NOW - days * 24 * HOUR, NOW, HOUR)])


def main() -> None:
    """Build the town in a temporary directory, ask for every page, and print what it cost."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--bins", type=int, default=1000)
    arguments.add_argument("--sensors", type=int, default=300)
    options = arguments.parse_args()
    print(describe())
    with (
        tempfile.TemporaryDirectory() as name,
        page_app(Path(name), lambda state: build(state, options.bins, options.sensors), as_staff=True) as app,
        TestClient(app, base_url="http://127.0.0.1:8000") as client,
    ):
        for path in PAGES:
            _measure(client, path)
        _measure_open(client)


def _measure(client: TestClient, path: str) -> None:
    taken, worked = [], []
    for _ in range(ASKED):
        began, began_work = perf_counter(), process_time()
        answer = client.get(path)
        taken.append(1000 * (perf_counter() - began))
        worked.append(1000 * (process_time() - began_work))
        assert answer.status_code == 200, (path, answer.status_code)
    loaded = sum(_bytes(client, asset) for asset in sorted(set(_LOADED.findall(answer.text))))
    page = _bytes(client, path)
    sizes = f"{page / 1024:6.1f} kB, first load {(page + loaded) / 1024:6.1f} kB"
    print(f"{path:20} median {median(taken):6.1f} ms, of the processor {median(worked):6.1f} ms; {sizes}")


def _measure_open(client: TestClient) -> None:
    """Print what an open page of sensors fetches in an hour: all of it changes at every look, or nothing does."""
    for path, seconds in (("/sensorer", _POLL_S), ("/sensorer/siste", _LIVE_S)):
        looks = 3600 // seconds
        whole, part = _bytes(client, path), _bytes(client, f"{path}?seen=before", fetched=True)
        seen = re.search(r"seen=(\w+)", client.get(f"{path}?seen=before", headers={"HX-Request": "true"}).text)
        assert seen, path
        unchanged = _bytes(client, f"{path}?seen={seen[1]}", fetched=True)
        costs = (("whole", whole), ("where it always changes", part), ("where it never does", unchanged))
        print(f"{path:20} an hour: " + ", ".join(f"{looks * size / 2**20:.2f} MB {what}" for what, size in costs))


def _bytes(client: TestClient, path: str, *, fetched: bool = False) -> int:
    """Return the bytes of an answer as it is sent, its head with it."""
    with client.stream("GET", path, headers={"Accept-Encoding": "gzip", **({"HX-Request": "true"} if fetched else {})}) as answer:
        body = sum(len(chunk) for chunk in answer.iter_raw())
        return body + sum(len(name) + len(value) + 4 for name, value in answer.headers.raw)


def _bin(n: int) -> Bin:
    street = ("Kirkegata", "Storgata", "Industrigata", "Elvegata", "Skolevegen")[n % 5]
    lat = 59.9 + n % 40 / 1000 + n * 7919 % 997 / 1e6
    lon = 10.7 + n // 40 / 1000 + n * 104_729 % 991 / 1e6
    return Bin(
        id=f"bin-{n:05}", name=f"{street} {n // 10 + 1}", lat=lat, lon=lon, fraction=FRACTIONS[n % 4],
        capacity_l=660, valid_from=BEGAN, empty_mm=1200, full_mm=200,
    )  # fmt: skip


def _reading(n: int, air: int, dice: random.Random, time: int) -> Reading:
    if n < air:
        return Reading(f"s-{n:05}", time, {"pm25": dice.uniform(2, 20), "no2": dice.uniform(5, 60), "temperature": 3.0})
    return Reading(f"s-{n:05}", time, {"distance": dice.uniform(200, 1200), "battery": 3.6})


def _hour(site: str, start: int, dice: random.Random) -> SiteHour:
    return SiteHour(site=site, parameter="pm25", start=start, mean=dice.uniform(2, 30), n=6, expected=6, valid=True, sources=("s-00000",))


if __name__ == "__main__":
    main()
