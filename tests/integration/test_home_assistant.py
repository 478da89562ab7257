"""Home Assistant finds a town's sites and bins at a real broker, sees them change, and loses those that are removed."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from tests.integration.service import BYSANS, Role, Service
from tests.real_parts.mosquitto import Mosquitto
from tests.real_parts.process import PATIENCE_S, free_port, wait_until
from tests.unit.api.home_assistant.discovery_schema import discovered, shown

ACL = (Path(__file__).parents[2] / "config" / "mosquitto.acl").read_text()
PASSWORDS = {"bysans-api": "relayed", "homeassistant": "home"}
CONFIG, STATE, STATUS = "homeassistant/device/bysans_bin_b-1/config", "bysans/now/bin/b-1", "bysans/now/status"
BIN = {"name": "Storgata 1", "lat": 59.9, "lon": 10.7, "fraction": "rest", "capacity_l": 660, "empty_mm": 1200, "full_mm": 200}


class Home:
    """What Home Assistant has heard on the topics that it reads, by topic."""

    def __init__(self, port: int) -> None:
        self.heard: dict[str, bytes] = {}
        self.subscribed = threading.Event()
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2)
        self._client.username_pw_set("homeassistant", PASSWORDS["homeassistant"])
        self._client.on_message = self._hear
        self._client.on_subscribe = lambda *_: self.subscribed.set()
        self._client.on_connect = lambda client, *_: client.subscribe([("homeassistant/#", 0), ("bysans/now/#", 0)])
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()
        assert self.subscribed.wait(PATIENCE_S)

    def _hear(self, _client: mqtt.Client, _data: Any, message: mqtt.MQTTMessage) -> None:
        self.heard[message.topic] = message.payload

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


@contextmanager
def home(port: int) -> Iterator[Home]:
    listening = Home(port)
    try:
        yield listening
    finally:
        listening.close()


@contextmanager
def mosquitto_service(folder: Path) -> Iterator[tuple[Service, int]]:
    """Mosquitto with the access list that we ship."""
    folder.mkdir()
    (folder / "password").write_text(PASSWORDS["bysans-api"])
    with Mosquitto(folder, passwords=PASSWORDS, acl=ACL) as broker:
        account = {"url": broker.url, "username": "bysans-api", "password_file": str(folder / "password")}
        service = Service(folder, {"mqtt": account, "home_assistant": {"enabled": True}})
        with service.roles["api"]:
            yield service, broker.port


@contextmanager
def embedded_service(folder: Path) -> Iterator[tuple[Service, int]]:
    """The embedded broker where devices need passwords."""
    port = free_port()
    folder.mkdir()
    (folder / "devices").write_text(f"homeassistant:{PASSWORDS['homeassistant']}\n")
    listens = {"listen": f"0.0.0.0:{port}", "devices_file": str(folder / "devices")}
    service = Service(folder, {"broker": listens, "home_assistant": {"enabled": True}})
    with Role(folder / "broker", str(BYSANS), "broker", "--config", str(service.config)), service.roles["api"]:
        yield service, port


@pytest.mark.parametrize("served", [mosquitto_service, embedded_service])
def test_a_bin_is_found_changes_and_goes(served: Any, tmp_path: Path) -> None:
    with served(tmp_path / "service") as (service, port):
        wait_until(lambda: "http" not in service.reasons(), "the API answered", PATIENCE_S)
        service.ask("PUT", "/bins/b-1", json=BIN)
        with home(port) as listening:
            wait_until(lambda: listening.heard.get(STATE), "the bin was found", PATIENCE_S)
            message = discovered(CONFIG, listening.heard[CONFIG])
            assert message.device.name == "Storgata 1"
            assert shown(message, listening.heard[STATE])["state"] == "Ingen data"
            assert listening.heard[STATUS] == b"online"
            service.ask("PUT", "/bins/b-1", json={**BIN, "name": "Storgata 2"})
            wait_until(lambda: b"Storgata 2" in listening.heard[CONFIG], "its new name was heard", PATIENCE_S)
            service.ask("DELETE", "/bins/b-1")
            wait_until(lambda: listening.heard[CONFIG] == listening.heard[STATE] == b"", "it and what it holds were taken away", PATIENCE_S)
        service.roles["api"].kill()
        with home(port) as later:  # of what is retained alone
            wait_until(lambda: later.heard.get(STATUS) == b"offline", "the broker said that nobody publishes", PATIENCE_S)
            assert CONFIG not in later.heard
            assert STATE not in later.heard
