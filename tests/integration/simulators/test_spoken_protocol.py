"""The plugin and whoever asks find out by themselves which MQTT a broker speaks."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bysans.run.broker import write_config
from bysans.run.supervisor import Supervisor
from simulators.pytest_plugin import SimulatedDeviceFactory
from simulators.send.destination import Account
from simulators.send.publisher import PublisherError
from simulators.send.spoken_protocol import spoken_protocol
from tests.real_parts.mosquitto import Mosquitto
from tests.real_parts.process import free_port

ACCOUNT = Account(client_id="asks")
NOON = 1_764_072_000_000


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Start the broker of `bysans run`; give its address for MQTT 3.1.1 and that for 5."""
    ports = free_port(), free_port()
    config = write_config(tmp_path_factory.mktemp("broker"), mqtt=("127.0.0.1", ports[0]), mqtt5=("127.0.0.1", ports[1]))
    supervisor, stop = Supervisor({}), threading.Event()
    supervisor.start("broker", "bysans.run.broker", str(config))
    yield f"mqtt://127.0.0.1:{ports[0]}", f"mqtt://127.0.0.1:{ports[1]}"
    stop.set()
    supervisor.stop()


def test_the_embedded_brokers_ports_speak_one_version_each(embedded: tuple[str, str]) -> None:
    assert [spoken_protocol(url, ACCOUNT) for url in embedded] == ["3.1.1", "5"]


def test_a_device_of_the_plugin_sends_to_either(embedded: tuple[str, str], simulated_device: SimulatedDeviceFactory) -> None:
    for url in embedded:
        device = simulated_device("air", "a", url=url)
        device.send(NOON)
        assert len(device.truth) == 1


@pytest.mark.real("mosquitto")
def test_a_broker_that_refuses_the_account_says_so_in_its_version(tmp_path: Path) -> None:
    with Mosquitto(tmp_path, passwords={"device": "right"}) as broker:
        assert spoken_protocol(broker.url, ACCOUNT) == "5"


def test_a_broker_that_is_not_there_is_named() -> None:
    with pytest.raises(PublisherError, match="mqtt://127.0.0.1:9: not connected within"):
        spoken_protocol("mqtt://127.0.0.1:9", ACCOUNT, patience_s=0)
