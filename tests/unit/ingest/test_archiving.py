"""Archiving runs once a day, and says in `/readyz` what keeps it from it."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from config.sections.archive_settings import Archive
from domain.reading import Reading
from ingest.archiving import Archiving
from ingest.health import Health
from storage.readings.archive.archived import ArchivedReadings
from storage.readings.protocol import StoreAwayError
from storage.readings.sqlite import SqliteReadings

NEW_YEAR, DAY = 1_767_225_600_000, 86_400_000  # 2026-01-01


@pytest.fixture
def readings(tmp_path: Path) -> Iterator[ArchivedReadings]:
    with closing(SqliteReadings(tmp_path / "readings.db", ["pm25"])) as store:
        yield ArchivedReadings(store, tmp_path / "archive")


def test_old_months_go_once_a_day_by_the_services_clock(readings: ArchivedReadings) -> None:
    health, clock = Health(), [NEW_YEAR + 89 * DAY]
    part = Archiving(readings, Archive(after_months=2), health, lambda: clock[0])
    readings.write([Reading("a", NEW_YEAR, {"pm25": 1.0})])
    part.step()
    assert not readings.folder.exists()
    clock[0] += DAY - 1  # already April, and not yet a day later
    part.step()
    assert not readings.folder.exists()
    clock[0] += 1
    part.step()
    assert [file.name for file in readings.folder.iterdir()] == ["readings-2026-01.parquet"]
    assert health.problems() == {"archive": None}


def test_what_keeps_it_from_it_is_told_and_tried_again(readings: ArchivedReadings, monkeypatch: pytest.MonkeyPatch) -> None:
    health, clock = Health(), [NEW_YEAR + 100 * DAY]
    part = Archiving(readings, Archive(after_months=2), health, lambda: clock[0])
    readings.write([Reading("a", NEW_YEAR, {"pm25": 1.0})])

    def away(*_: object) -> None:
        raise StoreAwayError("the store is locked")

    with monkeypatch.context() as patch:
        patch.setattr(readings.store, "delete", away)
        part.step()
    assert health.problems() == {"archive": "old readings are not archived: the store is locked. They stay where they are"}
    clock[0] += DAY // 24
    part.step()
    assert health.problems() == {"archive": None}
    assert readings.store.devices(0, NEW_YEAR + DAY) == []
