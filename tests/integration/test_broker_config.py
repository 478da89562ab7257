"""Mosquitto with the settings, users and access list of docker-compose.yml: a device writes to its own topic, and that is all it can do."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import yaml
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from config.sections.mqtt_settings import Mqtt
from ingest.mqtt.probe import probe_client_ids
from simulators.send.destination import Account
from simulators.send.publisher import Publisher
from tests.real_parts.certificate import make_certificate
from tests.real_parts.mosquitto import Mosquitto
from tests.real_parts.process import free_port, wait_until

pytestmark = pytest.mark.real("mosquitto")
ROOT = Path(__file__).parents[2]
SERVICE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]["mosquitto"]
DEVICES = (
    "# the town's devices\n\nair-001:one\r\n   \nbin-7:seven\n  # a gateway\nno colon\nbysans:taken\n"
    "chirpstack:network\nhomeassistant:of-the-house"
)
SECRETS = {"mqtt_password": "service-password", "mqtt_api_password": "api-password", "mqtt_devices": DEVICES}
PASSWORDS = {
    "bysans": "service-password",
    "bysans-api": "api-password",
    "air-001": "one",
    "bin-7": "seven",
    "chirpstack": "network",
    "homeassistant": "of-the-house",
}
SERVICES_OWN = ("bysans", "bysans-api")
ALL_TOPICS = ("bysans/#", "v3/#", "application/#")
PLACES = {"/run/secrets": "secrets", "/mosquitto/config": "config", "/mosquitto/data": "data", "/mosquitto/tls": "tls", "/tmp": "run"}


class ComposeMosquitto(Mosquitto):
    """The broker as Compose starts it, with the container's paths moved into the test's directory.

    `port` is the service's own listener, `devices_port` that of devices.
    """

    devices_port: int
    secure_port: int

    def command(self) -> list[str]:
        (script,) = SERVICE["command"]
        *shell, flags = SERVICE["entrypoint"]
        return [*shell, flags, moved(script, self.directory).replace("$$", "$")]


def moved(text: str, directory: Path) -> str:
    return re.sub(r"(?<![\w.])(?:" + "|".join(PLACES) + r")\b", lambda place: str(directory / PLACES[place.group()]), text)


def placed_broker(directory: Path, *, tls: bool) -> ComposeMosquitto:
    """Return the broker with Compose's files moved into `directory`, not yet started."""
    for place in PLACES.values():
        (directory / place).mkdir()
    for name, content in SECRETS.items():
        (directory / "secrets" / name).write_text(content + "\n")
    ports = {"1884": free_port(), "1883": free_port(), "8883": free_port()}

    def placed(name: str) -> str:
        text = moved((ROOT / "config" / name).read_text(), directory)
        return re.sub(r"^listener (\d+)$", lambda listener: f"listener {ports[listener[1]]} 127.0.0.1", text, flags=re.MULTILINE)

    config = placed("mosquitto.conf") + "user root\n"
    (directory / "config" / "mosquitto.conf").write_text(config)
    for name in ("mosquitto.acl", "mosquitto-tls.conf", "mosquitto-certificates.conf"):
        (directory / "config" / name).write_text(placed(name))
    if tls:
        certificate_ = make_certificate(directory)
        certificate_.file.rename(directory / "tls" / "fullchain.pem")
        certificate_.key.rename(directory / "tls" / "privkey.pem")
    started = ComposeMosquitto(directory, port=ports["1884"], config=config)
    started.devices_port, started.secure_port = ports["1883"], ports["8883"]
    return started


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ComposeMosquitto]:
    with placed_broker(tmp_path_factory.mktemp("m"), tls=True) as started:
        yield started


def port_of(broker: ComposeMosquitto, user: str) -> int:
    return broker.port if user in SERVICES_OWN else broker.devices_port


def client(broker: ComposeMosquitto, program: str, user: str, *arguments: str) -> list[str]:
    return [program, "-h", broker.host, "-p", str(port_of(broker, user)), "-V", "5", "-u", user, "-P", PASSWORDS[user], *arguments]


def publish(broker: ComposeMosquitto, user: str, topic: str, message: str) -> bool:
    """Publish with QoS 1 and say whether the broker took it: in MQTT 5 its PUBACK names a refusal."""
    command = client(broker, "mosquitto_pub", user, "-q", "1", "-t", topic, "-m", message)
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    return done.returncode == 0 and "Not authorized" not in done.stderr


