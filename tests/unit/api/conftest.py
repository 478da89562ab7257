"""An application over real stores in a folder of its own, with a clock and a broker that a test holds in its hand."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from api.web.services import Services
from config.catalogue import Catalogue, load_catalogue
from config.settings import Settings
from domain.reading import Reading
from storage.readings.open import open_readings
from storage.readings.protocol import Readings
from storage.state.access import keys
from storage.state.engine import State
from storage.state.ingest import latest
from tests.unit.api.hand import NOW, Broker, Clock
from tests.unit.api.pickup_town import Town


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


@pytest.fixture
def state(settings: Settings) -> Iterator[State]:
    state = State(settings.state_url)
    yield state
    state.close()


@pytest.fixture
def readings(settings: Settings, catalogue: Catalogue) -> Iterator[Readings]:
    store = open_readings("sqlite", data_dir=settings.data_dir, parameters=list(catalogue.parameters))
    yield store
    store.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def broker() -> Broker:
    return Broker()


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Iterator[FastAPI]:
    """The routes, over parts that each test replaces by its own: to build them takes longer than most tests."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("app"))
    state = State(settings.state_url)
    readings = open_readings("sqlite", data_dir=settings.data_dir, parameters=[])
    yield create_app(settings=settings, state=state, readings=readings, catalogue=catalogue, clock=Clock(), publish=Broker())
    readings.close()
    state.close()


@pytest.fixture
def anonymous(
    app: FastAPI, settings: Settings, state: State, readings: Readings, catalogue: Catalogue, clock: Clock, broker: Broker
) -> Iterator[TestClient]:
    """Somebody without a key."""
    app.state.services = Services(settings=settings, state=state, readings=readings, catalogue=catalogue, clock=clock, publisher=broker)
    with TestClient(app, base_url="http://bysans/api/v1", raise_server_exceptions=False) as client:
        yield client
    app.state.services = None  # nobody goes on with what is closed


@pytest.fixture
def key_for(state: State) -> Callable[..., dict[str, str]]:
    """Return the header of a new key with some scopes."""

    def make(*scopes: str, name: str = "tester") -> dict[str, str]:
        with state.begin() as connection:
            return {"Authorization": f"Bearer {keys.create(connection, name, scopes, NOW)}"}

    return make


@pytest.fixture
def client(anonymous: TestClient, key_for: Callable[..., dict[str, str]]) -> TestClient:
    """Somebody with an admin key."""
    anonymous.headers.update(key_for("admin"))
    return anonymous


@pytest.fixture
def measured(state: State, readings: Readings) -> Callable[..., None]:
    """Store a reading as ingest would."""

    def store(device_id: str, time: int = NOW, **values: float) -> None:
        reading = Reading(device_id, time, values)
        assert readings.write([reading]) == []
        with state.begin() as connection:
            latest.put(connection, [(reading, time)])

    return store


@pytest.fixture
def town(client: TestClient, state: State, clock: Clock) -> Town:
    town = Town(client, state, clock)
    town.put_fleet()
    return town
