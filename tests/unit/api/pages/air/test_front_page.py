"""The first page answers in words how the air is, and never says less than was measured."""

import re
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from domain.air.windows import Grade, SiteHour
from domain.device import Site
from domain.duration import HOUR
from storage.state import registry
from storage.state.air import site_hours
from storage.state.engine import State
from tests.unit.api.hand import NOW

Save = Callable[..., None]
NAMES = ("Torget", "Havna", "Parken", "Skansen")


@pytest.fixture
def save(state: State) -> Save:
    with state.begin() as connection:
        for n, name in enumerate(NAMES):
            registry.put(connection, Site(id=name.lower(), name=name, lat=59.9 + n / 1000, lon=10.7, valid_from=0))

    def keep(ago: int = 1, *, parameter: str = "pm25", at_least: bool = False, grade: Grade = Grade.INDICATIVE, **means: float) -> None:
        rows = [SiteHour(site, parameter, NOW - ago * HOUR, mean, 6, 6, True, ("a",), grade, at_least) for site, mean in means.items()]
        with state.begin() as connection:
            site_hours.save(connection, rows)

    return keep


def told(client: TestClient, language: str = "nb") -> tuple[str, str, list[str]]:
    """Return the headline, the sentences below it, and each tile as one text."""
    page = client.get("http://bysans/", params={"lang": language})
    assert page.status_code == 200
    plain = [
        " ".join(re.sub("<[^>]+>", " ", part).split())
        for part in (
            *re.findall("<h1.*?</h1>", page.text, re.DOTALL),
            *re.findall('<p class="ds-paragraph lead">.*?</p>', page.text, re.DOTALL),
            *re.findall("<li data-lat.*?</li>", page.text, re.DOTALL),
        )
    ]
    return plain[0], plain[1], plain[2:]


def test_clean_air_everywhere_is_the_headline(anonymous: TestClient, save: Save) -> None:
    save(torget=8.0, havna=9.0, parken=7.0, skansen=6.0)
    headline, lead, tiles = told(anonymous)
    assert (headline, lead) == ("Lite forurenset luft i byen nå", "Alle 4 steder som er målt, har lite forurensning.")
    assert tiles[0].startswith("Havna Lite forurensning PM2,5 9,0 µg/m³")
    assert told(anonymous, "en")[0] == "Low air pollution in the city now"


def test_the_worst_place_comes_first_and_is_named_with_its_substance(anonymous: TestClient, save: Save) -> None:
    save(torget=8.0, havna=9.0, parken=7.0)
    save(parameter="no2", skansen=128.0, grade=Grade.REFERENCE)
    save(2, parameter="no2", skansen=96.0)
    headline, lead, tiles = told(anonymous)
    assert headline == "Lite forurenset luft de fleste steder i byen nå"
    assert lead == "3 av 4 steder har lite forurensning. Skansen : moderat (NO₂)."
    assert "Low pollution at 3 of 4 places." in anonymous.get("http://bysans/?lang=en").text
    assert tiles[0] == "Skansen Moderat forurensning NO₂ 128,0 µg/m³ ↗ stiger · offisiell"


def test_high_pollution_at_two_places_is_the_headline(anonymous: TestClient, save: Save) -> None:
    save(torget=8.0, havna=160.0, parken=7.0, skansen=400.0)
    assert told(anonymous)[0] == "Svært høy luftforurensning 2 steder i byen nå"


def test_smoke_beyond_a_sensors_range_is_the_headline_and_its_tile_says_so(anonymous: TestClient, save: Save) -> None:
    save(havna=420.0, parken=9.0)
    save(torget=1000.0, at_least=True)
    headline, _, tiles = told(anonymous)
    assert headline == "Svært høy luftforurensning 2 steder i byen nå"
    assert tiles[0].startswith("Torget Svært høy forurensning, over det måleren kan vise")


def test_a_lone_spike_is_being_checked_and_is_no_headline(anonymous: TestClient, save: Save) -> None:
    save(torget=8.0, havna=9.0, parken=7.0, skansen=780.0)
    headline, lead, tiles = told(anonymous)
    assert headline == "Lite forurenset luft i byen nå"
    assert "Skansen kontrolleres og er ikke regnet med: måleren viser langt mer enn de i nærheten." in lead
    assert tiles[0].startswith("Skansen Kontrolleres")


def test_nothing_within_three_hours_is_no_measurement_and_never_green(anonymous: TestClient, save: Save) -> None:
    save(5, torget=4.0)
    headline, lead, tiles = told(anonymous)
    assert headline == "Ingen måling av luften i byen nå"
    assert lead.endswith("4 steder har ingen måling nå.")
    assert {tile.split(" ", 1)[1] for tile in tiles} == {"Ingen måling siden 09:00", "Ingen måling ikke målt den siste måneden"}
    assert 'class="shape air-shape" data-air="low"' not in anonymous.get("http://bysans/").text


def test_an_empty_town_has_a_page(anonymous: TestClient) -> None:
    answer = anonymous.get("http://bysans/")
    assert answer.status_code == 200
    assert "Ingen målesteder er satt opp ennå." in answer.text


def test_the_map_has_every_site_by_the_shape_of_its_tile_and_shows_the_tile_on_a_tap(anonymous: TestClient, save: Save) -> None:
    save(torget=8.0, havna=160.0)
    drawn = anonymous.get("http://bysans/steder/kart.json").json()
    states = {point["name"]: point["state"] for point in drawn["points"]}
    assert states == {"Torget": "air-low", "Havna": "air-very-high", "Parken": "air-unmeasured", "Skansen": "air-unmeasured"}
    card = anonymous.get(f"http://bysans{drawn['row'].replace('{id}', 'havna')}").text
    assert "Svært høy forurensning" in card
    assert 'href="/sted/havna?lang=nb"' in card


def test_a_site_a_hundred_kilometres_off_does_not_make_the_town_one_dot(anonymous: TestClient, state: State, save: Save) -> None:
    save(torget=8.0)
    with state.begin() as connection:
        registry.put(connection, Site(id="far", name="Langtbortistan", lat=59.0, lon=9.7, valid_from=0))
    page = anonymous.get("http://bysans/").text
    drawing = page[page.index('<svg class="sketch"') :]
    drawing = drawing[: drawing.index("</svg>")]
    assert all(name in drawing for name in NAMES)
    assert "Langtbortistan" not in drawing
    assert "Utenfor kartet, for langt unna: Langtbortistan." in page
