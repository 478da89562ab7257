"""A device's newest values stand with unit, flag and age."""

from collections.abc import Callable

from fastapi.testclient import TestClient

from domain.parameter import Flag
from storage.state.air import quality
from storage.state.air.quality import Mark
from storage.state.engine import State
from tests.unit.api.hand import NOW, Clock


def test_each_value_stands_with_unit_time_flag_and_age(client: TestClient, measured: Callable[..., None], clock: Clock) -> None:
    client.put("devices/a1", json={"kind": "air", "model": "generic", "interval_s": 600})
    assert client.get("devices/a1/latest").json() == {"device_id": "a1", "items": []}
    measured("a1", pm25=8.2, temperature=-999.0)
    clock.now += 1500
    assert client.get("devices/a1/latest").json() == {
        "device_id": "a1",
        "items": [
            {"parameter": "pm25", "value": 8.2, "unit": "µg/m³", "time": "2026-01-31T12:00:00.000Z", "flag": 1, "age_s": 1.5},
            {"parameter": "temperature", "value": -999.0, "unit": "°C", "time": "2026-01-31T12:00:00.000Z", "flag": 9, "age_s": 1.5},
        ],
    }


def test_a_device_whose_clock_runs_ahead_is_not_younger_than_now(client: TestClient, measured: Callable[..., None]) -> None:
    client.put("devices/a1", json={"kind": "air", "model": "generic", "interval_s": 600})
    measured("a1", NOW + 60_000, pm25=8.2)
    assert client.get("devices/a1/latest").json()["items"][0]["age_s"] == 0


def test_the_worst_flag_stands_beside_a_value(client: TestClient, state: State, measured: Callable[..., None]) -> None:
    client.put("devices/a1", json={"kind": "air", "model": "generic", "interval_s": 600})
    measured("a1", pm25=8.0, no2=20.0)
    mark = Mark(device_id="a1", time=NOW, parameter="pm25", flag=Flag.SUSPECT, reason="spike: 8 µg/m³ …", rule_version="1")
    with state.begin() as connection:
        quality.replace(connection, ["a1"], [], [mark])
    items = {item["parameter"]: item for item in client.get("devices/a1/latest").json()["items"]}
    assert {name: item["flag"] for name, item in items.items()} == {"pm25": 3, "no2": 1}
    [value] = client.get("readings", params={"parameter": "pm25"}).json()["items"]
    assert value["flag"] == 3
    assert client.get("quality", params={"device_id": "a1"}).json()["items"] == [
        {
            "device_id": "a1",
            "parameter": "pm25",
            "time": "2026-01-31T12:00:00.000Z",
            "flag": 3,
            "reason": "spike: 8 µg/m³ …",
            "rule_version": "1",
        }
    ]
