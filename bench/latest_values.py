"""The time of `GET /api/v1/latest`, a page of 1,000 values, with many devices of 8 newest values each.

Run `python -m bench.latest_values [--devices 10000]`. Each question is asked until its last page.
"""

import argparse
import random
import statistics
import tempfile
import time
from pathlib import Path

from fastapi.testclient import TestClient

from bench.backlog import PARAMETERS
from bench.machine import describe
from bench.page_app import NOW, page_app
from domain.device import Device, Site
from domain.reading import Reading
from storage.state import registry
from storage.state.access import keys
from storage.state.engine import State
from storage.state.ingest import latest

SITES = 100
QUESTIONS = ("", "&kind=air", "&parameter=pm25", "&site=site-7")


def main() -> None:
    """Build the devices in a temporary directory, ask, print, and remove it."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--devices", type=int, default=10_000)
    options = arguments.parse_args()
    print(describe())
    tokens: list[str] = []

    def build(state: State) -> None:
        tokens.append(_build(state, options.devices))

    with tempfile.TemporaryDirectory() as name, page_app(Path(name), build, as_staff=False) as app, TestClient(app) as client:
        client.headers["Authorization"] = f"Bearer {tokens[0]}"
        client.get("/api/v1/latest").raise_for_status()  # the registry is read once
        for question in QUESTIONS:
            _ask(client, question)


def _build(state: State, devices: int) -> str:
    """Register the devices, store their newest values, and return an API key."""
    dice = random.Random(1)
    with state.begin() as connection:
        for number in range(SITES):
            registry.put(connection, Site(id=f"site-{number}", name=f"Site {number}", lat=59.9, lon=10.7, valid_from=0))
        for number in range(devices):
            place = f"site-{number % SITES}"
            device = Device(id=f"air-{number:06d}", kind="air", model="generic", interval_s=600, valid_from=0, place=place)
            registry.put(connection, device)
        values = {name: round(dice.uniform(0, 30), 1) for name in PARAMETERS}
        latest.put(connection, [(Reading(f"air-{number:06d}", NOW - 60_000, values), NOW - 59_000) for number in range(devices)])
        return keys.create(connection, "bench", ["admin"], NOW)


def _ask(client: TestClient, question: str) -> None:
    cursor, items = "", 0
    walls, cpus = [], []
    while cursor is not None:
        wall, cpu = time.perf_counter(), time.process_time()
        answer = client.get(f"/api/v1/latest?limit=1000{question}" + (f"&cursor={cursor}" if cursor else ""))
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((time.process_time() - cpu) * 1000)
        page = answer.raise_for_status().json()
        items, cursor = items + len(page["items"]), page["next_cursor"]
    print(
        f"/latest?limit=1000{question:18} {items:6,} values in {len(walls):2} pages; a page: median {statistics.median(walls):6.1f} ms, "
        f"longest {max(walls):6.1f} ms, processor {statistics.median(cpus):6.1f} ms"
    )


if __name__ == "__main__":
    main()
