"""A sensor's page shows what there is of it, also while the readings cannot be read."""

import pytest
from fastapi.testclient import TestClient

from api.pages.frame.reader import Reader
from api.pages.sensors.sensor_page import SensorPage, sensor_page
from api.web.problems import ProblemError
from domain.device import Device, Site
from domain.duration import DAY, HOUR, SECOND
from domain.reading import Reading
from domain.sensors.battery import DaysLeft
from storage.readings.protocol import Readings, StoreAwayError
from storage.state import registry
from storage.state.engine import State
from storage.state.ingest import latest, quarantine, unknown_keys
from storage.state.ingest.quarantine import Quarantined
from storage.state.ingest.unknown_keys import UnknownKey
from tests.unit.api.hand import NOW

READER = Reader(language="nb", name=None, acts_as=None, collects_as=None, sees_all=True, sees_sites=True, sees_air=True, signs_in=False)
EUI = "24e124713d012345"


@pytest.fixture(autouse=True)
def sensor(state: State, readings: Readings) -> None:
    readings.write([Reading("pm", NOW - 7 * DAY * week - HOUR, {"battery_percent": 60.0 + week, "pm25": 8.0}) for week in range(12)])
    rows = [Quarantined(str(n), "schema", "why", "t", NOW - n, b"", device=name) for n, name in enumerate(("pm", EUI, "other"))]
    with state.begin() as connection:
        registry.put(connection, Site(id="torget", name="Torget", lat=59, lon=10, valid_from=0))
        registry.put(connection, Device(id="pm", kind="air", model="generic", interval_s=3600, valid_from=0, place="torget", dev_eui=EUI))
        latest.put(connection, [(Reading("pm", NOW - HOUR, {"battery_percent": 60.0, "pm25": 8.0, "no2": -999.0}), NOW - HOUR)])
        quarantine.keep(connection, rows, max_per_device=9)


def page(client: TestClient, device_id: str = "pm", parameter: str = "") -> SensorPage:
    return sensor_page(client.app.state.services, READER, device_id, parameter)  # type: ignore[attr-defined]


def test_values_stand_in_the_readers_order_and_a_sentinel_is_no_good_one(client: TestClient) -> None:
    values = page(client).values
    assert [(value.parameter, value.is_good) for value in values] == [("pm25", True), ("no2", False), ("battery_percent", True)]
    assert page(client).health.problems == ["doubted"]


def test_the_battery_is_judged_by_its_weeks(client: TestClient) -> None:
    assert page(client).left == DaysLeft(days=420, least=420, most=420)


@pytest.mark.parametrize(("asked", "drawn"), [("", "pm25"), ("battery_percent", "battery_percent"), ("nonsense", "pm25")])
def test_the_curve_is_of_what_was_asked_for_or_of_the_first_value(client: TestClient, asked: str, drawn: str) -> None:
    view = page(client, parameter=asked)
    assert view.parameter == drawn
    assert view.curve is not None
    assert [value for value in view.curve.values if value is not None] == [60.0 if drawn == "battery_percent" else 8.0]
    assert view.lowest == view.highest
    assert view.plotted == ((NOW - 7 * DAY) // SECOND, NOW // SECOND)


def test_messages_under_its_dev_eui_are_its_own(client: TestClient) -> None:
    assert [message.id for message in page(client).rejected] == ["0", "1"]


def test_while_the_readings_are_away_the_rest_is_shown(client: TestClient, readings: Readings, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> list[Reading]:
        raise StoreAwayError("gone")

    monkeypatch.setattr(type(readings), "read", away)
    view = page(client)
    assert (view.left, view.curve, view.has_place) == (None, None, True)
    assert view.health.last_heard == NOW - HOUR


def test_one_that_nobody_registered_is_not_found(client: TestClient) -> None:
    with pytest.raises(ProblemError):
        page(client, "nobody")


@pytest.mark.parametrize(("sent", "more"), [(49, False), (50, True), (70, True)])
def test_a_sensor_that_may_send_more_keys_than_are_kept_is_said_to(client: TestClient, state: State, sent: int, more: bool) -> None:
    with state.begin() as connection:
        unknown_keys.add(connection, [UnknownKey("pm", f"k{number}", 1, NOW, NOW) for number in range(sent)])
    view = page(client)
    assert (len(view.unknown_keys), view.has_more_keys) == (min(sent, 50), more)
