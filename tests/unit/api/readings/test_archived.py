"""What left the store for the archive is answered over HTTP as it was before, page by page, as CSV, and with later corrections."""

from collections.abc import Callable, Iterator
from contextlib import closing
from time import time_ns

import pytest
from fastapi.testclient import TestClient

from config.catalogue import Catalogue
from config.settings import Settings
from storage.readings.archive.archived import ArchivedReadings
from storage.readings.archive.archiver import Archiver, Rules
from storage.readings.archive.month import Month
from storage.readings.open import open_readings
from storage.state import heartbeats
from storage.state.engine import State
from storage.state.heartbeats import Heartbeat
from tests.unit.api.hand import NOW

HOUR = 3_600_000
OCTOBER = Month(2025, 10)
END = NOW / 1000
WINDOWS = (
    {"start": OCTOBER.start / 1000, "end": OCTOBER.end / 1000},
    {"start": OCTOBER.start / 1000 + 7 * 86_400, "end": OCTOBER.start / 1000 + 8 * 86_400, "device_id": "a1"},
    {"start": OCTOBER.start / 1000, "end": END, "limit": 7},
    {"start": OCTOBER.end / 1000 - 86_400, "end": OCTOBER.end / 1000 + 86_400, "parameter": "no2", "limit": 5},
)


@pytest.fixture
def readings(settings: Settings, catalogue: Catalogue) -> Iterator[ArchivedReadings]:
    with closing(open_readings("sqlite", data_dir=settings.data_dir, parameters=list(catalogue.parameters))) as store:
        yield ArchivedReadings(store, settings.archive_folder)


@pytest.fixture
def town(client: TestClient, measured: Callable[..., None]) -> TestClient:
    for device in ("a1", "a2"):
        client.put(f"devices/{device}", json={"kind": "air", "model": "generic", "interval_s": 600, "valid_from": OCTOBER.start / 1000})
        for time in range(OCTOBER.start, NOW, 12 * HOUR):
            measured(device, time, pm25=time % 97 / 7, no2=-0.5)
    return client


def archive(readings: ArchivedReadings) -> None:
    Archiver(readings, Rules(archive_after=1), lambda *_: None).run(NOW)
    assert [file.name for file in sorted(readings.folder.iterdir())] == ["readings-2025-10.parquet", "readings-2025-11.parquet"]
    assert readings.store.devices(0, OCTOBER.plus(2).start) == []


def answers(client: TestClient) -> list[object]:
    """Return all pages of each window, and one of them as CSV."""
    pages: list[object] = []
    for window in WINDOWS:
        query: dict[str, str | float] = dict(window)
        while True:
            page = client.get("readings", params=query).json()
            pages.append(page["items"])
            if page["next_cursor"] is None:
                break
            query["cursor"] = page["next_cursor"]
    return [*pages, client.get("readings", params=WINDOWS[0], headers={"Accept": "text/csv"}).text]


def test_archived_months_are_answered_as_before(town: TestClient, readings: ArchivedReadings) -> None:
    before = answers(town)
    assert len(before) > 40
    assert all(before)
    archive(readings)
    assert answers(town) == before


def test_a_correction_of_an_archived_value_is_answered(town: TestClient, readings: ArchivedReadings, measured: Callable[..., None]) -> None:
    archive(readings)
    measured("a1", OCTOBER.start, pm25=12.5, humidity=70.0)
    day = {"device_id": "a1", "start": OCTOBER.start / 1000, "end": OCTOBER.start / 1000 + 3600}
    items = town.get("readings", params=day).json()["items"]
    assert {item["parameter"]: item["value"] for item in items} == {"humidity": 70.0, "no2": -0.5, "pm25": 12.5}


def test_a_damaged_file_of_the_archive_is_told_and_no_older_reading_is_left_out_in_silence(
    town: TestClient, readings: ArchivedReadings, state: State
) -> None:
    archive(readings)
    with state.begin() as connection:
        heartbeats.beat(connection, Heartbeat(role="ingest", at=time_ns() // 1_000_000, checks=(), gauges={}))
    assert town.get("http://bysans/readyz").json()["checks"]["readings"] == {"ok": True, "reason": ""}
    (readings.folder / OCTOBER.file_name).write_bytes(b"PAR1 no longer")
    assert town.get("readings", params=WINDOWS[0]).status_code == 503
    assert "bring its file back from a backup" in town.get("http://bysans/readyz").json()["checks"]["readings"]["reason"]
    assert town.get("readings", params={"start": END - 86_400, "end": END}).status_code == 200
