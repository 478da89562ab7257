"""A sensor that nobody here knew goes from its vendor's codec to a value on its page, and the commands tell what happens to it."""

import base64
import json
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.integration.service import BYSANS, Role, Service
from tests.integration.spine.conftest import Stack
from tests.integration.spine.test_quarantine import publish
from tests.real_parts.mosquitto import Mosquitto
from tests.real_parts.process import PATIENCE_S, free_port, wait_until
from tests.unit.bysans.models import vendors

EUI = "24e124716b0000aa"


def run(stack: Stack, *words: str, key: bool = False) -> subprocess.CompletedProcess[str]:
    command: Sequence[str] = [str(BYSANS), *words, "--config", str(stack.service.config), *(["--key", stack.service.key] if key else [])]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=240)


def uplink(frame: int, data: bytes, port: int = 2) -> bytes:
    body = {"deviceInfo": {"devEui": EUI}, "fPort": port, "fCnt": frame, "data": base64.b64encode(data).decode()}
    return json.dumps(body).encode()


def test_a_model_is_imported_and_its_devices_values_are_answered(stack: Stack, tmp_path: Path) -> None:
    bring_in(stack, tmp_path)


def bring_in(stack: Stack, tmp_path: Path) -> None:
    """Import a vendor's model while the service runs, and see its device's values and its refusal."""
    service = stack.service.ready()
    source = vendors.chirpstack(tmp_path / "profiles")
    imported = run(stack, "models", "import", str(source), "--yes")
    # One of the vendor's own examples does not agree with its codec.
    assert (imported.returncode, "acme/box-1 is kept although" in imported.stderr) == (1, True), imported.stderr
    # The service runs on: it reads the new model within seconds, so a message that comes before is replayed like any other.
    wait_until(lambda: service.roles["ingest"].said("device models have changed"), "ingest read the model", PATIENCE_S)
    service.register("box-1", model="acme/box-1", dev_eui=EUI)
    publish(stack, f"application/1/device/{EUI}/event/up", uplink(1, bytes(vendors.DATA)))
    wait_until(lambda: service.ask("GET", "/devices/box-1/latest").json()["items"], "the value arrived", PATIENCE_S)
    items = service.ask("GET", "/devices/box-1/latest").json()["items"]
    assert {item["parameter"]: item["value"] for item in items} == {"battery": 3.2, "temperature": 21.5}
    publish(stack, f"application/1/device/{EUI}/event/up", uplink(2, b"\x01", port=9))
    wait_until(lambda: service.items("/quarantine", device_id="box-1"), "the refusal arrived", PATIENCE_S)
    (row,) = service.items("/quarantine", device_id="box-1")
    assert (row["reason"], "the codec says: unknown port" in row["detail"]) == ("decode_failed", True)


def test_send_waits_and_says_what_became_of_a_reading(stack: Stack) -> None:
    stack.service.ready()
    pub = ("--mqtt", stack.pub_url)
    unknown = run(stack, "send", "sent-1", "pm25=8.2", "--wait", *pub, key=True)
    assert (unknown.returncode, "refused, unknown_device: device sent-1 is not registered" in unknown.stdout) == (1, True)
    stored = run(stack, "send", "sent-1", "pm25=8.2", "fw=1.3", "--register", "--wait", *pub, key=True)
    assert stored.returncode == 0, stored.stderr
    assert "stored: pm25 8.2 µg/m³" in stored.stdout
    assert "no parameter, left out: fw" in stored.stdout
    wrong = run(stack, "send", "sent-1", "pm25=high", "--wait", *pub, key=True)
    assert (wrong.returncode, "refused, schema: pm25 is 'high', which is not a number" in wrong.stdout) == (1, True)


def test_tail_follows_readings_and_refusals_of_a_device(stack: Stack, tmp_path: Path) -> None:
    service = stack.service.ready()
    service.register("tailed")
    command = [str(BYSANS), "tail", "--device", "tailed", "--lines", "2", "--config", str(service.config), "--key", service.key]
    log = tmp_path / "tail.txt"
    with log.open("wb") as output, subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT) as tail:
        try:
            value = iter(range(1, 1000))  # tail begins at its first look: what is sent then comes
            wait_until(
                lambda: publish(stack, "bysans/v1/air/tailed", _reading(next(value))) or "pm25" in log.read_text(), "a reading", PATIENCE_S
            )
            publish(stack, "bysans/v1/air/tailed", b'{"pm25": "x"}')
            tail.wait(PATIENCE_S)
        finally:
            tail.kill()
    assert "  tailed  pm25 " in log.read_text()


def _reading(value: float) -> bytes:
    return json.dumps({"seq": value, "pm25": value}).encode()


@pytest.fixture(scope="module", params=["embedded", "mosquitto"])
def plain_stack(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """SQLite behind the embedded broker, whose access list follows the models, and behind Mosquitto."""
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "mosquitto":
        broker: Mosquitto = request.getfixturevalue("mosquitto")
        with Service(folder, {"mqtt": {"url": broker.url, "client_id": "plain"}}) as service:
            yield Stack(service, broker.port)
        return
    port = free_port()
    service = Service(folder, {"broker": {"listen": f"127.0.0.1:{port}"}})
    with Role(folder / "broker", str(BYSANS), "broker", "--config", str(service.config)), service:
        yield Stack(service, port)


def test_a_model_goes_from_its_import_to_a_value_on_the_plain_store_too(plain_stack: Stack, tmp_path: Path) -> None:
    bring_in(plain_stack, tmp_path)


def test_some_json_on_some_topic_is_read_by_a_mapping_that_came_while_the_service_ran(plain_stack: Stack) -> None:
    service = plain_stack.service.ready()
    vendors.write(
        service.data / "models" / "home.toml",
        '[zigbee]\nkind = "air"\nsource = "ours O"\ntopics = ["zigbee2mqtt/{device}"]\nfields.temp = { parameter = "temperature" }\n',
    )
    service.register("kitchen", model="home/zigbee")
    value = iter(range(1, 1000))  # ingest subscribes within seconds: what is sent then comes
    wait_until(
        lambda: publish(plain_stack, "zigbee2mqtt/kitchen", json.dumps({"temp": next(value)}).encode()) or service.latest("kitchen"),
        "the value arrived",
        PATIENCE_S,
    )
    assert "temperature" in service.latest("kitchen")
    wait_until(lambda: service.reasons() == {}, "nothing was refused any longer", PATIENCE_S)
