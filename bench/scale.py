"""One round of very many devices through a whole installation: how long it takes, and the processor's time of each part.

Run `python -m bench.scale [--devices 1000000] [--ingests 1] [--watches 1] [--apis 1] [--influxdb] [--nodes 3]`: PostgreSQL for the
state, and for the readings unless told `--influxdb`; Mosquitto, or three nodes of NATS. Half of the devices are air sensors, two to a
site, half are bins' sensors without a place. Each sends one message, all within ten minutes of the last whole hour, as fast as the broker
takes them. With two ingests one has the topics of air, one those of bins.
"""

import argparse
import signal
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx

from bench.backlog import HOUR_MS, publish
from bench.machine import describe
from bench.results import keep
from bench.scale_stand import Plan, ScaleStand, scale_stand
from storage.state import counters
from storage.state.ingest import touched
from tests.real_parts.process import wait_until

ROUND_MS = 600_000
PAGES = 40
PATIENCE_S = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One message of each device; `start`: ms UTC of the first reading."""

    devices: int
    start: int

    @property
    def messages(self) -> int:
        """How many."""
        return self.devices // 2 * 2

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        """Yield topic and payload of each message, an air sensor's and a bin's in turn."""
        half = self.devices // 2
        for number in range(half):
            at = (self.start + number * ROUND_MS // half) / 1000
            yield f"bysans/v1/air/air-{number:06}", f'{{"time": {at}, "pm25": {number % 120 / 10}, "no2": {number % 400 / 10}}}'.encode()
            yield f"bysans/v1/bin/bin-{number:06}", f'{{"time": {at}, "fill": {number % 60}, "battery": 3.6}}'.encode()


def measure(stand: ScaleStand, round_: Round) -> dict[str, float]:
    """Send the round; return after how long what was done (s), and what each part had used by then."""
    cpu, began, figures, used = stand.cpu_s(), time.perf_counter(), dict[str, float](), dict[str, float]()
    threading.Thread(target=publish, args=(stand.port, round_)).start()
    waiting: dict[str, Callable[[], bool]] = {
        "stored": lambda: _stored(stand) == round_.messages,
        "worked out": lambda: "stored" in figures and _touched(stand) == 0,
    }

    def note() -> bool:
        for name in [name for name, is_done in waiting.items() if name not in figures and is_done()]:
            figures[name] = time.perf_counter() - began
            used.update({part: seconds - cpu[part] for part, seconds in stand.cpu_s().items()})
            _print(f"{name} after {figures[name]:.1f} s", used, stand.memory_mib(), round_.messages)
        return figures.keys() == waiting.keys()

    wait_until(note, "the round was worked out", PATIENCE_S)
    return figures | {f"cpu {part}": seconds for part, seconds in used.items()}


def _print(title: str, used: Mapping[str, float], memory: Mapping[str, float], messages: int) -> None:
    print(f"\n{title}\n\n| part | processor (s) | µs a message | peak MiB |\n|---|---|---|---|")
    for part, seconds in used.items():
        print(f"| {part} | {seconds:.1f} | {seconds / messages * 1e6:.1f} | {memory[part]:,.0f} |", flush=True)


def _stored(stand: ScaleStand) -> int:
    with stand.state.read() as connection:
        return counters.read(connection).get(("stored", ""), 0)


def _touched(stand: ScaleStand) -> int:
    with stand.state.read() as connection:
        return touched.backlog(connection).count


def _until_ready(stand: ScaleStand) -> None:
    def ready() -> bool:
        try:
            return all(httpx.get(f"http://{address}/readyz", timeout=60).status_code == 200 for address in stand.addresses)
        except httpx.TransportError:
            return False

    wait_until(ready, "every API said that all is ready", PATIENCE_S)


def _pages(stand: ScaleStand) -> str:
    """Return what a page of the devices' list takes, from each API in turn."""
    headers, seconds, cursor = {"Authorization": f"Bearer {stand.key}"}, list[float](), None
    for number in range(PAGES):
        url = f"http://{stand.addresses[number % len(stand.addresses)]}/api/v1/devices"
        began = time.perf_counter()
        answer = httpx.get(url, params={"limit": 100, **({"cursor": cursor} if cursor else {})}, headers=headers, timeout=60)
        seconds.append((time.perf_counter() - began) * 1000)
        cursor = answer.raise_for_status().json()["next_cursor"]
    return f"a page of 100 devices: median {statistics.median(seconds):.0f} ms, p95 {statistics.quantiles(seconds, n=20)[-1]:.0f} ms"


def main() -> None:
    """Measure, print, keep."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--devices", type=int, default=1_000_000)
    arguments.add_argument("--ingests", type=int, default=1, choices=(1, 2))
    arguments.add_argument("--watches", type=int, default=1)
    arguments.add_argument("--apis", type=int, default=1)
    arguments.add_argument("--influxdb", action="store_true")
    arguments.add_argument("--nodes", type=int, default=0, choices=(0, 3))
    plan = Plan(**vars(arguments.parse_args()))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # as ^C: what it started ends with it, and its folder goes
    print(describe(), plan, sep="\n", flush=True)
    with tempfile.TemporaryDirectory() as name:
        began = time.perf_counter()
        with scale_stand(Path(name), plan) as stand:
            print(f"registered, and the roles begun, after {time.perf_counter() - began:.0f} s", flush=True)
            began = time.perf_counter()
            _until_ready(stand)
            cpu = "; ".join(f"{part} {seconds:.1f}" for part, seconds in stand.cpu_s().items())
            print(f"ready {time.perf_counter() - began:.0f} s later; the processor's seconds until then: {cpu}", flush=True)
            print(_pages(stand), flush=True)
            figures = measure(stand, Round(devices=plan.devices, start=int(time.time()) // 3600 * HOUR_MS - HOUR_MS))
    keep(f"scale-{plan.devices}-{plan.ingests}-{'influxdb' if plan.influxdb else 'postgresql'}-{plan.nodes}", asdict(plan), figures)


if __name__ == "__main__":
    main()
