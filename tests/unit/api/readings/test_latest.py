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


def test_the_newest_values_are_listed_by_device_and_parameter(client: TestClient, measured: Callable[..., None]) -> None:
    client.put("sites/square", json={"name": "Square", "lat": 60, "lon": 11, "tags": ["roadside"]})
    client.put("sites/park", json={"name": "Park", "lat": 60, "lon": 11, "tags": []})
    client.put(
        "bins/b1", json={"name": "B1", "lat": 60, "lon": 11, "fraction": "papir", "capacity_l": 240, "empty_mm": 1200, "full_mm": 200}
    )
    air = {"kind": "air", "model": "generic", "interval_s": 600}
    client.put("devices/a1", json={**air, "site": "square"})
    client.put("devices/a2", json={**air, "site": "park"})
    client.put("devices/l1", json={"kind": "bin", "model": "generic", "interval_s": 600, "bin": "b1"})
    client.put("devices/silent", json=air)
    client.put("devices/gone", json=air)
    measured("a1", pm25=8.0, no2=20.0)
    measured("a2", pm25=-999.0)
    measured("l1", fill=63.0)
    measured("gone", pm25=1.0)
    client.delete("devices/gone")

    def listed(**query: object) -> list[tuple[str, str]]:
        items = client.get("latest", params=query).json()["items"]
        return [(item["device_id"], item["parameter"]) for item in items]

    everything = [("a1", "no2"), ("a1", "pm25"), ("a2", "pm25"), ("l1", "fill")]
    assert listed() == everything
    assert listed(kind="bin") == listed(bin="b1") == everything[3:]
    assert listed(site="square") == listed(tag="roadside") == everything[:2]
    assert listed(parameter="pm25") == everything[1:3]
    assert listed(site="nowhere") == []
    assert client.get("latest", params={"parameter": "noise"}).status_code == 422
    [flagged] = client.get("latest", params={"site": "park"}).json()["items"]
    assert flagged == {
        "device_id": "a2", "kind": "air", "site": "park", "bin": None, "parameter": "pm25", "value": -999.0, "unit": "µg/m³",
        "time": "2026-01-31T12:00:00.000Z", "flag": 9, "age_s": 0.0,
    }  # fmt: skip
    pages, cursor = [], None
    while True:
        page = client.get("latest", params={"limit": 1} | ({"cursor": cursor} if cursor else {})).json()
        pages += [(item["device_id"], item["parameter"]) for item in page["items"]]
        if (cursor := page["next_cursor"]) is None:
            break
    assert pages == everything


def test_without_a_key_no_newest_values_are_listed(anonymous: TestClient) -> None:
    assert anonymous.get("latest").status_code == 401
