"""How does a test get a physical device? A fixture whose devices publish to a real broker and remember what they sent.

Load it with `pytest_plugins = ["simulators.pytest_plugin"]` in the topmost conftest.py and define there a fixture
`broker_url` that returns your broker's address. Nothing else in the product imports this module, so pytest is not needed to run it.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Protocol
from uuid import uuid4

import pytest

from simulators.account import Account
from simulators.device import Kind
from simulators.live_device import LiveDevice, make_device
from simulators.publisher import Protocol as MqttProtocol
from simulators.publisher import Publisher


class SimulatedDeviceFactory(Protocol):
    """Makes devices for a test; their connections end with it."""

    def __call__(
        self,
        kind: Kind,
        device_id: str,
        *,
        url: str | None = None,
        protocol: MqttProtocol = "5",
        account: Account | None = None,
        seed: int = 1,
        interval_s: int = 600,
    ) -> LiveDevice:
        """Return a connected device; `url` names another broker than `broker_url`, `account` a user other than nobody."""


@pytest.fixture
def broker_url() -> str:
    """Stand for the broker's address until your own fixture of this name does."""
    raise pytest.UsageError(
        "simulated_device: define a fixture `broker_url` that returns your broker's address, such as mqtt://127.0.0.1:1883"
    )


@pytest.fixture
def simulated_device(request: pytest.FixtureRequest) -> Iterator[SimulatedDeviceFactory]:
    """Make physical devices: `device = simulated_device("air", "my-sensor"); device.send(time); device.truth`."""
    with ExitStack() as connections:

        def make(
            kind: Kind,
            device_id: str,
            *,
            url: str | None = None,
            protocol: MqttProtocol = "5",
            account: Account | None = None,
            seed: int = 1,
            interval_s: int = 600,
        ) -> LiveDevice:
            where = url or str(request.getfixturevalue("broker_url"))
            who = account or Account(client_id=f"sim-{uuid4().hex[:16]}")  # two devices of one id must not push each other out
            publisher = connections.enter_context(Publisher(where, who, protocol=protocol))
            return LiveDevice(make_device(kind, device_id, seed=seed, interval_s=interval_s), publisher)

        yield make
