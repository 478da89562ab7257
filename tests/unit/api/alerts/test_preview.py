"""A threshold can be tried on the last thirty days before anybody is told anything."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from domain.air.windows import SiteHour
from domain.device import Bin, Device, Site
from domain.duration import HOUR
from storage.state import registry
from storage.state.air import site_hours
from storage.state.engine import State
from tests.unit.api.hand import NOW

LONG_AGO = NOW - 1000 * HOUR
HIGH: dict[str, Any] = {"kind": "air", "parameter": "pm25", "averaging": "hour", "raise": 50, "clear": 40}


@pytest.fixture
def town(state: State) -> State:
    with state.begin() as connection:
        registry.put(connection, Site(id="square", name="Torget", lat=59.0, lon=10.0, valid_from=LONG_AGO))
        registry.put(connection, Bin(id="b", name="B", lat=59.0, lon=10.0, fraction="rest", capacity_l=660, valid_from=LONG_AGO,
                                     empty_mm=1200, full_mm=200))  # fmt: skip
        registry.put(connection, Device(id="air-1", kind="air", model="generic", interval_s=1800, valid_from=LONG_AGO, place="square"))
        registry.put(connection, Device(id="level-1", kind="bin", model="generic", interval_s=600, valid_from=LONG_AGO, place="b"))
    return state


def hours(state: State, *means: float, end: int = NOW) -> None:
    first = end - len(means) * HOUR
    rows = [
        SiteHour(site="square", parameter="pm25", start=first + n * HOUR, mean=mean, n=2, expected=2, valid=True, sources=("air-1",))
        for n, mean in enumerate(means)
    ]
    with state.begin() as connection:
        site_hours.save(connection, rows)


def test_hourly_means_are_counted_as_alerts_would_have_been(client: TestClient, town: State) -> None:
    hours(town, 20, 60, 45, 55, 20, 20, 70, end=NOW - HOUR)
    hours(town, 99, 20, end=NOW - 800 * HOUR)
    answer = client.post("thresholds/preview", json=HIGH)
    assert answer.status_code == 200
    body = answer.json()
    assert (body["alerts"], body["open"], body["days"], body["unit"]) == (2, 1, 30, "µg/m³")
    newest, first = body["episodes"]
    assert (newest["cleared_at"], newest["peak"]) == (None, 70)
    assert first == {
        "subject": {"type": "area", "id": "all"}, "members": ["square"], "raised_at": "2026-01-31T06:05:00.000Z",
        "cleared_at": "2026-01-31T09:05:00.000Z", "peak": 60,
    }  # fmt: skip


def test_a_bins_fill_follows_from_distances(client: TestClient, town: State, measured: Callable[..., None]) -> None:
    for n, fill in enumerate((50, 81, 82, 70, 59, 58)):
        measured("level-1", NOW - (10 - n) * 600_000, distance=1200 - 10 * fill)
    fill = {"kind": "bin", "parameter": "fill", "averaging": "instant", "raise": 80, "clear": 60, "consecutive": 2}
    body = client.post("thresholds/preview", json={**fill, "scope": {"bin": "b"}}).json()
    assert [(episode["subject"], episode["peak"]) for episode in body["episodes"]] == [({"type": "bin", "id": "b"}, 82)]
    assert client.post("thresholds/preview", json={**fill, "raise": 83}).json()["alerts"] == 0


def test_a_wet_lens_would_have_told_nobody(client: TestClient, town: State, measured: Callable[..., None]) -> None:
    wet = [1200 - 10 * fill for fill in (*(40 + n % 3 / 2 for n in range(15)), *[105] * 6, 41, 40)]
    for n, distance in enumerate(wet):
        measured("level-1", NOW - (30 - n) * 600_000, distance=distance)
    fill = {"kind": "bin", "parameter": "fill", "averaging": "instant", "raise": 80, "clear": 60, "consecutive": 2}
    assert client.post("thresholds/preview", json=fill).json()["alerts"] == 0
    assert client.post("thresholds/preview", json={**fill, "consecutive": 1}).json()["alerts"] == 1


def test_a_devices_own_hours_and_its_silences_are_counted(client: TestClient, town: State, measured: Callable[..., None]) -> None:
    for n in range(20):
        measured("air-1", NOW - 40 * HOUR + n * 1_800_000, pm25=60.0 if n < 6 else 5.0)
    body = client.post("thresholds/preview", json={**HIGH, "scope": {"device": "air-1"}}).json()
    assert [(episode["subject"]["id"], episode["peak"]) for episode in body["episodes"]] == [("air-1", 60)]
    silent = {"kind": "device", "parameter": "silence", "averaging": "instant", "raise": 3, "clear": 1}
    body = client.post("thresholds/preview", json=silent).json()
    assert [(episode["members"], episode["cleared_at"]) for episode in body["episodes"]] == [(["air-1"], None)]


def test_nothing_measured_would_have_told_nobody_and_nothing_is_kept(client: TestClient, town: State) -> None:
    for averaging in ("instant", "hour", "8h", "day", "24h"):
        body = client.post("thresholds/preview", json={**HIGH, "averaging": averaging}).json()
        assert (body["alerts"], body["episodes"]) == (0, [])
    assert client.get("thresholds").json()["items"] == []


@pytest.mark.parametrize(
    ("change", "word"),
    [({"parameter": "pollen"}, "pollen"), ({"clear": 60}, "clear"), ({"scope": {"site": "x"}}, "x"),
     ({"kind": "device", "parameter": "channel", "averaging": "instant", "raise": 5, "clear": 1}, "channel")],
)  # fmt: skip
def test_what_can_not_be_tried_is_refused(client: TestClient, town: State, change: dict[str, Any], word: str) -> None:
    answer = client.post("thresholds/preview", json={**HIGH, **change})
    assert answer.status_code == 422
    assert word in answer.json()["detail"]


def test_a_preview_needs_a_key(anonymous: TestClient) -> None:
    assert anonymous.post("thresholds/preview", json=HIGH).status_code == 401
