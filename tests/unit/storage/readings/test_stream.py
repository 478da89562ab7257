"""Every reading comes once and in order, however many pages it takes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.reading import Reading
from storage.readings.sqlite import SqliteReadings
from storage.readings.stream import PAGE, stream

NOON = 1_767_268_800_000  # 2026-01-01 12:00 UTC


@pytest.fixture
def readings(tmp_path: Path) -> Iterator[SqliteReadings]:
    store = SqliteReadings(tmp_path / "readings.db", ("pm25",))
    yield store
    store.close()


@pytest.mark.parametrize("count", [0, 1, PAGE - 1, PAGE, PAGE + 1, 2 * PAGE])
def test_pages_join_without_a_seam(readings: SqliteReadings, count: int) -> None:
    sent = [
        Reading(device, NOON + i, {"pm25": 1.0})
        for device in ("a", "b")
        for i in range(count // 2 if device == "a" else count - count // 2)
    ]
    readings.write(sent)
    pulses: list[int] = []
    got = list(stream(readings, {"b", "a"}, NOON, NOON + PAGE * 3, lambda: pulses.append(1)))
    assert [(reading.device_id, reading.time) for reading in got] == [(reading.device_id, reading.time) for reading in sent]
    assert len(pulses) == count // PAGE + 1


def test_nobody_is_not_everybody(readings: SqliteReadings) -> None:
    readings.write([Reading("a", NOON, {"pm25": 1.0})])
    assert list(stream(readings, set(), NOON, NOON + 1)) == []
