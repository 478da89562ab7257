"""Pytest fixtures that give tests simulated devices: they publish to a real broker and remember what they sent.

Load it with `pytest_plugins = ["simulators.pytest_plugin"]` in the topmost conftest.py and define there a fixture
`broker_url` that returns your broker's address. Nothing else in the product imports this module, so pytest is not needed to run it.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from uuid import uuid4

import pytest

from simulators.device import Kind
from simulators.scene import Scene
from simulators.send.destination import Account
from simulators.send.publisher import Protocol, Publisher
from simulators.send.spoken_protocol import spoken_protocol
from simulators.testing.live_device import LiveDevice, make_device
from simulators.testing.live_town import LiveTown
from simulators.town.scenario import load_scenario
from simulators.town.town import Size
from simulators.town.town import town as ordinary_town

Connect = Callable[[str | None, Protocol | None, Account | None], Publisher]


class SimulatedDeviceFactory:
    """Makes devices for a test; their connections end with it."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect

    def __call__(
        self,
        kind: Kind,
        device_id: str,
        *,
        url: str | None = None,
        protocol: Protocol | None = None,
        account: Account | None = None,
        seed: int = 1,
        interval_s: int = 600,
    ) -> LiveDevice:
        """Return a connected device; `url` names another broker than `broker_url`, `protocol` another version than its newest."""
        return LiveDevice(make_device(kind, device_id, seed=seed, interval_s=interval_s), self._connect(url, protocol, account))


class TownFactory:
    """Makes towns for a test; their connections end with it."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect

    def __call__(
        self,
        *,
        sites: int = 2,
        air: int = 4,
        bins: int = 4,
        seed: int = 1,
        scenario: str | None = None,
        prefix: str = "sim",
        url: str | None = None,
        protocol: Protocol | None = None,
        account: Account | None = None,
    ) -> LiveTown:
        """Return a connected town whose ids begin with `prefix`; `scenario`: its weather and wear, by name or .toml, at its own time."""
        scene = _scene(seed, Size(sites=sites, air=air, bins=bins), prefix, scenario)
        return LiveTown(scene, self._connect(url, protocol, account))


@pytest.fixture
def broker_url() -> str:
    """Stand for the broker's address until your own fixture of this name does."""
    raise pytest.UsageError(
        "simulated_device and town: define a fixture `broker_url` that returns your broker's address, such as mqtt://127.0.0.1:1883"
    )


@pytest.fixture
def _simulated_connection(request: pytest.FixtureRequest) -> Iterator[Connect]:
    with ExitStack() as connections:

        def connect(url: str | None, protocol: Protocol | None, account: Account | None) -> Publisher:
            broker = url or str(request.getfixturevalue("broker_url"))
            own = account or Account(client_id=f"sim-{uuid4().hex[:16]}")  # a broker disconnects the first of two clients with one id
            return connections.enter_context(Publisher(broker, own, protocol=protocol or spoken_protocol(broker, own)))

        yield connect


@pytest.fixture
def simulated_device(_simulated_connection: Connect) -> SimulatedDeviceFactory:
    """Make devices: `device = simulated_device("air", "my-sensor"); device.send(time); device.truth`."""
    return SimulatedDeviceFactory(_simulated_connection)


@pytest.fixture
def town(_simulated_connection: Connect) -> TownFactory:
    """Make towns: `small = town(air=4, bins=2); small.register(api_url, key); small.send(start, end); small.truth`."""
    return TownFactory(_simulated_connection)


def _scene(seed: int, size: Size, prefix: str, scenario: str | None) -> Scene:
    if scenario is None:
        return ordinary_town(seed, size, prefix)
    chosen = load_scenario(scenario)
    return chosen.scene(seed, size, chosen.begins(), prefix)
