"""What a message costs at each broker: published and acknowledged a second, its latency, drained a second, and the broker's memory.

Run `python -m bench.brokers [--messages 20000]`: the embedded broker (each message synced) and Mosquitto (none), one after the other on one
disk. One client publishes at QoS 1, first as fast as it can, then one message at a time; a session that was away then takes all of it. Then
ingest, which was away for as many messages, is started and stores them.
"""

import argparse
import os
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from bench.subject import memory_mib
from bench.waiting import wait_for_ingest
from simulators.send.bulk_publisher import BulkPublisher
from simulators.send.destination import Account
from tests.real_parts.embedded_broker import EmbeddedBroker
from tests.real_parts.mosquitto import Mosquitto

TOPIC = "bysans/v1/air/{}"
PAYLOAD = b'{"time": 1760000000, "pm25": 8.2, "no2": 21.5, "humidity": 71}'
ONE_BY_ONE = 300
Broker = EmbeddedBroker | Mosquitto


class Session:
    """A session that outlives its connections and counts what it gets."""

    def __init__(self, port: int) -> None:
        self.count = 0
        self._subscribed = threading.Event()
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id="bench", clean_session=False)
        self._client.on_connect = lambda client, *_: client.subscribe(TOPIC.format("+"), 1)
        self._client.on_subscribe = lambda *_: self._subscribed.set()
        self._client.on_message = self._count
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()
        self._subscribed.wait(30)

    def _count(self, *_: object) -> None:
        self.count += 1

    def close(self) -> None:
        """Leave the session to the broker."""
        self._client.disconnect()
        self._client.loop_stop()


def measure(broker: Broker, messages: int) -> str:
    """Return the broker's line."""
    Session(broker.port).close()
    with BulkPublisher(broker.url, Account(client_id="publisher"), acknowledged=lambda _: None) as publisher:
        began = time.monotonic()
        for number in range(messages):
            publisher.publish(number, TOPIC.format(number % 100), PAYLOAD)
        publisher.drain(240)
        published = messages / (time.monotonic() - began)
        took = [_one(publisher) for _ in range(ONE_BY_ONE)]
    waiting, began = messages + ONE_BY_ONE, time.monotonic()
    session = Session(broker.port)
    while session.count < waiting and time.monotonic() - began < 240:
        time.sleep(0.01)
    drained = session.count / (time.monotonic() - began)
    session.close()
    took_ingest = wait_for_ingest(broker, messages).drained_s
    return (
        f"{type(broker).__name__:<16} published {published:>7,.0f}/s   one by one {1000 * median(took):.2f} ms (p95 {_p95(took):.2f} ms)   "
        f"drained {drained:>7,.0f}/s of {waiting:,}   by ingest {took_ingest:.1f} s of {messages:,}   {memory_mib(broker.pid):.0f} MiB"
    )


def _syncs(file: Path, seconds: float = 1) -> float:
    """Return how often a second the disk syncs what is appended to a file: the most that a broker can acknowledge one by one."""
    count, end = 0, time.monotonic() + seconds
    with file.open("ab", buffering=0) as appended:
        while time.monotonic() < end:
            appended.write(PAYLOAD)
            os.fsync(appended.fileno())
            count += 1
    return count / seconds


def _one(publisher: BulkPublisher) -> float:
    began = time.monotonic()
    publisher.publish(0, TOPIC.format("one"), PAYLOAD)
    while publisher.counts.pending:
        publisher.drain(0.001)
    return time.monotonic() - began


def _p95(took: Sequence[float]) -> float:
    return 1000 * quantiles(took, n=20)[-1]


def main() -> None:
    """Measure both and print a line each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=20_000)
    messages = parser.parse_args().messages
    with TemporaryDirectory(prefix="bysans-bench-") as folder:
        print(f"the disk syncs {_syncs(Path(folder) / 'synced'):,.0f} appended messages a second")
        for kind in (EmbeddedBroker, Mosquitto):
            with kind(Path(folder) / kind.__name__) as broker:
                print(measure(broker, messages), flush=True)


if __name__ == "__main__":
    main()
