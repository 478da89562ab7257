"""Mosquitto with the settings, users and access list of docker-compose.yml: a device writes to its own topic, and that is all it can do."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.real_parts.mosquitto import Mosquitto
from tests.real_parts.process import free_port, wait_until

pytestmark = pytest.mark.real("mosquitto")
ROOT = Path(__file__).parents[2]
SERVICE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]["mosquitto"]
SECRETS = {"mqtt_password": "service-password", "mqtt_devices": "air-001:one\nbin-7:seven\nchirpstack:network"}
PASSWORDS = {"bysans": "service-password", "air-001": "one", "bin-7": "seven", "chirpstack": "network"}
PLACES = {"/run/secrets": "secrets", "/mosquitto/config": "config", "/mosquitto/data": "data", "/tmp": "run"}


class ComposeMosquitto(Mosquitto):
    """The broker as Compose starts it, with the container's paths moved into the test's directory."""

    def command(self) -> list[str]:
        (script,) = SERVICE["command"]
        *shell, flags = SERVICE["entrypoint"]
        return [*shell, flags, moved(script, self.directory).replace("$$", "$")]


def moved(text: str, directory: Path) -> str:
    return re.sub(r"(?<![\w.])(?:" + "|".join(PLACES) + r")\b", lambda place: str(directory / PLACES[place.group()]), text)


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mosquitto]:
    directory = tmp_path_factory.mktemp("m")
    for place in PLACES.values():
        (directory / place).mkdir()
    for name, content in SECRETS.items():
        (directory / "secrets" / name).write_text(content + "\n")
    port = free_port()
    config = moved((ROOT / "config" / "mosquitto.conf").read_text(), directory)
    config = config.replace("listener 1883", f"listener {port} 127.0.0.1") + "user root\n"
    (directory / "config" / "mosquitto.conf").write_text(config)
    (directory / "config" / "mosquitto.acl").write_text((ROOT / "config" / "mosquitto.acl").read_text())
    with ComposeMosquitto(directory, port=port, config=config) as started:
        yield started


def client(broker: Mosquitto, program: str, user: str, *arguments: str) -> list[str]:
    return [program, "-h", broker.host, "-p", str(broker.port), "-V", "5", "-u", user, "-P", PASSWORDS[user], *arguments]


def publish(broker: Mosquitto, user: str, topic: str, message: str) -> bool:
    """Publish with QoS 1 and say whether the broker took it: in MQTT 5 its PUBACK names a refusal."""
    command = client(broker, "mosquitto_pub", user, "-q", "1", "-t", topic, "-m", message)
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    return done.returncode == 0 and "Not authorized" not in done.stderr


@pytest.fixture
def heard(broker: Mosquitto, tmp_path: Path) -> Iterator[Path]:
    """What the service user receives, a line a message."""
    yield from listening(broker, "bysans", tmp_path / "heard")


@pytest.fixture
def overheard(broker: Mosquitto, tmp_path: Path) -> Iterator[Path]:
    """What a device receives when it asks for everything."""
    yield from listening(broker, "bin-7", tmp_path / "overheard")


def listening(broker: Mosquitto, user: str, output: Path) -> Iterator[Path]:
    command = client(broker, "mosquitto_sub", user, "-d", "-v", "-q", "1", "-t", "bysans/#", "-t", "v3/#", "-t", "application/#")
    with output.open("wb") as file:
        subscriber = subprocess.Popen(["stdbuf", "-oL", *command], stdout=file, stderr=subprocess.STDOUT)
    wait_until(lambda: "Subscribed" in output.read_text(), f"{user} was subscribed")
    yield output
    subscriber.terminate()
    subscriber.wait(10)


@pytest.mark.parametrize(("user", "topic"), [("air-001", "bysans/v1/air/air-001"), ("bin-7", "bysans/v1/bin/bin-7")])
def test_a_device_writes_to_its_own_topic_and_the_service_hears_it(broker: Mosquitto, heard: Path, user: str, topic: str) -> None:
    assert publish(broker, user, topic, '{"battery": 3.6}')
    wait_until(lambda: f'{topic} {{"battery": 3.6}}' in heard.read_text(), "the service heard the device")


@pytest.mark.parametrize(
    "topic", ["bysans/v1/air/air-002", "bysans/v1/bin/bin-7", "v3/app@tenant/devices/x/up", "application/1/device/2/event/up", "other"]
)
def test_a_device_cannot_write_for_another(broker: Mosquitto, heard: Path, topic: str) -> None:
    publish(broker, "air-001", topic, "forged")
    assert publish(broker, "air-001", "bysans/v1/air/air-001", "own")
    wait_until(lambda: "own" in heard.read_text(), "the service heard what came after the forged message")
    assert "forged" not in heard.read_text()


def test_a_device_reads_nothing_not_even_its_own(broker: Mosquitto, heard: Path, overheard: Path) -> None:
    for topic in ("bysans/v1/air/air-001", "bysans/v1/bin/bin-7"):
        assert publish(broker, topic.rpartition("/")[2], topic, "private")
    wait_until(lambda: heard.read_text().count("private") == 2, "the service heard both")
    assert publish(broker, "bysans", "bysans/v1/air/last", "last")
    wait_until(lambda: "last" in heard.read_text(), "the service heard the last one")
    assert "PUBLISH" not in overheard.read_text()


def test_the_service_publishes_what_came_over_http(broker: Mosquitto, heard: Path) -> None:
    for topic in ("bysans/v1/air/x", "v3/app@tenant/devices/x/up", "application/1/device/2/event/up"):
        assert publish(broker, "bysans", topic, "relayed")
    wait_until(lambda: heard.read_text().count("relayed") == 3, "the service heard all three")


def test_a_network_server_writes_its_own_format_only(broker: Mosquitto, heard: Path) -> None:
    publish(broker, "chirpstack", "bysans/v1/air/air-001", "forged")
    assert publish(broker, "chirpstack", "application/1/device/2/event/up", "joined")
    wait_until(lambda: "joined" in heard.read_text(), "the service heard the network")
    assert "forged" not in heard.read_text()


def test_nobody_comes_in_without_a_password(broker: Mosquitto) -> None:
    command = ["mosquitto_pub", "-h", broker.host, "-p", str(broker.port), "-t", "bysans/v1/air/air-001", "-m", "x"]
    assert subprocess.run(command, capture_output=True, timeout=30, check=False).returncode != 0
    wrong = [*command, "-u", "air-001", "-P", "wrong"]
    assert subprocess.run(wrong, capture_output=True, timeout=30, check=False).returncode != 0


def test_passwords_are_hashed_and_for_the_broker_alone(broker: Mosquitto) -> None:
    passwords = broker.directory / "run" / "passwords"
    assert passwords.stat().st_mode & 0o077 == 0
    assert not any(secret in passwords.read_text() for secret in PASSWORDS.values())


def test_the_health_check_is_well_while_the_broker_answers(broker: Mosquitto) -> None:
    _, *check = SERVICE["healthcheck"]["test"]
    command = [*(argument.replace("$$", "$") for argument in check), "-p", str(broker.port)]
    environment = {"PATH": "/usr/bin:/bin", "XDG_CONFIG_HOME": str(broker.directory / "run")}
    assert subprocess.run(command, env=environment, capture_output=True, timeout=30, check=False).returncode == 0
