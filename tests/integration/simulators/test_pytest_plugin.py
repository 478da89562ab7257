"""A test's physical device sends over a real broker, and its truth is what arrived there."""

import json
import subprocess
import sys
from datetime import datetime
from uuid import uuid4

import pytest

from simulators.pytest_plugin import SimulatedDeviceFactory, TownFactory
from tests.real_parts.mosquitto import Mosquitto

NOON = 1_764_072_000_000


@pytest.mark.real("mosquitto")
def test_a_devices_truth_is_what_arrives_at_the_broker(simulated_device: SimulatedDeviceFactory, mosquitto: Mosquitto) -> None:
    device = simulated_device("air", uuid4().hex)
    listen = ["mosquitto_sub", "-h", mosquitto.host, "-p", str(mosquitto.port), "-V", "5", "-i", device.id, "-c", "-x", "60", "-q", "1"]
    subprocess.run([*listen, "-t", device.topic, "-E"], check=True, timeout=240)

    device.send(NOON)
    device.send(NOON + 600_000, NOON + 1_200_000)
    device.send_values(NOON + 1_800_000, {"pm25": 8.25})
    device.send_bytes(b"{broken")

    arrived = subprocess.run([*listen, "-t", device.topic, "-C", "4", "-W", "200"], capture_output=True, text=True, check=True, timeout=240)
    *messages, broken = arrived.stdout.splitlines()
    assert broken == "{broken"
    readings = [reading for text in messages for reading in (json.loads(text) if text.startswith("[") else [json.loads(text)])]
    assert [(milliseconds(reading.pop("time")), reading) for reading in readings] == [(sent.time, sent.values) for sent in device.truth]


@pytest.mark.real("mosquitto")
def test_a_towns_truth_is_what_arrives_at_the_broker(town: TownFactory, mosquitto: Mosquitto) -> None:
    small = town(sites=1, air=2, bins=1, prefix=f"t{uuid4().hex[:8]}", scenario="winter-inversion")
    listener = uuid4().hex
    listen = ["mosquitto_sub", "-h", mosquitto.host, "-p", str(mosquitto.port), "-V", "5", "-i", listener, "-c", "-x", "60", "-q", "1"]
    topics = [word for sender in small.scene.senders for word in ("-t", f"bysans/v1/{sender.kind}/{sender.id}")]
    subprocess.run([*listen, *topics, "-E"], check=True, timeout=240)

    sent = small.send(NOON, NOON + 1_800_000)

    subscriber = [*listen, *topics, "-C", str(len(sent)), "-W", "200"]
    arrived = subprocess.run(subscriber, capture_output=True, text=True, check=True, timeout=240).stdout.splitlines()
    assert len(small.truth) == len(small.scene.devices)
    assert sum(len(readings) for readings in small.truth.values()) == len(sent) == len(arrived)
    assert [(milliseconds(message.pop("time")), message) for message in map(json.loads, arrived)] == [
        (message.time, message.values) for message in sent
    ]


def test_the_product_runs_without_pytest() -> None:
    code = "import simulators.commands.simulate, simulators.testing.live_device, sys; sys.exit('pytest' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=240).returncode == 0


def milliseconds(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp() * 1000)
