"""A bin's fill follows its newest distance and calibration; what can't be known is not made up."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.unit.api.hand import NOW, Clock

BIN = {"name": "Storgata 1", "lat": 59.9, "lon": 10.7, "fraction": "rest", "capacity_l": 660, "empty_mm": 1200, "full_mm": 200}
SENSOR = {"kind": "bin", "model": "generic", "interval_s": 3600, "bin": "b"}
Measured = Callable[..., None]


@pytest.fixture
def town(client: TestClient) -> TestClient:
    assert client.put("bins/b", json=BIN).status_code == 201
    assert client.put("devices/s", json=SENSOR).status_code == 201
    return client


def level(client: TestClient) -> tuple[Any, Any]:
    answer = client.get("bins/b").json()
    return answer["fill"], answer["state"]


def test_a_bin_that_nobody_measured_has_no_data(town: TestClient) -> None:
    answer = town.get("bins/b").json()
    assert (answer["fill"], answer["fill_time"], answer["state"]) == (None, None, "no_data")
    assert answer["full_at"] == {"p10": None, "p50": None, "p90": None}
    assert answer["last_emptied"] is None


def test_fill_is_linear_between_empty_and_full(town: TestClient, measured: Measured) -> None:
    measured("s", distance=540.0)
    answer = town.get("bins/b").json()
    assert (answer["fill"], answer["fill_time"], answer["state"]) == (66.0, "2026-01-31T12:00:00.000Z", "ok")
    assert town.get("bins").json()["items"] == [answer]


@pytest.mark.parametrize(
    ("distance", "expected"),
    [
        (450.0, (75.0, "nearly_full")),
        (300.0, (90.0, "full")),
        (150.0, (100.0, "full")),
        (1210.0, (0.0, "ok")),
        (19000.0, (None, "fault")),
        (-999.0, (None, "fault")),
    ],
)
def test_a_level_has_a_word_and_nonsense_is_a_fault(
    town: TestClient, measured: Measured, distance: float, expected: tuple[object, str]
) -> None:
    measured("s", distance=distance)
    assert level(town) == expected


def test_a_level_has_its_word_from_where_its_alerts_are_raised(town: TestClient, measured: Measured) -> None:
    threshold = {"kind": "bin", "parameter": "fill", "averaging": "instant", "scope": {}, "consecutive": 2, "min_coverage": 0.75}
    for name, raised, severity in (("full", 60, "warning"), ("over", 70, "critical")):
        body = {**threshold, "raise": raised, "clear": 40, "severity": severity, "enabled": True}
        assert town.put(f"thresholds/{name}", json=body, headers={"If-None-Match": "*"}).status_code == 201
    states = []
    for fill in (59.0, 60.0, 70.0):
        measured("s", fill=fill)
        states.append(level(town)[1])
    assert states == ["ok", "nearly_full", "full"]


def test_the_newer_of_distance_and_fill_counts(town: TestClient, measured: Measured) -> None:
    measured("s", NOW - 60_000, distance=540.0)
    measured("s", NOW, fill=81.5)
    assert level(town) == (81.5, "nearly_full")


@pytest.mark.parametrize(
    ("fill", "expected"),
    [
        (-15.0, (0.0, "ok")),
        (-2.0, (0.0, "ok")),
        (103.0, (100.0, "full")),
        (125.0, (100.0, "full")),
        (-15.5, (None, "fault")),
        (125.5, (None, "fault")),
    ],
)
@pytest.mark.parametrize("parameter", ["fill", "distance"])
def test_noise_around_empty_and_full_is_a_level_by_fill_and_by_distance_alike(
    town: TestClient, measured: Measured, parameter: str, fill: float, expected: tuple[object, str]
) -> None:
    town.put("bins/b", json={**BIN, "empty_mm": 1600, "full_mm": 600})
    measured("s", **{parameter: fill if parameter == "fill" else 1600 - 10 * fill})
    assert level(town) == expected


@pytest.mark.parametrize(("tilt", "expected"), [({"tilted": 1.0}, "fault"), ({"tilt": 120.0}, "fault"), ({"tilt": 30.0}, "ok")])
def test_a_tilted_sensor_is_a_fault(town: TestClient, measured: Measured, tilt: dict[str, float], expected: str) -> None:
    measured("s", distance=540.0, **tilt)
    assert level(town) == (66.0, expected)


def test_an_old_level_is_no_data_but_still_told(town: TestClient, measured: Measured, clock: Clock) -> None:
    measured("s", distance=540.0)
    clock.now += 3 * 3_600_000
    assert level(town) == (66.0, "ok")
    clock.now += 1
    assert level(town) == (66.0, "no_data")


def test_a_reading_is_understood_with_the_calibration_of_its_time(town: TestClient, measured: Measured, clock: Clock) -> None:
    measured("s", distance=540.0)
    clock.now += 60_000
    assert town.put("bins/b", json={**BIN, "empty_mm": 1000}).json()["fill"] == 66.0
    measured("s", clock.now, distance=540.0)
    assert level(town) == (57.5, "ok")


def test_what_a_sensor_measured_elsewhere_is_not_this_bins(town: TestClient, measured: Measured, clock: Clock) -> None:
    measured("s", distance=540.0)
    clock.now += 60_000
    town.put("bins/c", json=BIN)
    town.put("devices/s", json={**SENSOR, "bin": "c"})
    assert town.get("bins/b").json()["state"] == "no_data"
    assert town.get("bins/c").json()["state"] == "no_data"


def test_what_was_read_can_be_put_back(town: TestClient, measured: Measured) -> None:
    measured("s", distance=540.0)
    answer = town.get("bins/b").json()
    assert town.put("bins/b", json=answer).json() == answer


@pytest.mark.parametrize(
    ("change", "word"),
    [({"empty_mm": 100}, "above full_mm"), ({"full_mm": None}, "go together"), ({"capacity_l": 0}, "capacity_l"), ({"lat": 100}, "lat")],
)
def test_a_bin_that_can_not_be_is_refused(client: TestClient, change: dict[str, object], word: str) -> None:
    answer = client.put("bins/b", json={**BIN, **change})
    assert answer.status_code == 422
    assert word in answer.json()["detail"]


def test_a_bin_has_a_note_for_its_driver(town: TestClient) -> None:
    assert town.get("bins/b").json()["note"] is None
    answer = town.put("bins/b", json={**BIN, "note": "Bak bommen, kode 4711"})
    assert answer.json()["note"] == "Bak bommen, kode 4711"
    assert town.get("bins/b").json()["note"] == "Bak bommen, kode 4711"
    assert town.put("bins/b", json={**BIN, "note": "two\nlines"}).status_code == 422
