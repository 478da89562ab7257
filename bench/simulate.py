"""Messages a second at QoS 1 that the simulator sends from one core, with 10,000 devices and a ledger.

`python -m bench.simulate`: `bysans simulate load` against a Mosquitto of its own, bound to one core where the system can; over one
connection and over four, with and without a ledger. Each message is answered for by the broker before it counts.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.machine import describe
from bench.results import keep
from tests.real_parts.mosquitto import Mosquitto

DEVICES, SECONDS = 10_000, 15
BYSANS = Path(sys.executable).with_name("bysans")
PROMISED = 10_000
Row = dict[str, object]


def main() -> int:
    """Measure, print a table and keep it; return 1 when the slowest is below what is promised."""
    print(describe())
    print(f"{DEVICES} devices, {SECONDS} s each, Mosquitto, QoS 1")
    print("| connections | ledger | messages/s acknowledged | CPU a message |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder, Mosquitto(Path(folder) / "broker") as broker:
        rows = list(_rows(Path(folder), broker))
    keep("simulate", {"devices": DEVICES, "seconds": SECONDS}, rows)
    return int(min(float(str(row["messages_per_s"])) for row in rows) < PROMISED)


def _rows(folder: Path, broker: Mosquitto) -> Iterator[Row]:
    for connections in (1, 4):
        for ledger in (None, folder / f"ledger-{connections}"):
            row = _measured(broker, connections, ledger)
            words = "yes" if ledger else "no"
            print(f"| {connections} | {words} | {row['messages_per_s']:,} | {row['cpu_us']} µs |", flush=True)
            yield {"connections": connections, "ledger": words, **row}


def _measured(broker: Mosquitto, connections: int, ledger: Path | None) -> Row:
    command = [
        str(BYSANS), "simulate", "load", "--air", str(DEVICES), "--rate", "1e6", "--seconds", str(SECONDS),
        "--connections", str(connections), "--mqtt", broker.url, *(("--ledger", str(ledger)) if ledger else ()),
    ]  # fmt: skip
    before = os.times()
    result = subprocess.run(
        [*_on_one_core(), *command], capture_output=True, text=True, check=True, timeout=SECONDS * 8, cwd=broker.directory
    )
    after = os.times()
    words = next(line for line in result.stderr.splitlines() if line.startswith("sent ")).split()
    sent, seconds, acknowledged = int(words[1]), float(words[4]), int(words[7])
    if acknowledged != sent:
        raise SystemExit(result.stderr)
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return {"messages_per_s": round(sent / seconds), "cpu_us": round(cpu / sent * 1e6)}


def _on_one_core() -> Sequence[str]:
    return ["taskset", "-c", "0"] if Path("/usr/bin/taskset").exists() else []


if __name__ == "__main__":
    sys.exit(main())
