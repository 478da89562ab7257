"""The time to turn years of hourly readings into means, days and verdicts, and to query index and compliance afterwards.

Run `python -m bench.air_years [--readings 100000] [--parameters pm25,no2]`: Mosquitto, and the service as in production
(SQLite) in its data's time. Two sites have five whole years, a third the rest. The clock starts before the first message is
published and stops when the last reading is stored, averaged, flagged and summed up: nothing waits any more.
"""

import argparse
import math
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from bench.backlog import publish
from bench.count import SqliteCount
from bench.machine import describe
from bench.results import keep
from bench.subject import cpu_s
from domain.air.legal_day import bounds_of_year
from tests.integration.service import Service
from tests.real_parts.mosquitto import Mosquitto
from tests.real_parts.process import wait_until

HOUR = 3_600_000
FIRST_YEAR, YEARS = 2019, 5
START, END = bounds_of_year(FIRST_YEAR)[0], bounds_of_year(FIRST_YEAR + YEARS - 1)[1]
SITES = ("torget", "havna", "skolen")
TYPICAL = {"pm25": 8.0, "pm10": 18.0, "no2": 28.0, "o3": 55.0, "so2": 4.0}
QUESTIONS = 100
PATIENCE_S = 400.0
# A broker that takes all at once: devices send over years, and this is not about its queue.
BROKER = "listener {port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\nmax_queued_bytes 0\nuser root\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Years:
    """Hourly readings of three stations, hour by hour: two of five years, a third of what is left of `messages`."""

    messages: int
    parameters: tuple[str, ...]

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        """Yield topic and payload of each message."""
        dice = random.Random(1)
        third = self.messages - 2 * (END - START) // HOUR
        for number, at in enumerate(range(START, END, HOUR)):
            season = 1 + 0.5 * math.cos(2 * math.pi * number / 8766)
            for site in SITES[: 3 if number < third else 2]:
                values = ", ".join(f'"{name}": {TYPICAL[name] * season * dice.lognormvariate(0, 0.5):.1f}' for name in self.parameters)
                yield f"bysans/v1/air/{site}-1", f'{{"time": {at // 1000}, {values}}}'.encode()


def ask(service: Service, path: str, **params: object) -> float:
    """Return the median time of an answer (ms), over one connection."""
    headers = {"Authorization": f"Bearer {service.key}"}
    seconds = []
    with httpx.Client(base_url=f"{service.address}/api/v1", headers=headers, timeout=30) as client:
        for _ in range(QUESTIONS):
            began = time.perf_counter()
            client.get(path, params=params).raise_for_status()  # type: ignore[arg-type]
            seconds.append((time.perf_counter() - began) * 1000)
    return statistics.median(seconds)


def measure(folder: Path, years: Years) -> dict[str, float]:
    """Run the service, send everything, and ask."""
    broker = Mosquitto(folder / "broker")
    broker.settings.write_text(BROKER.format(port=broker.port))
    with broker, Service(folder, {"mqtt": {"url": broker.url}}, clock="data") as service:
        for site in SITES:
            service.ask("PUT", f"/sites/{site}", json={"name": site, "lat": 59.9, "lon": 10.7})
            service.register(f"{site}-1", model="reference", interval_s=3600, site=site)
        count = SqliteCount(service.data)
        began = time.perf_counter()
        publish(broker.port, years)
        figures = {"published_s": time.perf_counter() - began}
        wait_until(lambda: count.points() == years.messages, "every reading was stored", PATIENCE_S)
        figures["stored_s"] = time.perf_counter() - began
        wait_until(service.worked_out, "everything was worked out", PATIENCE_S)
        figures["worked_out_s"] = time.perf_counter() - began
        figures |= {f"{name}_cpu_s": cpu_s(service.roles[name].pid) for name in ("ingest", "watch")}
        at = END / 1000 - 1
        for scale in ("norway", "eaqi-2024", "us-aqi"):
            figures[f"index_{scale}_ms"] = ask(service, "/air/sites/torget/index", scale=scale, at=at)
        for regime in ("norway-2022", "eu-2008", "eu-2030", "who-2021"):
            figures[f"compliance_{regime}_ms"] = ask(service, "/air/sites/torget/compliance", regime=regime, year=FIRST_YEAR + YEARS - 1)
        return figures


def main() -> None:
    """Measure, print, keep."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--readings", type=int, default=100_000)
    arguments.add_argument("--parameters", default="pm25,no2")
    options = arguments.parse_args()
    print(describe())
    years = Years(messages=options.readings, parameters=tuple(options.parameters.split(",")))
    with tempfile.TemporaryDirectory() as name:
        figures = measure(Path(name), years)
    for question, figure in figures.items():
        print(f"{question:28} {figure:8.1f}")
    keep("air_years", vars(options), figures)


if __name__ == "__main__":
    main()
