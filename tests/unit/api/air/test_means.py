"""A site's means stand with unit, averaging, coverage and the devices that made them."""

import pytest
from fastapi.testclient import TestClient

from domain.air.day import site_days_of
from domain.air.legal_day import start_of_day
from domain.air.windows import SiteHour
from domain.duration import DAY, HOUR
from storage.state.air import site_days, site_hours
from storage.state.engine import State
from tests.unit.api.hand import NOW


@pytest.fixture
def town(client: TestClient, state: State) -> TestClient:
    client.put("sites/torget", json={"name": "Torget", "lat": 59.9, "lon": 10.7})
    hours = [
        SiteHour(site="torget", parameter="pm25", start=NOW - n * HOUR, mean=8.5 + n, n=6 - n, expected=6, valid=n < 2, sources=("a1",))
        for n in range(4)
    ]
    with state.begin() as connection:
        site_hours.save(connection, hours)
    return client


def test_a_mean_stands_with_all_that_tells_its_worth(town: TestClient) -> None:
    first, _, last = town.get("air/sites/torget/means", params={"parameter": "pm25"}).json()["items"]
    assert first == {
        "start": "2026-01-31T09:00:00.000Z",
        "end": "2026-01-31T10:00:00.000Z",
        "parameter": "pm25",
        "averaging": "hour",
        "mean": 11.5,
        "unit": "µg/m³",
        "n": 3,
        "expected": 6,
        "coverage": 0.5,
        "status": "insufficient",
        "indicative": True,
        "at_least": False,
        "devices": ["a1"],
        "corrected": None,
        "correction": None,
    }
    assert (last["start"], last["status"]) == ("2026-01-31T11:00:00.000Z", "valid")


def test_means_are_read_in_pages_of_a_window(town: TestClient) -> None:
    query: dict[str, str | float] = {"parameter": "pm25", "start": NOW / 1000 - 7200, "end": NOW / 1000 + 1, "limit": 2}
    page = town.get("air/sites/torget/means", params=query).json()
    rest = town.get("air/sites/torget/means", params={**query, "cursor": page["next_cursor"]}).json()
    assert [item["mean"] for item in page["items"] + rest["items"]] == [10.5, 9.5, 8.5]
    assert rest["next_cursor"] is None


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({}, "parameter"),
        ({"parameter": "battery"}, "parameter"),
        ({"parameter": "pm25", "averaging": "week"}, "averaging"),
        ({"parameter": "no2", "correction": "humidity"}, "correction"),
        ({"parameter": "pm25", "correction": "humidity", "averaging": "day"}, "correction"),
        ({"parameter": "pm25", "start": 2, "end": 1}, "start"),
    ],
)
def test_what_is_not_averaged_is_told(town: TestClient, query: dict[str, str | float], field: str) -> None:
    answer = town.get("air/sites/torget/means", params=query)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field


@pytest.fixture
def measured_year(client: TestClient, state: State) -> TestClient:
    """Hourly means of 2025, with humidity: 10 by night and 34 from 12 to 24 (legal time), nothing in the first week of July."""
    client.put("sites/torget", json={"name": "Torget", "lat": 59.9, "lon": 10.7})
    days = [start_of_day(1_735_700_000_000) + i * DAY for i in range(365) if not 181 <= i < 188]
    hours = [
        SiteHour(site="torget", parameter=name, start=day + n * HOUR, mean=value, n=1, expected=1, valid=True, sources=("official",))
        for day in days
        for n in range(24)
        for name, value in (("pm25", 10.0 if n < 12 else 34.0), ("humidity", 80.0))
    ]
    with state.begin() as connection:
        site_hours.save(connection, hours)
        site_days.replace(connection, "torget", days, site_days_of("torget", days, hours))
    return client


def items(client: TestClient, **query: object) -> list[dict[str, object]]:
    means: list[dict[str, object]] = client.get("air/sites/torget/means", params={"parameter": "pm25", **query}).json()["items"]
    return means


