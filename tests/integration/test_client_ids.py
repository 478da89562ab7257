"""A client with ingest's client id is noticed; where the broker sets client ids itself there can be none, and `check` finds out."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.sections.mqtt_settings import Mqtt
from ingest.health import Health
from ingest.mqtt.bulk_session import BulkSession
from ingest.mqtt.inbox import Inbox
from ingest.mqtt.probe import probe_client_ids
from ingest.mqtt.session import PahoSession
from tests.real_parts.mosquitto import Mosquitto, write_passwords
from tests.real_parts.process import free_port, wait_until

pytestmark = pytest.mark.real("mosquitto")

PASSWORDS = {"bysans": "service", "bin-7": "seven"}
SETTINGS = """\
allow_anonymous false
password_file {directory}/passwords
persistence true
persistence_location {directory}/
user root
listener {port} 127.0.0.1
listener {devices} 127.0.0.1
use_username_as_clientid {by_user}
"""


class TwoListenerBroker:
    """A broker with a listener for the service and one for devices."""

    def __init__(self, directory: Path, *, by_user: bool) -> None:
        self.devices_port, port = free_port(), free_port()
        write_passwords(directory / "passwords", PASSWORDS)
        (directory / "password").write_text(PASSWORDS["bysans"])
        config = SETTINGS.format(directory=directory, port=port, devices=self.devices_port, by_user=str(by_user).lower())
        self.mosquitto = Mosquitto(directory, port=port, config=config)
        self.settings = Mqtt(url=self.mosquitto.url, username="bysans", password_file=directory / "password", topics=("bysans/v1/+/+",))
        self.devices_url = f"mqtt://127.0.0.1:{self.devices_port}"

    def steal(self) -> None:
        """Connect as a device with ingest's client id, without a session of its own."""
        command = ["mosquitto_pub", "-h", "127.0.0.1", "-p", str(self.devices_port), "-i", "bysans-ingest", "-V", "5"]
        subprocess.run([*command, "-u", "bin-7", "-P", "seven", "-t", "bysans/v1/bin/bin-7", "-m", "{}"], check=True, timeout=60)


@pytest.fixture
def open_broker(tmp_path: Path) -> Iterator[TwoListenerBroker]:
    broker = TwoListenerBroker(tmp_path, by_user=False)
    with broker.mosquitto:
        yield broker


@pytest.fixture
def strict_broker(tmp_path: Path) -> Iterator[TwoListenerBroker]:
    broker = TwoListenerBroker(tmp_path, by_user=True)
    with broker.mosquitto:
        yield broker


class Connected:
    """A session that is connected, and what it says of itself."""

    def __init__(self, settings: Mqtt, session_type: type[PahoSession] = BulkSession, *, had_session: bool = False) -> None:
        self.health = Health()
        self.session = session_type(settings, Inbox(100), self.health, lambda: time.time_ns() // 1_000_000, had_session=had_session)

    def __enter__(self) -> "Connected":
        self.session.start()
        wait_until(lambda: self.health.problems()["broker"] is None, "the session was connected")
        return self

    def __exit__(self, *_: object) -> None:
        self.session.stop()

    @property
    def alarm(self) -> str:
        return self.health.problems().get("session") or ""


@pytest.mark.parametrize("session_type", [BulkSession, PahoSession])
def test_a_session_that_another_client_empties_is_told(open_broker: TwoListenerBroker, session_type: type[PahoSession]) -> None:
    with Connected(open_broker.settings, session_type) as connected:
        open_broker.steal()
        wait_until(lambda: connected.session.alarm.lost == 1, "the loss was noticed")
        assert "another client used our client id bysans-ingest" in connected.alarm


def test_a_session_that_was_taken_while_we_were_away_is_told_at_the_start(open_broker: TwoListenerBroker) -> None:
    with Connected(open_broker.settings) as connected:
        assert connected.session.alarm.kept
    with Connected(open_broker.settings, had_session=True) as connected:
        assert (connected.session.alarm.lost, connected.alarm) == (0, "")
    open_broker.steal()
    with Connected(open_broker.settings, had_session=True) as connected:
        assert connected.session.alarm.lost == 1
        assert "had lost our session" in connected.alarm


def test_at_the_first_start_ever_there_is_nothing_to_tell(open_broker: TwoListenerBroker) -> None:
    with Connected(open_broker.settings) as connected:
        assert connected.alarm == ""


def test_where_the_user_name_is_the_client_id_nobody_takes_the_session(strict_broker: TwoListenerBroker) -> None:
    with Connected(strict_broker.settings) as connected:
        strict_broker.steal()
        strict_broker.mosquitto.restart()
        wait_until(lambda: connected.health.problems()["broker"] is not None, "the broker was away")
        wait_until(lambda: connected.health.problems()["broker"] is None, "the session was connected again")
        assert (connected.session.alarm.lost, connected.session.alarm.taken) == (0, 0)


@pytest.mark.parametrize("protocol", ["5", "3.1.1"])
def test_check_finds_out_whether_devices_choose_their_client_ids(tmp_path: Path, protocol: str) -> None:
    for by_user in (True, False):
        folder = tmp_path / str(by_user)
        folder.mkdir()
        broker = TwoListenerBroker(folder, by_user=by_user)
        settings = broker.settings.model_copy(update={"protocol": protocol})
        with broker.mosquitto:
            problem = probe_client_ids(settings, broker.devices_url, patience_s=1)
        assert (problem is None) == by_user
        assert by_user or "use_username_as_clientid" in (problem or "")


def test_check_says_where_nothing_answers_and_who_is_refused(strict_broker: TwoListenerBroker, tmp_path: Path) -> None:
    nowhere = f"mqtt://127.0.0.1:{free_port()}"
    assert nowhere in (probe_client_ids(strict_broker.settings, nowhere) or "")
    (tmp_path / "password").write_text("wrong")
    assert "mqtt.password_file" in (probe_client_ids(strict_broker.settings, strict_broker.devices_url, patience_s=1) or "")
