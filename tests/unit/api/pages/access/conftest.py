"""A town whose people sign in at a provider of the tests' own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.web.services import Services
from config.catalogue import Catalogue
from config.settings import Settings
from storage.readings.protocol import Readings
from storage.state.engine import State
from tests.real_parts.oidc_provider import CLIENT, SECRET, OidcProvider, back_from, oidc_provider
from tests.unit.api.hand import Broker, Clock


@pytest.fixture
def provider(clock: Clock) -> Iterator[OidcProvider]:
    with oidc_provider(lambda: clock() // 1000) as provider:
        yield provider


@pytest.fixture
def settings(tmp_path: Path, provider: OidcProvider) -> Settings:
    (tmp_path / "secret").write_text(SECRET + "\n")
    work = {
        "name": "Nordvik kommune",
        "issuer": provider.url,
        "client_id": CLIENT,
        "client_secret_file": tmp_path / "secret",
        "roles": {"waste_office": ["renovasjon"], "admin": ["drift"], "leader": ["ledelse"]},
    }
    return Settings(data_dir=tmp_path, sign_in={"providers": {"kommune": work, "other": {**work, "name": "Nabo"}}})


@pytest.fixture
def browser(
    app: FastAPI, settings: Settings, state: State, readings: Readings, catalogue: Catalogue, clock: Clock, broker: Broker
) -> Iterator[TestClient]:
    """A person's browser."""
    stores = {"state": state, "readings": readings, "catalogue": catalogue}
    app.state.services = Services(settings=settings, clock=clock, wall=clock, publisher=broker, **stores)
    with TestClient(app, base_url="http://bysans", raise_server_exceptions=False, follow_redirects=False) as client:
        client.headers["Origin"] = "http://bysans"
        yield client
    app.state.services = None


@pytest.fixture
def come_back(browser: TestClient) -> Callable[..., httpx.Response]:
    """Go to the provider and back; return what the person is answered then."""

    def go(path: str = "") -> httpx.Response:
        left = browser.get("/sign-in/kommune", params={"til": path})
        assert left.status_code == 303
        return browser.get(back_from(left.headers["location"]))

    return go
