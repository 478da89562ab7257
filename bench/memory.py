"""The growth of ingest's memory after warm-up, at 2,000 messages a second for ten minutes.

python -m bench.memory [--minutes 10] [--rate 2000]
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from bench.machine import describe
from domain.device import Device
from storage.state import counters, heartbeats, registry
from storage.state.engine import State
from tests.real_parts.process import free_port, wait_until

DEVICES = 300
WARM_UP_S = 120
TICK_S = 0.1
WAITING = 5000  # sent and not acknowledged: a broker that falls behind must not grow a queue here
TARGET_MIB_PER_MIN = 1.0


def main() -> None:
    """Run the service, load it, and print the slope of its resident memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="after the warm-up")
    parser.add_argument("--rate", type=int, default=2000, help="messages a second")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data_dir, port = Path(folder), free_port()
        state = State(f"sqlite:///{data_dir / 'state.db'}")
        with state.begin() as connection:
            for number in range(DEVICES):
                registry.put(connection, Device(id=f"m{number}", kind="air", model="generic", interval_s=600, valid_from=0))
        options = ["--data-dir", folder, "--http", "127.0.0.1:0", "--mqtt", f"127.0.0.1:{port}", "--no-simulators"]
        with subprocess.Popen([sys.executable, "-m", "bysans", "run", *options], stdout=subprocess.DEVNULL) as service:
            try:
                wait_until(lambda: _subscribed(state), "ingest had subscribed: what is sent before reaches nobody")
                samples, sent = _load(service.pid, port, arguments.rate, arguments.minutes)
                wait_until(lambda: _stored(state) >= sent, "everything sent was stored")
            finally:
                service.terminate()
        state.close()
    minutes = WARM_UP_S / 60 + arguments.minutes
    slope = statistics.linear_regression(*zip(*samples, strict=True)).slope
    print(describe())
    print(
        f"{sent} messages over {minutes:g} min ({sent / minutes / 60:.0f}/s of {arguments.rate}/s asked), all stored; "
        f"ingest {samples[0][1]:.0f} → {samples[-1][1]:.0f} MiB in the last {arguments.minutes:g} min"
    )
    print(f"slope {slope:+.2f} MiB/min (target under {TARGET_MIB_PER_MIN:g})")


def _load(service: int, port: int, rate: int, minutes: float) -> tuple[list[tuple[float, float]], int]:
    """Publish steadily; return (minute, MiB) samples behind the warm-up, and how many messages were sent."""
    client = mqtt.Client(CallbackAPIVersion.VERSION2)
    client.max_inflight_messages_set(1000)
    acknowledged: list[int] = []
    client.on_publish = lambda _client, _data, message_id, *_: acknowledged.append(message_id)
    wait_until(lambda: _connects(client, port), "the broker answers")
    client.loop_start()
    ingest = _ingest_of(service)
    began, sent = time.monotonic(), 0
    samples: list[tuple[float, float]] = []
    while (passed := time.monotonic() - began) < WARM_UP_S + minutes * 60:
        while sent < passed * rate and sent - len(acknowledged) < WAITING:
            device, at = sent % DEVICES, time.time() + sent / 1e9
            values = f'"pm25":{sent % 97}.5,"pm10":{sent % 89}.1,"no2":{sent % 61}.2,"o3":{sent % 53}.3,"temperature":4.5,"humidity":71'
            client.publish(f"bysans/v1/air/m{device}", f'{{"time":{at:.3f},{values}}}', qos=1)
            sent += 1
        if passed > WARM_UP_S and (not samples or passed / 60 - samples[-1][0] > 1 / 12):
            samples.append((passed / 60, _resident_mib(ingest)))
        time.sleep(TICK_S)
    wait_until(lambda: len(acknowledged) == sent, "the broker had everything")
    client.disconnect()
    client.loop_stop()
    return samples, sent


def _connects(client: mqtt.Client, port: int) -> bool:
    try:
        return client.connect("127.0.0.1", port) == mqtt.MQTT_ERR_SUCCESS
    except OSError:
        return False


def _ingest_of(service: int) -> int:
    pids: list[int] = []

    def started() -> bool:
        for entry in Path("/proc").glob("[0-9]*/stat"):
            with suppress(FileNotFoundError, ProcessLookupError):  # another's process, gone meanwhile
                parts = entry.read_text().rsplit(")", 1)[-1].split()
                command = (entry.parent / "cmdline").read_bytes().split(b"\0")
                if int(parts[1]) == service and b"ingest" in command:
                    pids.append(int(entry.parent.name))
        return bool(pids)

    wait_until(started, "ingest runs")
    return pids[0]


def _subscribed(state: State) -> bool:
    with state.read() as connection:
        beats = {beat.role: beat for beat in heartbeats.read(connection)}
    return "ingest" in beats and all(check.ok for check in beats["ingest"].checks)


def _resident_mib(process: int) -> float:
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _stored(state: State) -> int:
    with state.read() as connection:
        counts = counters.read(connection)
    return sum(counts.get((name, ""), 0) for name in ("stored", "duplicate"))


if __name__ == "__main__":
    main()