class Listener:
    """A subscriber to every topic devices and networks use, and the messages it received."""

    def __init__(self, broker: ComposeMosquitto, user: str) -> None:
        self.messages: list[tuple[str, str]] = []
        self._answers: list[int | None] = []
        self._client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)
        self._client.username_pw_set(user, PASSWORDS[user])
        self._client.on_message = lambda _client, _data, message: self.messages.append((message.topic, message.payload.decode()))
        self._client.on_subscribe = self._client.on_unsubscribe = lambda _client, _data, mid, _codes, _properties: self._answers.append(mid)
        self._client.connect(broker.host, port_of(broker, user))
        self._client.loop_start()
        self._wait_for_answer(self._client.subscribe([(topic, 1) for topic in ALL_TOPICS])[1], "subscribing")

    def publish(self, topic: str, message: str) -> None:
        """Publish over the same connection: a device has but one."""
        self._client.publish(topic, message, qos=1).wait_for_publish(240)

    def everything(self) -> list[tuple[str, str]]:
        """Return all it was sent: the broker's answer to an unsubscription comes after what it queued before, so nothing is under way."""
        self._wait_for_answer(self._client.unsubscribe(list(ALL_TOPICS))[1], "unsubscribing")
        return self.messages

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def _wait_for_answer(self, mid: int | None, what: str) -> None:
        wait_until(lambda: mid in self._answers, f"the broker answered the {what}")


@pytest.fixture
def service(broker: ComposeMosquitto) -> Iterator[Listener]:
    listener = Listener(broker, "bysans")
    yield listener
    listener.close()


@pytest.fixture
def device(broker: ComposeMosquitto) -> Iterator[Listener]:
    listener = Listener(broker, "bin-7")
    yield listener
    listener.close()


@pytest.mark.parametrize(("user", "topic"), [("air-001", "bysans/v1/air/air-001"), ("bin-7", "bysans/v1/bin/bin-7")])
def test_a_device_writes_to_its_own_topic_and_the_service_hears_it(
    broker: ComposeMosquitto, service: Listener, user: str, topic: str
) -> None:
    assert publish(broker, user, topic, "own")
    assert service.everything() == [(topic, "own")]


@pytest.mark.parametrize(
    "topic", ["bysans/v1/air/air-002", "bysans/v1/bin/bin-7", "v3/app@tenant/devices/x/up", "application/1/device/2/event/up"]
)
def test_a_device_cannot_write_for_another(broker: ComposeMosquitto, service: Listener, topic: str) -> None:
    assert not publish(broker, "air-001", topic, "forged")
    assert service.everything() == []


def test_a_device_reads_nothing_not_even_its_own(broker: ComposeMosquitto, service: Listener, device: Listener) -> None:
    own, others = ("bysans/v1/bin/bin-7", "private"), ("bysans/v1/air/air-001", "private")
    device.publish(*own)
    assert publish(broker, "air-001", *others)
    assert service.everything() == [own, others]
    assert device.everything() == []


FROM_HTTP = ["bysans/v1/air/x", "v3/app@tenant/devices/x/up", "v3/app/devices/x/down/queued", "application/1/device/2/event/up"]


def test_the_api_publishes_what_came_over_http_and_nothing_else(broker: ComposeMosquitto, service: Listener) -> None:
    assert all(publish(broker, "bysans-api", topic, "relayed") for topic in FROM_HTTP)
    assert not any(publish(broker, "bysans-api", topic, "x") for topic in ("bysans/v1/other/x", "bysans/x", "application/1/x", "$SYS/x"))
    assert service.everything() == [(topic, "relayed") for topic in FROM_HTTP]


def test_the_api_reads_nothing(broker: ComposeMosquitto) -> None:
    api = Listener(broker, "bysans-api")
    assert publish(broker, "air-001", "bysans/v1/air/air-001", "private")
    assert api.everything() == []
    api.close()


def test_what_home_assistant_reads_is_written_by_the_api_alone(broker: ComposeMosquitto) -> None:
    topics = ("homeassistant/device/bysans_bin_b-1/config", "bysans/now/bin/b-1", "bysans/now/status")
    assert all(publish(broker, "bysans-api", topic, "") for topic in topics)
    assert not any(publish(broker, user, topic, "forged") for topic in topics for user in ("homeassistant", "air-001", "bysans"))
    assert publish(broker, "homeassistant", "homeassistant/status", "online")


def test_ingest_publishes_nothing(broker: ComposeMosquitto, service: Listener) -> None:
    assert not any(publish(broker, "bysans", topic, "forged") for topic in FROM_HTTP)
    assert service.everything() == []


def test_a_line_that_is_no_device_is_told_and_stops_nobody(broker: ComposeMosquitto) -> None:
    output = broker.log.read_text()
    assert "mqtt_devices, line 7: is not `device id:password`, left out" in output
    assert "mqtt_devices, line 8: bysans is the service itself, left out" in output
    assert "no colon" not in output


