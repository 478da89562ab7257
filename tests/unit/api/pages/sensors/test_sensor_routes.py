"""Messages that could not be used are listed by reason, and a sensor is found under its DevEUI and while it waits for approval."""

import json
import re
from html import unescape

import pytest
from fastapi.testclient import TestClient

from api.web.services import Services
from config.settings import Settings
from domain.device import Device
from domain.duration import DAY, HOUR, SECOND
from domain.reading import Reading
from storage.state import registry
from storage.state.engine import State
from storage.state.ingest import latest, proposals, quarantine
from storage.state.ingest.proposals import Proposal
from storage.state.ingest.quarantine import Quarantined
from tests.unit.api.hand import NOW

EUI = "24e124713d012345"


@pytest.fixture
def staff(anonymous: TestClient, settings: Settings, state: State) -> TestClient:
    services: Services = anonymous.app.state.services  # type: ignore[attr-defined]
    object.__setattr__(services, "settings", settings.model_copy(update={"http": settings.http.model_copy(update={"open_pages": True})}))
    rows = [Quarantined("1", "schema", "no value", "t", NOW, b"", device=EUI), Quarantined("2", "not_json", "no brace", "t", NOW, b"")]
    with state.begin() as connection:
        registry.put(connection, Device(id="pm", kind="air", model="generic", interval_s=600, valid_from=0, dev_eui=EUI))
        proposals.add(connection, [Proposal(id="new", kind="air", topic="t", first_seen=NOW, last_seen=NOW, messages=1)])
        quarantine.keep(connection, rows, max_per_device=9)
    return anonymous


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [("", ("no value", "no brace"), ()), ("?grunn=", ("no value", "no brace"), ()), ("?grunn=schema", ("no value",), ("no brace",))],
)
def test_messages_are_listed_all_or_by_a_reason(staff: TestClient, query: str, shown: tuple[str, ...], hidden: tuple[str, ...]) -> None:
    page = staff.get(f"http://bysans/sensorer/avvist{query}").text
    assert all(sentence in page for sentence in shown)
    assert not any(sentence in page for sentence in hidden)


def test_a_message_under_a_dev_eui_leads_to_its_sensor_and_nobodys_leads_nowhere(staff: TestClient) -> None:
    page = staff.get("http://bysans/sensorer/avvist?lang=nb").text
    assert 'href="/sensorer/pm?lang=nb"' in page
    assert "Ukjent avsender" in page


@pytest.mark.parametrize(("name", "leads_to"), [("new", "/sensorer/nye/new"), (EUI.upper(), "/sensorer/pm")])
def test_a_sensor_that_goes_by_another_name_is_found(staff: TestClient, name: str, leads_to: str) -> None:
    answer = staff.get(f"http://bysans/sensorer/{name}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, leads_to)


def test_a_sensor_that_nobody_knows_is_not_found(staff: TestClient) -> None:
    assert staff.get("http://bysans/sensorer/nobody").status_code == 404


def test_one_that_never_sent_needs_a_look(staff: TestClient) -> None:
    assert "Én av 1 sensor trenger tilsyn" in staff.get("http://bysans/sensorer?lang=nb").text


def test_of_one_that_never_sent_nothing_else_is_said_yet(staff: TestClient) -> None:
    page = staff.get("http://bysans/sensorer/pm?lang=nb").text
    assert "Luftmåler pm har ikke sendt noe ennå" in page
    assert "Vet ikke" not in page
    assert "klokke som kan" not in page


def test_a_sensors_page_says_what_it_lacks_and_what_its_network_keeps_to_itself(staff: TestClient, state: State) -> None:
    with state.begin() as connection:
        latest.put(connection, [(Reading("pm", NOW, {"battery": 3.6}), NOW)])
    page = staff.get("http://bysans/sensorer/pm?lang=en").text
    assert "Air sensor pm sends, but measures nothing of the air" in page
    assert "Measures as it should" not in page
    assert "Air sensor, model not stated" in page
    assert "Its network does not pass on how well it hears the sensor." in page
    assert "It can only be told of sensors in a LoRaWAN network" not in page


def test_a_sensors_plot_spans_the_seven_days_of_its_heading(staff: TestClient, state: State) -> None:
    services: Services = staff.app.state.services  # type: ignore[attr-defined]
    reading = Reading("pm", NOW - HOUR, {"pm25": -999.0})
    services.readings.write([reading])
    with state.begin() as connection:
        latest.put(connection, [(reading, NOW)])
    page = staff.get("http://bysans/sensorer/pm?lang=en").text
    plot = re.search(r'data-air-plot="([^"]*)"', page)
    assert plot is not None
    figures = json.loads(unescape(plot[1]))
    assert (figures["start"], figures["end"]) == ((NOW - 7 * DAY) // SECOND, NOW // SECOND)
    assert "The newest value is doubtful: " in page
    assert "Nothing speaks against the newest values" not in page


def test_the_name_that_a_new_sensor_gets_is_its_own(staff: TestClient) -> None:
    page = staff.get("http://bysans/sensorer/oppsett?sensor=pm-9&modell=generic:air&sted=&lang=en").text
    assert "what it is, and its id: Air sensor pm-9." in page
