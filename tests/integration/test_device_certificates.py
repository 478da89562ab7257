"""A device with a certificate of the town's own authority sends as itself alone; another, a revoked one and one without come no further."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.test_broker_config import ComposeMosquitto, placed_broker

pytestmark = pytest.mark.real("mosquitto")
SCRIPT = Path(__file__).parents[2] / "config" / "certificates.sh"


def certificates(secrets: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "SECRETS_DIR": str(secrets)}
    return subprocess.run([str(SCRIPT), *arguments], env=environment, capture_output=True, text=True, timeout=60, check=False)


def make(secrets: Path, *arguments: str) -> None:
    done = certificates(secrets, *arguments)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The secrets of a town whose authority has signed the broker and two devices, one of which it revoked."""
    folder = tmp_path_factory.mktemp("c")
    make(folder, "authority", "Elvestad")
    make(folder, "broker", "localhost", "127.0.0.1")
    make(folder, "device", "air-001", "bin-7")
    make(folder, "revoke", "bin-7")
    return folder


@pytest.fixture(scope="module")
def broker(secrets: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ComposeMosquitto]:
    placed = placed_broker(tmp_path_factory.mktemp("m"), tls=False)
    for file in (secrets / "tls").iterdir():
        (placed.directory / "tls" / file.name).write_bytes(file.read_bytes())
    with placed:
        yield placed


def takes(broker: ComposeMosquitto, authority: Path, topic: str, certificate: Path | None = None, **account: str) -> bool:
    """Return whether the broker takes a message: in MQTT 5 its PUBACK names a refusal. The key lies beside the certificate."""
    command = ["mosquitto_pub", "-V", "5", "-h", "localhost", "-p", str(broker.secure_port), "--cafile", str(authority), "-q", "1"]
    if certificate is not None:
        command += ["--cert", str(certificate), "--key", str(certificate.with_name(f"{certificate.name.partition('.')[0]}.key"))]
    command += [part for option, value in account.items() for part in (f"--{option}", value)]
    done = subprocess.run([*command, "-t", topic, "-m", "{}"], capture_output=True, text=True, timeout=60, check=False)
    return done.returncode == 0 and "Not authorized" not in done.stderr


@pytest.fixture(scope="module")
def authority(secrets: Path) -> Path:
    return secrets / "authority" / "ca.pem"


def test_a_device_with_a_certificate_sends_as_itself_alone(broker: ComposeMosquitto, secrets: Path, authority: Path) -> None:
    own = secrets / "devices" / "air-001.pem"
    assert takes(broker, authority, "bysans/v1/air/air-001", own)
    assert not takes(broker, authority, "bysans/v1/air/air-002", own)
    assert not takes(broker, authority, "bysans/v1/bin/bin-7", own, username="bin-7", pw="seven"), "the certificate says who it is"


def test_without_a_certificate_a_password_is_not_enough(broker: ComposeMosquitto, authority: Path) -> None:
    assert not takes(broker, authority, "bysans/v1/bin/bin-7", username="bin-7", pw="seven")


def test_a_stolen_device_is_turned_away_once_its_certificate_is_revoked(broker: ComposeMosquitto, secrets: Path, authority: Path) -> None:
    [stolen] = (secrets / "devices").glob("bin-7.*.revoked")
    assert not takes(broker, authority, "bysans/v1/bin/bin-7", stolen)


def test_a_certificate_of_another_authority_is_none(broker: ComposeMosquitto, authority: Path, tmp_path: Path) -> None:
    make(tmp_path, "authority", "Elsewhere")
    make(tmp_path, "device", "air-001")
    assert not takes(broker, authority, "bysans/v1/air/air-001", tmp_path / "devices" / "air-001.pem")


def test_a_device_does_not_believe_another_broker(broker: ComposeMosquitto, secrets: Path, tmp_path: Path) -> None:
    make(tmp_path, "authority", "Elsewhere")
    assert not takes(broker, tmp_path / "authority" / "ca.pem", "bysans/v1/air/air-001", secrets / "devices" / "air-001.pem")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("authority", "Elvestad"), "is there already"),
        (("device", "air-001"), "has a certificate"),
        (("device", "bysans-ingest"), "is the service itself"),
        (("device", "../../etc"), "is no device id"),
        (("revoke", "none"), "is not there"),
        (("device",), "certificates.sh authority NAME"),
    ],
)
def test_what_would_do_harm_is_refused_with_a_sentence(secrets: Path, arguments: tuple[str, ...], words: str) -> None:
    done = certificates(secrets, *arguments)
    assert done.returncode != 0
    assert words in done.stderr


def test_keys_are_for_their_owner_alone_and_the_broker_reads_its_own(secrets: Path) -> None:
    assert {file.stat().st_mode & 0o077 for file in (*(secrets / "authority").iterdir(), *(secrets / "devices").iterdir())} == {0}
    assert {file.stat().st_mode & 0o777 for file in (secrets / "tls").iterdir()} == {0o644}
