"""The fixtures `bysans_service`, `simulated_device` and `town`; pytest finds them where Bysans is installed."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import pytest

from bysans.testing.processes import BysansService, SimulatedDevice, SimulatedTown


@pytest.fixture(scope="session")
def bysans_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BysansService]:
    """A service with its own broker and stores on free ports of this machine, for all tests of the session."""
    with closing(BysansService(tmp_path_factory.mktemp("bysans"))) as service:
        service.wait_until_ready()
        yield service


@pytest.fixture
def simulated_device(bysans_service: BysansService) -> Callable[..., SimulatedDevice]:
    """Make a device: `simulated_device("a1")`, `simulated_device("b1", "bin", model="acme/box-1")`."""

    def make(device_id: str, kind: str = "air", *, model: str = "generic") -> SimulatedDevice:
        return SimulatedDevice(bysans_service, device_id, kind, model)

    return make


@pytest.fixture
def town(bysans_service: BysansService, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., SimulatedTown]]:
    """Make a town that sends until the test ends: `town(sites=1, air=2, bins=3)`."""
    with ExitStack() as running:

        def make(*, sites: int = 2, air: int = 4, bins: int = 4, seed: int = 1) -> SimulatedTown:
            folder = tmp_path_factory.mktemp("town")
            return running.enter_context(closing(SimulatedTown(bysans_service, folder, sites=sites, air=air, bins=bins, seed=seed)))

        yield make
