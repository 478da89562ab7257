"""The form for a new place has a map where there is anything to find one's way by."""

from fastapi.testclient import TestClient

from api.web.services import Services
from config.settings import Settings
from domain.device import Site
from storage.state import registry
from storage.state.engine import State


def test_an_empty_town_without_a_map_is_asked_for_figures_and_the_next_place_finds_the_first_on_the_map(
    anonymous: TestClient, settings: Settings, state: State
) -> None:
    services: Services = anonymous.app.state.services  # type: ignore[attr-defined]
    object.__setattr__(services, "settings", settings.model_copy(update={"http": settings.http.model_copy(update={"open_pages": True})}))
    page = anonymous.get("http://bysans/sensorer/malested/ny", params={"lang": "nb"}).text
    assert "Bredde- og lengdegrad" in page
    assert "data-picks" not in page
    with state.begin() as connection:
        registry.put(connection, Site(id="torget", name="Torget", lat=59.123456, lon=10.1, valid_from=0))
    page = anonymous.get("http://bysans/sensorer/malested/ny", params={"lang": "nb"}).text
    assert 'data-picks="position"' in page
    assert anonymous.get("http://bysans/sensorer/malested/kart.json").json() == {
        "points": [{"id": "torget", "name": "Torget", "lat": 59.12346, "lon": 10.1, "state": "bin"}]
    }
    assert "data-picks" not in anonymous.get("http://bysans/sensorer/beholder/ny").text
