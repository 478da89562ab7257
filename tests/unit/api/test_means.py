"""A site's hourly means stand with unit, coverage and the devices that made them."""

import pytest
from fastapi.testclient import TestClient

from domain.air.windows import HOUR, SiteHour
from storage.state import site_hours
from storage.state.engine import State
from tests.unit.api.conftest import NOW


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
        "devices": ["a1"],
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
        ({"parameter": "pm25", "averaging": "day"}, "averaging"),
        ({"parameter": "pm25", "start": 2, "end": 1}, "start"),
    ],
)
def test_what_is_not_averaged_is_told(town: TestClient, query: dict[str, str | float], field: str) -> None:
    answer = town.get("air/sites/torget/means", params=query)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field