def test_without_a_certificate_and_without_devices_the_broker_starts_all_the_same(tmp_path: Path) -> None:
    bare = placed_broker(tmp_path, tls=False)
    (tmp_path / "secrets" / "mqtt_devices").write_text("")
    with bare, closing(Listener(bare, "bysans")) as service:
        assert publish(bare, "bysans-api", "bysans/v1/air/x", "relayed")
        assert service.everything() == [("bysans/v1/air/x", "relayed")]


def test_devices_send_over_tls_where_there_is_a_certificate(broker: ComposeMosquitto, service: Listener) -> None:
    authority = broker.directory / "tls" / "fullchain.pem"
    account = Account(client_id="bysans-ingest", username="bin-7", password="seven", ca_file=authority)
    with Publisher(f"mqtts://localhost:{broker.secure_port}", account) as publisher:
        publisher.publish("bysans/v1/bin/bin-7", b"secret")
        assert publisher.drain(240)
        assert publisher.counts.refused == 0
    assert service.everything() == [("bysans/v1/bin/bin-7", "secret")]
    secure = Mqtt(url=f"mqtts://localhost:{broker.secure_port}", username="bin-7", password_file=broker.directory / "p", ca_file=authority)
    (broker.directory / "p").write_text("seven")
    assert probe_client_ids(secure, secure.url) is None


def test_a_network_server_writes_its_own_format_only(broker: ComposeMosquitto, service: Listener) -> None:
    assert not publish(broker, "chirpstack", "bysans/v1/air/air-001", "forged")
    assert publish(broker, "chirpstack", "application/1/device/2/event/up", "joined")
    assert service.everything() == [("application/1/device/2/event/up", "joined")]


def test_nobody_comes_in_without_a_password(broker: ComposeMosquitto) -> None:
    for port in (broker.port, broker.devices_port):
        command = ["mosquitto_pub", "-h", broker.host, "-p", str(port), "-t", "bysans/v1/air/air-001", "-m", "x"]
        assert subprocess.run(command, capture_output=True, timeout=240, check=False).returncode != 0
        wrong = [*command, "-u", "air-001", "-P", "wrong"]
        assert subprocess.run(wrong, capture_output=True, timeout=240, check=False).returncode != 0


def test_a_device_with_ingests_client_id_neither_takes_its_session_nor_what_waits_in_it(broker: ComposeMosquitto) -> None:
    ingest = ["-i", "bysans-ingest", "-x", "3600", "-c", "-q", "1", "-t", "bysans/v1/+/+"]
    subprocess.run(client(broker, "mosquitto_sub", "bysans", *ingest, "-E"), check=True, timeout=240)
    assert publish(broker, "bin-7", "bysans/v1/bin/bin-7", "waiting")
    stolen = client(broker, "mosquitto_pub", "air-001", "-i", "bysans-ingest", "-t", "bysans/v1/air/air-001", "-m", "bait", "-q", "1")
    subprocess.run(stolen, check=True, timeout=240)
    done = subprocess.run(
        client(broker, "mosquitto_sub", "bysans", *ingest, "-C", "2", "-W", "60"), capture_output=True, timeout=240, check=True
    )
    assert done.stdout.split() == [b"waiting", b"bait"]


def test_check_finds_that_devices_cannot_take_the_services_client_id(broker: ComposeMosquitto) -> None:
    password = broker.directory / "secrets" / "mqtt_password"
    settings = Mqtt(url=broker.url, username="bysans", password_file=password)
    assert probe_client_ids(settings, f"mqtt://{broker.host}:{broker.devices_port}") is None
    assert "use_username_as_clientid" in (probe_client_ids(settings, broker.url, patience_s=1) or "")


def test_passwords_are_hashed_and_for_the_broker_alone(broker: ComposeMosquitto) -> None:
    passwords = broker.directory / "run" / "passwords"
    assert passwords.stat().st_mode & 0o077 == 0
    assert not any(secret in passwords.read_text() for secret in PASSWORDS.values())


def test_the_health_check_is_well_while_the_broker_answers(broker: ComposeMosquitto) -> None:
    _, *check = SERVICE["healthcheck"]["test"]
    command = [argument.replace("$$", "$").replace("1884", str(broker.port)) for argument in check]
    environment = {"PATH": "/usr/bin:/bin", "XDG_CONFIG_HOME": str(broker.directory / "run")}
    assert subprocess.run(command, env=environment, capture_output=True, timeout=240, check=False).returncode == 0
