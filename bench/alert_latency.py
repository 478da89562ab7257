"""The time from a reading's PUBACK until a webhook has the alert, at 1,000 messages a second.

Run `python -m bench.alert_latency [--rate 1000] [--seconds 30]`. Mosquitto, `bysans ingest` and `bysans watch` on SQLite, and a
web server that takes the webhooks; every hundredth message tells of a hot bin, each time another one.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles

from bench.machine import describe
from bench.results import keep
from bysans.clock import now
from domain.device import Bin, Device
from simulators.send.bulk_publisher import BulkPublisher
from simulators.send.destination import Account
from storage.state import registry
from storage.state.engine import State
from tests.integration.service import Service
from tests.real_parts.mosquitto import Mosquitto
from tests.real_parts.process import wait_until
from tests.unit.watch.notify.receiving import SECRET, hooks

DEVICES = 2000
HOT_EVERY = 100


def register(state_url: str, hot: int) -> None:
    """Register the devices that send, and the bins that will be hot."""
    state = State(state_url)
    with state.begin() as connection:
        for n in range(DEVICES):
            registry.put(connection, Device(id=f"level-{n}", kind="bin", model="generic", interval_s=600, valid_from=1))
        for n in range(hot):
            registry.put(connection, Bin(id=f"b-{n}", name=f"Bin {n}", lat=59.0, lon=10.0, fraction="rest", capacity_l=660, valid_from=1))
            registry.put(connection, Device(id=f"hot-{n}", kind="bin", model="generic", interval_s=600, valid_from=1, place=f"b-{n}"))
    state.close()


def send(url: str, rate: int, seconds: int) -> dict[int, float]:
    """Send at the rate; return when (s) the broker had each message, by its number."""
    acknowledged: dict[int, float] = {}

    def note(numbers: Sequence[int]) -> None:
        acknowledged.update(dict.fromkeys(numbers, time.monotonic()))

    with BulkPublisher(url, Account(client_id="bench"), acknowledged=note) as publisher:
        began = time.monotonic()
        for number in range(rate * seconds):
            hot = number % HOT_EVERY == 0
            device = f"hot-{number // HOT_EVERY}" if hot else f"level-{number % DEVICES}"
            body = {"time": now() / 1000, "fill": 20 + number % 40, "battery": 3.6, "temperature": 75 if hot else 5}
            publisher.publish(number, f"bysans/v1/bin/{device}", json.dumps(body).encode())
            if number % 20 == 19:
                publisher.wait(max(0.0, began + (number + 1) / rate - time.monotonic()))
        publisher.drain(60)
    return acknowledged


def measure(directory: Path, rate: int, seconds: int) -> list[float]:
    """Return the seconds from PUBACK to the webhook's arrival of every alert."""
    hot = rate * seconds // HOT_EVERY
    (directory / "secret").write_text(SECRET)
    arrived: list[float] = []

    def take(*_: object) -> int:
        arrived.append(time.monotonic())
        return 204

    with Mosquitto(directory / "broker") as broker, hooks(take) as receiver:
        receiver_settings = {"webhook": receiver.url, "secret_file": str(directory / "secret")}
        alerts = {"private_webhooks": ["127.0.0.0/8"]}
        service = Service(
            directory / "service", {"mqtt": {"url": broker.url}, "alerts": alerts, "alerts.receivers.duty": receiver_settings}
        )
        register(f"sqlite:///{service.data / 'state.db'}", hot)
        try:
            service.start().ready()
            acknowledged = send(broker.url, rate, seconds)
            wait_until(lambda: len(arrived) >= hot, "every alert had arrived", 120)
        finally:
            service.stop()
        bins = [json.loads(post.body)["data"]["members"][0] for post in receiver.posts[: len(arrived)]]
    return [at - acknowledged[int(name.removeprefix("b-")) * HOT_EVERY] for name, at in zip(bins, arrived, strict=True)]


def main() -> None:
    """Measure once and print the spread."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rate", type=int, default=1000)
    arguments.add_argument("--seconds", type=int, default=30)
    options = arguments.parse_args()
    print(describe())
    with tempfile.TemporaryDirectory() as name:
        latencies = measure(Path(name), options.rate, options.seconds)
    cuts = quantiles(latencies, n=100)
    figures = {
        "alerts": len(latencies),
        "median_s": round(median(latencies), 2),
        "p99_s": round(cuts[98], 2),
        "most_s": round(max(latencies), 2),
    }
    print(f"{options.rate} messages/s for {options.seconds} s: {figures}")
    keep("alert_latency", vars(options), figures)


if __name__ == "__main__":
    main()
