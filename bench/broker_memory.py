"""Each broker's memory and disk with many retained messages and many that wait for ingest.

Run `python -m bench.broker_memory [--retained 100000] [--waiting 1000000]`. Every retained message has a topic of its own. At the
end ingest drains what waits.
"""

import argparse
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.backlog import publish
from bench.machine import describe
from bench.subject import memory_mib
from bench.waiting import wait_for_ingest
from tests.real_parts.embedded_broker import EmbeddedBroker
from tests.real_parts.mosquitto import Mosquitto

_PAYLOAD = b'{"pm25": 8.2, "no2": 21.5, "humidity": 71}'


@dataclass(frozen=True, slots=True, kw_only=True)
class OneEach:
    """Messages with a topic of its own for each, to which nobody subscribes."""

    messages: int

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        """Yield topic and payload of each message."""
        return ((f"bysans/kept/air/{number}/last", _PAYLOAD) for number in range(self.messages))


def measure(broker: EmbeddedBroker | Mosquitto, retained: int, waiting: int) -> str:
    """Return the broker's line."""
    began = time.monotonic()
    publish(broker.port, OneEach(messages=retained), retain=True)
    retained_s, retained_mib = time.monotonic() - began, memory_mib(broker.pid, "VmRSS")
    waited = wait_for_ingest(broker, waiting)
    return (
        f"{type(broker).__name__:<16} {retained:,} retained in {retained_s:.0f} s: {retained_mib:.0f} MiB   "
        f"{waiting:,} waiting in {waited.published_s:.0f} s: {waited.broker_mib:.0f} MiB   drained in {waited.drained_s:.1f} s   "
        f"peak {memory_mib(broker.pid):.0f} MiB   {_disk_mb(broker.directory):.0f} MB left on disk"
    )


def _disk_mb(folder: Path) -> float:
    return int(subprocess.run(["du", "-sk", str(folder)], capture_output=True, text=True, check=True).stdout.split()[0]) / 1000


def main() -> None:
    """Measure both and print a line each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--retained", type=int, default=100_000)
    parser.add_argument("--waiting", type=int, default=1_000_000)
    options = parser.parse_args()
    print(describe())
    with TemporaryDirectory(prefix="bysans-bench-") as folder:
        for kind in (EmbeddedBroker, Mosquitto):
            with kind(Path(folder) / kind.__name__) as broker:
                print(measure(broker, options.retained, options.waiting), flush=True)


if __name__ == "__main__":
    main()