def test_daily_means_are_of_legal_days(measured_year: TestClient) -> None:
    days = items(measured_year, averaging="day", start="2025-06-29T00:00:00Z", end="2025-07-09T12:00:00Z")
    assert [day["start"] for day in days] == [
        f"2025-{day}T23:00:00.000Z" for day in ("06-28", "06-29", "07-07", "07-08")
    ]  # fmt: skip
    assert {(day["mean"], day["n"], day["expected"], day["status"], day["averaging"]) for day in days} == {(22.0, 24, 24, "valid", "day")}


def test_running_8_h_means_are_one_an_hour(measured_year: TestClient) -> None:
    windows = items(measured_year, averaging="8h", start="2025-03-01T07:00:00Z", end="2025-03-01T12:00:00Z")
    assert [(window["start"], window["mean"]) for window in windows[:2]] == [
        ("2025-03-01T07:00:00.000Z", (4 * 10.0 + 4 * 34.0) / 8),
        ("2025-03-01T08:00:00.000Z", (3 * 10.0 + 5 * 34.0) / 8),
    ]
    assert len(windows) == 5


def test_8_h_windows_at_a_gap_need_six_hours(measured_year: TestClient) -> None:
    windows = items(measured_year, averaging="8h", start="2025-06-30T14:00:00Z", end="2025-07-08T00:00:00Z")
    assert [(window["n"], window["status"]) for window in windows[:4]] == [(8, "valid"), (8, "valid"), (7, "valid"), (6, "valid")]
    assert {(window["n"], window["status"]) for window in windows[4:9]} == {(n, "insufficient") for n in range(1, 6)}
    assert windows[9]["start"] == "2025-07-07T16:00:00.000Z"


def test_a_years_mean_has_its_coverage(measured_year: TestClient) -> None:
    [year] = items(measured_year, averaging="year", start="2025-05-01T00:00:00Z", end="2025-12-31T00:00:00Z")
    assert (year["start"], year["end"]) == ("2024-12-31T23:00:00.000Z", "2025-12-31T23:00:00.000Z")
    assert (year["mean"], year["n"], year["expected"], year["status"]) == (22.0, 358 * 24, 8760, "valid")
    assert year["devices"] == ["official"]


@pytest.mark.parametrize(("averaging", "limit"), [("8h", 7), ("day", 3), ("hour", 10)])
def test_windows_come_in_pages_that_miss_and_repeat_nothing(measured_year: TestClient, averaging: str, limit: int) -> None:
    query: dict[str, object] = {"parameter": "pm25", "averaging": averaging, "start": "2025-06-29T00:00:00Z", "end": "2025-07-09T00:00:00Z"}
    whole = measured_year.get("air/sites/torget/means", params=query).json()["items"]
    windows, cursor = [], None
    while True:
        page = measured_year.get(
            "air/sites/torget/means", params={**query, "limit": limit, **({"cursor": cursor} if cursor else {})}
        ).json()
        windows += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert windows == whole


def test_windows_that_are_not_over_are_left_out(town: TestClient) -> None:
    query: dict[str, object] = {"parameter": "pm25", "averaging": "8h", "end": NOW / 1000 + 86400, "start": NOW / 1000 - 86400}
    windows = town.get("air/sites/torget/means", params=query).json()["items"]
    assert windows[-1]["end"] == "2026-01-31T13:00:00.000Z"  # the running hour is its last


def test_particles_without_their_water_stand_beside_the_raw_mean(measured_year: TestClient) -> None:
    [hour] = items(measured_year, start="2025-03-01T00:00:00Z", end="2025-03-01T01:00:00Z", correction="humidity")
    assert hour["mean"] == 10.0
    assert hour["corrected"] == pytest.approx(10.0 / (1 + 4 * 0.4 / 1.65))
    assert hour["correction"] == "kappa-koehler-0.4-v1"
