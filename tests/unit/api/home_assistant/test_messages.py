"""What is published for Home Assistant follows its documentation, says what the pages say, and goes when its site or bin does."""

import json
import re
from itertools import combinations

from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from api.home_assistant.discovery import Named
from api.home_assistant.messages import Messages, messages_now
from api.web.services import Services
from config.settings import Settings
from domain.device import ID_PATTERN, Bin, Device, Site
from domain.reading import Reading, TimeSource
from storage.state import registry
from storage.state.engine import State
from storage.state.ingest import latest
from tests.unit.api.hand import NOW
from tests.unit.api.home_assistant.discovery_schema import TOPIC, Removed, discovered, shown

SITE_CONFIG, SITE_STATE = "homeassistant/device/bysans_site_torget/config", "bysans/now/site/torget"
BIN_CONFIG, BIN_STATE = "homeassistant/device/bysans_bin_b_2e1/config", "bysans/now/bin/b.1"


def published(client: TestClient, **http: str) -> Messages:
    services: Services = client.app.state.services  # type: ignore[attr-defined]
    settings = Settings(data_dir=services.settings.data_dir, home_assistant={"enabled": True}, http=http)
    object.__setattr__(services, "settings", settings)
    with services.state.read() as connection:
        return messages_now(services, connection)


def register(state: State) -> None:
    bin_ = Bin(id="b.1", name="Storgata 1", lat=59.9, lon=10.7, fraction="rest", capacity_l=660, valid_from=0, empty_mm=1200, full_mm=200)
    devices = [
        Device(id="air-1", kind="air", model="generic", interval_s=600, valid_from=0, place="torget"),
        Device(id="level-1", kind="bin", model="generic", interval_s=3600, valid_from=0, place="b.1"),
    ]
    with state.begin() as connection:
        registry.put_all(connection, [Site(id="torget", name="Torget", lat=59.9, lon=10.7, valid_from=0), bin_, *devices])
        values = {"air-1": {"pm25": 8.24, "temperature": 3.0}, "level-1": {"distance": 300.0}}
        readings = [Reading(device, NOW, read, TimeSource.DEVICE) for device, read in values.items()]
        latest.put(connection, [(reading, NOW) for reading in readings])


def test_a_bin_is_found_with_its_fill_and_state(anonymous: TestClient, state: State) -> None:
    register(state)
    messages = published(anonymous, public_url="https://by.example")
    message = discovered(BIN_CONFIG, messages[BIN_CONFIG])
    assert (message.device.name, message.device.identifiers) == ("Storgata 1", ["bysans_bin_b.1"])
    assert message.device.configuration_url == "https://by.example/avfall/b.1"
    assert message.state_topic == BIN_STATE
    assert shown(message, messages[BIN_STATE]) == {"fill": "90", "state": "Full", "full_at": "None", "emptied": "None"}


def test_a_site_is_found_with_what_it_measures_and_is_unknown_before_an_hour_is_judged(anonymous: TestClient, state: State) -> None:
    register(state)
    messages = published(anonymous)
    message = discovered(SITE_CONFIG, messages[SITE_CONFIG])
    assert message.device.configuration_url is None
    assert shown(message, messages[SITE_STATE]) == {"air": "None", "pm25": "None"}
    assert {key for key, component in message.components.items() if isinstance(component, Removed)} == {"pm10", "no2", "o3", "so2"}


def test_what_is_removed_is_taken_away_at_the_broker(anonymous: TestClient, state: State) -> None:
    register(state)
    with state.begin() as connection:
        for kind, name in ((Site, "torget"), (Bin, "b.1")):
            thing = registry.get(connection, kind, name, NOW)  # type: ignore[type-var]
            assert thing is not None
            registry.remove(connection, thing, NOW - 1)
    assert published(anonymous) == dict.fromkeys((SITE_CONFIG, SITE_STATE, BIN_CONFIG, BIN_STATE), b"")


@given(st.sets(st.from_regex(re.compile(ID_PATTERN, re.ASCII), fullmatch=True), max_size=8))
def test_each_id_has_a_topic_of_its_own_that_home_assistant_takes(ids: set[str]) -> None:
    topics = [Named(place="bin", id=thing_id, name="").config_topic("homeassistant") for thing_id in ids]
    assert all(map(TOPIC, topics))
    assert all(one != other for one, other in combinations(topics, 2))


def test_texts_of_both_languages_are_json_that_any_program_reads(anonymous: TestClient, state: State) -> None:
    register(state)
    assert all(json.loads(payload) for payload in published(anonymous).values())
