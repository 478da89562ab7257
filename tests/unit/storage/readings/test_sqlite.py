"""What only the SQLite store must hold, beyond the suite both stores pass (tests/contract/test_readings.py)."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from domain.reading import Reading
from storage.readings.protocol import StoreRefusesError
from storage.readings.sqlite import SqliteReadings


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteReadings]:
    opened = SqliteReadings(tmp_path / "readings.db", ("pm25", "no2"))
    yield opened
    opened.close()


def test_a_parameter_without_a_column_is_refused_and_names_what_to_do(store: SqliteReadings) -> None:
    good, bad = Reading("air-1", 5, {"pm25": 8.2}), Reading("air-1", 6, {"pm25": 8.2, "radon": 40.0})
    (refusal,) = store.write([bad, good])
    assert refusal.reading.values is bad.values
    assert refusal.detail == "the store has no column for radon; start the service with a catalogue that names it"
    assert store.read(["air-1"], 0, 10) == [good]


def test_a_later_version_with_more_parameters_finds_all_that_was_written(store: SqliteReadings, tmp_path: Path) -> None:
    old = Reading("air-1", 5, {"pm25": 8.2})
    store.write([old])
    later = SqliteReadings(tmp_path / "readings.db", ("pm25", "radon"))
    new = Reading("air-1", 6, {"radon": 40.0, "no2": 1.0})
    assert later.write([new]) == []
    assert later.read(["air-1"], 0, 10) == [old, new]
    later.close()


def test_interleaved_parameters_of_one_key_keep_their_order_of_arrival(store: SqliteReadings) -> None:
    values = [{"pm25": 1.0, "no2": 1.0}, {"pm25": 2.0}, {"no2": 3.0, "pm25": 3.0}, {"no2": 4.0}, {"pm25": 5.0}]
    others = [Reading(f"air-{n}", 5, {"no2": float(n)}) for n in range(5)]
    batch = [reading for pair in zip([Reading("air-x", 5, each) for each in values], others, strict=True) for reading in pair]
    store.write(batch)
    assert store.read(["air-x"], 0, 10) == [Reading("air-x", 5, {"pm25": 5.0, "no2": 4.0})]


def test_threads_read_while_one_writes(store: SqliteReadings) -> None:
    def write() -> None:
        for n in range(50):
            store.write([Reading("air-1", n, {"pm25": float(n)})])

    def read() -> bool:
        readings = store.read(["air-1"], 0, 100)
        return [reading.time for reading in readings] == list(range(len(readings)))

    with ThreadPoolExecutor(4) as threads:
        writing = threads.submit(write)
        assert all(threads.map(lambda _: read(), range(100)))
        writing.result()
    assert len(store.read(["air-1"], 0, 100)) == 50


def test_its_check_speaks_of_a_directory_that_is_not_there(tmp_path: Path) -> None:
    store = SqliteReadings(tmp_path / "absent" / "readings.db", ("pm25",))
    with pytest.raises(StoreRefusesError, match=r"absent/readings\.db are refused: it can't be opened; its directory must exist"):
        store.check()


def test_a_store_without_parameters_is_empty_and_refuses_by_name(tmp_path: Path) -> None:
    store = SqliteReadings(tmp_path / "other.db", ())
    (refusal,) = store.write([Reading("air-1", 5, {"pm25": 8.2})])
    assert "no column for pm25" in refusal.detail
    assert store.read(["air-1"], 0, 10) == []
    store.close()
