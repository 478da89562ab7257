"""The plugin and whoever asks find out by themselves which MQTT a broker speaks."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from simulators.pytest_plugin import SimulatedDeviceFactory
from simulators.send.destination import Account
from simulators.send.publisher import PublisherError
from simulators.send.spoken_protocol import spoken_protocol
from tests.real_parts.embedded_broker import EmbeddedBroker
from tests.real_parts.mosquitto import Mosquitto

ACCOUNT = Account(client_id="asks")
NOON = 1_764_072_000_000


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start the broker of `bysans run` and give its address."""
    with EmbeddedBroker(tmp_path_factory.mktemp("broker")) as broker:
        yield broker.url


def test_the_embedded_broker_speaks_3_1_1(embedded: str) -> None:
    assert spoken_protocol(embedded, ACCOUNT) == "3.1.1"


def test_a_device_of_the_plugin_sends_to_it(embedded: str, simulated_device: SimulatedDeviceFactory) -> None:
    device = simulated_device("air", "a", url=embedded)
    device.send(NOON)
    assert len(device.truth) == 1


@pytest.mark.real("mosquitto")
def test_a_device_of_the_plugin_sends_to_a_broker_with_5(mosquitto: Mosquitto, simulated_device: SimulatedDeviceFactory) -> None:
    assert spoken_protocol(mosquitto.url, ACCOUNT) == "5"
    device = simulated_device("air", "a", url=mosquitto.url)
    device.send(NOON)
    assert len(device.truth) == 1


@pytest.mark.real("mosquitto")
def test_a_broker_that_refuses_the_account_says_so_in_its_version(tmp_path: Path) -> None:
    with Mosquitto(tmp_path, passwords={"device": "right"}) as broker:
        assert spoken_protocol(broker.url, ACCOUNT) == "5"


def test_a_broker_that_is_not_there_is_named() -> None:
    with pytest.raises(PublisherError, match="mqtt://127.0.0.1:9: not connected within"):
        spoken_protocol("mqtt://127.0.0.1:9", ACCOUNT, patience_s=0)
