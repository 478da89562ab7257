"""Values come by device, time and parameter; pages put together are the whole, and CSV is the same."""

import csv
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.readings import query as reading_page
from tests.unit.api.hand import NOW

Measured = Callable[..., None]
HOUR = 3_600_000


@pytest.fixture
def town(client: TestClient, measured: Measured) -> TestClient:
    for device in ("a1", "a2", "b"):
        client.put(f"devices/{device}", json={"kind": "air", "model": "generic", "interval_s": 600})
    for n in range(7):
        measured("a2", NOW - n * 60_000, pm25=float(n), no2=-0.5, humidity=70.0)
        measured("a1", NOW - n * 60_000, pm25=n + 0.25)
    measured("b", NOW - 2 * HOUR, battery=3.6)
    measured("b", NOW - 30 * HOUR, battery=3.7)
    return client


def every_page(client: TestClient, **query: Any) -> Iterator[dict[str, Any]]:
    while True:
        page = client.get("readings", params=query).json()
        yield from page["items"]
        if page["next_cursor"] is None:
            return
        query["cursor"] = page["next_cursor"]


def test_a_value_stands_with_unit_and_flag(town: TestClient) -> None:
    (first, *_) = town.get("readings", params={"device_id": "b"}).json()["items"]
    assert first == {"device_id": "b", "parameter": "battery", "time": "2026-01-31T10:00:00.000Z", "value": 3.6, "unit": "V", "flag": 1}


def test_without_times_the_last_24_hours_are_read(town: TestClient) -> None:
    assert len(list(every_page(town))) == 7 * 4 + 1
    assert len(list(every_page(town, start=NOW / 1000 - 48 * 3600))) == 7 * 4 + 2
    assert len(list(every_page(town, end=NOW / 1000 - 24 * 3600))) == 1


def test_a_window_holds_its_start_and_not_its_end(town: TestClient) -> None:
    minute_ago = NOW / 1000 - 60
    assert [item["value"] for item in every_page(town, device_id="a1", start=minute_ago, end=NOW / 1000)] == [1.25]


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5, 28, 29, 30])
def test_pages_put_together_are_the_whole(town: TestClient, limit: int) -> None:
    whole = town.get("readings").json()["items"]
    assert list(every_page(town, limit=limit)) == whole
    keys = [(item["device_id"], item["time"], item["parameter"]) for item in whole]
    assert keys == sorted(set(keys))


def test_devices_and_parameters_can_be_chosen(town: TestClient) -> None:
    chosen = list(every_page(town, device_id=["a1", "a2"], parameter=["no2", "humidity"], limit=3))
    assert {(item["device_id"], item["parameter"]) for item in chosen} == {("a2", "no2"), ("a2", "humidity")}
    assert len(chosen) == 14
    assert list(every_page(town, device_id="unknown")) == []


def test_a_page_never_looks_through_more_than_its_share(town: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_page, "_MOST_SCANNED", 1)
    first = town.get("readings", params={"parameter": "battery", "start": 0}).json()
    assert first["next_cursor"] is not None
    assert [item["value"] for item in every_page(town, parameter="battery", start=0)] == [3.7, 3.6]


def test_many_devices_are_asked_for_in_parts(town: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = town.get("readings").json()["items"]
    monkeypatch.setattr(reading_page, "_DEVICES", 1)
    assert list(every_page(town, limit=3)) == whole


def test_csv_holds_the_same_values(town: TestClient) -> None:
    answer = town.get("readings", params={"format": "csv"})
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(answer.text.splitlines()))
    assert [{**row, "value": float(row["value"]), "flag": int(row["flag"])} for row in rows] == town.get("readings").json()["items"]
    assert len(town.get("readings", params={"format": "csv", "limit": 3}).text.splitlines()) == 4


def test_csv_without_values_is_a_header(town: TestClient) -> None:
    assert town.get("readings", params={"format": "csv", "device_id": "x"}).text == "device_id,parameter,time,value,unit,flag\r\n"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"parameter": "pm2.5"}, "parameter"),
        ({"start": "2026-02-01T00:00:00Z", "end": "2026-01-01T00:00:00Z"}, "start"),
        ({"start": "today"}, "start"),
        ({"limit": 0}, "limit"),
        ({"limit": 10_001}, "limit"),
        ({"cursor": "x"}, "cursor"),
        ({"format": "xml"}, "format"),
        ({"device_id": "/"}, "device_id.0"),
    ],
)
def test_a_wrong_question_is_told_by_field(town: TestClient, query: dict[str, Any], field: str) -> None:
    answer = town.get("readings", params=query)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field
