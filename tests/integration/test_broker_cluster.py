"""Three nodes with the settings that Compose gives them: accounts, TLS, and nothing lost when one dies."""

import re
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest
import yaml
from paho.mqtt.enums import CallbackAPIVersion

from bysans.broker.probe import greets
from bysans.clock import now
from config.broker.account import broker_password
from config.broker.embedded import with_broker
from config.settings import Settings
from domain.device import Device
from storage.state import registry
from storage.state.engine import State
from tests.integration.service import BYSANS, Role
from tests.real_parts.certificate import Certificate, make_certificate
from tests.real_parts.process import free_port, wait_until

ROOT = Path(__file__).parents[2]
SERVICES = yaml.safe_load((ROOT / "docker-compose.nats-cluster.yml").read_text())["services"]
PASSWORD = "of-air-1"
MESSAGES = 200


class Node(Role):
    """One of Compose's brokers on this machine: its environment with our folders and ports in place of the containers'."""

    def __init__(self, folder: Path, name: str, certificate: Certificate, routes: dict[str, int]) -> None:
        self.mqtt = free_port()
        own = {
            "/var/lib/bysans": str(folder / "data"),
            "/run/secrets": str(folder),
            "0.0.0.0:1883": f"0.0.0.0:{self.mqtt}",
            "${BROKER_CERTIFICATE_FILE:-}": str(certificate.file),
            "${BROKER_KEY_FILE:-}": str(certificate.key),
            **{f"{node}:6222": f"127.0.0.1:{port}" for node, port in routes.items()},
        }
        environment: dict[str, str] = SERVICES[name]["environment"]
        own["0.0.0.0:6222"] = f"127.0.0.1:{routes[environment['BYSANS_BROKER__NODE']]}"
        containers = re.compile("|".join(map(re.escape, own)))
        variables = [f"{key}={containers.sub(lambda match: own[match[0]], value)}" for key, value in environment.items()]
        super().__init__(folder / name, "env", *variables, str(BYSANS), "broker")

    def settings(self, folder: Path, certificate: Certificate) -> Settings:
        """Return what ingest has for a broker at this node."""
        broker = {"listen": f"0.0.0.0:{self.mqtt}", "certificate_file": certificate.file, "key_file": certificate.key}
        return with_broker(Settings.model_validate({"data_dir": folder / "data", "broker": broker}))


@pytest.fixture
def certificate(tmp_path: Path) -> Certificate:
    return make_certificate(tmp_path)


@pytest.fixture
def nodes(tmp_path: Path, certificate: Certificate) -> Iterator[list[Node]]:
    (tmp_path / "mqtt_devices").write_text(f"air-1:{PASSWORD}\n")
    (tmp_path / "mqtt_cluster_password").write_text('of the "nodes" @ {home}/$')
    (tmp_path / "data").mkdir()
    with closing(State(Settings(data_dir=tmp_path / "data").state_url)) as state, state.begin() as connection:
        registry.put(connection, Device(id="air-1", kind="air", model="generic", interval_s=600, valid_from=now()))
    routes = {service["environment"]["BYSANS_BROKER__NODE"]: free_port() for service in SERVICES.values()}
    with ExitStack() as running:
        three = [running.enter_context(Node(tmp_path, name, certificate, routes)) for name in SERVICES]
        wait_until(lambda: all(node.said("the broker listens") for node in three), "all nodes took clients")
        yield three


class Ingest:
    """Ingest's session at a node, and what it got."""

    def __init__(self, settings: Settings, port: int, context: ssl.SSLContext) -> None:
        self.numbers: set[int] = set()
        self.subscribed = False
        self._client = client(settings.mqtt.client_id, settings.mqtt.username or "", broker_password(settings.mqtt) or "", context)
        self._client.on_connect = lambda client, *_: client.subscribe("bysans/v1/+/+", 1)
        self._client.on_subscribe = self._on_subscribe
        self._client.on_message = lambda _client, _data, message: self.numbers.add(int(message.payload))
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()
        wait_until(lambda: self.subscribed, "it had subscribed")

    def _on_subscribe(self, *_: object) -> None:
        self.subscribed = True

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


def client(client_id: str, user: str, password: str, context: ssl.SSLContext) -> mqtt.Client:
    made = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=client_id, clean_session=False)
    made.username_pw_set(user, password)
    made.tls_set_context(context)
    return made


def publish(port: int, context: ssl.SSLContext, topic: str, numbers: range) -> None:
    """Publish as the device, and return once the broker has acknowledged each."""
    device = client("air-1", "air-1", PASSWORD, context)
    device.connect("127.0.0.1", port)
    device.loop_start()
    for message in [device.publish(topic, str(number), qos=1) for number in numbers]:
        message.wait_for_publish(60)
        assert message.is_published()
    device.disconnect()
    device.loop_stop()


def test_what_a_node_acknowledged_survives_it_and_devices_have_the_same_rights_at_each(
    tmp_path: Path, nodes: list[Node], certificate: Certificate
) -> None:
    context = ssl.create_default_context(cafile=certificate.file)
    context.check_hostname = False
    first, second, third = nodes
    settings = first.settings(tmp_path, certificate)
    Ingest(settings, third.mqtt, context).close()
    publish(second.mqtt, context, "bysans/v1/air/air-1", range(MESSAGES))
    publish(second.mqtt, context, "bysans/v1/air/another", range(1000, 1010))  # acknowledged and dropped: it may not
    second.kill()
    publish(third.mqtt, context, "bysans/v1/air/air-1", range(MESSAGES, 2 * MESSAGES))
    with closing(Ingest(settings, first.mqtt, context)) as ingest:
        wait_until(lambda: len(ingest.numbers) >= 2 * MESSAGES, "ingest had what two nodes had acknowledged")
        assert ingest.numbers == set(range(2 * MESSAGES))
    second.start()
    wait_until(lambda: greets(second.settings(tmp_path, certificate).mqtt), "the node took clients again")
