"""A reading published by an ordinary MQTT client stands at its device's latest within a second."""

import json
import subprocess
import time
from uuid import uuid4

import pytest

from tests.integration.spine.conftest import Stack
from tests.real_parts.process import wait_until


def mosquitto_pub(port: int, topic: str, payload: object) -> None:
    command = ["mosquitto_pub", "-h", "127.0.0.1", "-p", str(port), "-q", "1", "-t", topic, "-m", json.dumps(payload)]
    subprocess.run(command, check=True, timeout=240)


@pytest.mark.real("mosquitto")
def test_a_published_reading_stands_at_its_devices_latest_within_a_second(stack: Stack) -> None:
    device = f"air-{uuid4().hex[:8]}"
    stack.service.register(device)
    waits = []
    for value in (8.25, 9.5, 10.75):
        mosquitto_pub(stack.pub_port, f"bysans/v1/air/{device}", {"pm25": value, "time": time.time()})
        sent = time.monotonic()
        wait_until(lambda value=value: stack.service.latest(device).get("pm25") == value, "the reading stood at latest")
        waits.append(time.monotonic() - sent)
    print(f"from mosquitto_pub's end to latest: {', '.join(f'{seconds:.2f} s' for seconds in waits)}")  # noqa: T201 - a figure people ask for
    assert min(waits) < 1
    (values,) = [[row["value"] for row in stack.service.readings(device)]]
    assert values == [8.25, 9.5, 10.75]
