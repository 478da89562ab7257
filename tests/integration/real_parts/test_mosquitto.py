"""The broker the tests use is real: it keeps a sleeping client's messages over an orderly restart, and knows its users."""

import socket
import subprocess
from pathlib import Path

import pytest

from tests.real_parts.mosquitto import Mosquitto

pytestmark = pytest.mark.real("mosquitto")
SLEEPER = ["mosquitto_sub", "-V", "5", "-i", "sleeper", "-c", "-x", "600", "-q", "1", "-t", "kept/#"]


def run(command: list[str], broker: Mosquitto, *more: str) -> subprocess.CompletedProcess[str]:
    where = ["-h", broker.host, "-p", str(broker.port)]
    return subprocess.run([*command, *where, *more], capture_output=True, text=True, timeout=240, check=False)


def test_the_shared_broker_answers(mosquitto: Mosquitto) -> None:
    assert mosquitto.answers()
    assert mosquitto.url == f"mqtt://127.0.0.1:{mosquitto.port}"


def test_a_stopped_broker_no_longer_answers_and_restarts_on_its_port(tmp_path: Path) -> None:
    with Mosquitto(tmp_path) as broker:
        first = broker.pid
        broker.kill()
        assert not broker.answers()
        broker.restart()
        assert broker.answers()
        assert broker.pid != first


def test_more_than_the_usual_thousand_messages_wait_for_a_sleeping_client_over_a_restart(tmp_path: Path) -> None:
    lines = [str(number) for number in range(1500)]
    with Mosquitto(tmp_path) as broker:
        run(SLEEPER, broker, "-E")
        publish = ["mosquitto_pub", "-h", broker.host, "-p", str(broker.port), "-q", "1", "-t", "kept/x", "-l"]
        subprocess.run(publish, input="\n".join(lines), text=True, check=True, timeout=240)
        broker.restart()
        arrived = run(SLEEPER, broker, "-C", str(len(lines)), "-W", "20")
    assert arrived.stdout.split() == lines


def test_a_user_with_a_wrong_password_is_refused(tmp_path: Path) -> None:
    with Mosquitto(tmp_path, passwords={"device": "right"}) as broker:
        publish = ["mosquitto_pub", "-q", "1", "-t", "t", "-m", "m", "-u", "device"]
        assert run(publish, broker, "-P", "right").returncode == 0
        assert run(publish, broker, "-P", "wrong").returncode != 0
        assert run(["mosquitto_pub", "-t", "t", "-m", "m"], broker).returncode != 0


def test_a_broker_that_cannot_start_says_why(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(RuntimeError, match="Address already in use"):
        Mosquitto(tmp_path, port=taken.getsockname()[1]).start()
