"""The form for a new place has a map where there is anything to find one's way by."""

from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.web.services import Services
from domain.device import Site
from storage.state import registry


def test_an_empty_town_without_a_map_is_asked_for_figures_and_the_next_place_finds_the_first_on_the_map(app: FastAPI) -> None:
    services: Services = app.state.services
    object.__setattr__(services.settings.http, "open_pages", True)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        page = client.get("/sensorer/malested/ny", params={"lang": "nb"}).text
        assert "Bredde- og lengdegrad" in page
        assert "data-picks" not in page
        with services.state.begin() as connection:
            registry.put(connection, Site(id="torget", name="Torget", lat=59.123456, lon=10.1, valid_from=0))
        page = client.get("/sensorer/malested/ny", params={"lang": "nb"}).text
        assert 'data-picks="position"' in page
        assert client.get("/sensorer/malested/kart.json").json() == {
            "points": [{"id": "torget", "name": "Torget", "lat": 59.12346, "lon": 10.1, "state": "bin"}]
        }
        assert "data-picks" not in client.get("/sensorer/beholder/ny").text
