"""Which real parts may every test ask for, and what happens where one is missing?"""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.real_parts.influxd import Influxd
from tests.real_parts.mosquitto import Mosquitto
from tests.real_parts.whereabouts import require

# How long an example takes says how busy the machine is, not whether the rule holds.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

pytest_plugins = ["simulators.pytest_plugin"]  # `simulated_device`: the tests' physical devices


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test marked `real("part")` where the part is missing; fail it under CI."""
    for marker in item.iter_markers("real"):
        for part in marker.args:
            require(part)


@pytest.fixture(scope="session")
def mosquitto(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mosquitto]:
    """One real Mosquitto, shared: use topics and client ids of your own, and start another to stop or kill it."""
    with Mosquitto(tmp_path_factory.mktemp("mosquitto")) as broker:
        yield broker


@pytest.fixture
def broker_url(mosquitto: Mosquitto) -> str:
    """Name the broker that `simulated_device` sends to when a test gives it no other."""
    return mosquitto.url


@pytest.fixture(scope="session")
def influxd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Influxd]:
    """One real InfluxDB, shared: take a bucket of your own (`new_bucket`), and start another to stop or kill it."""
    with Influxd(tmp_path_factory.mktemp("influxd")) as server:
        yield server
