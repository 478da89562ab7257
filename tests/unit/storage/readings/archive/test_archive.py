"""Old months leave the store and are answered as before; no moment's death loses or doubles a reading."""

import itertools
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.reading import Reading, TimeSource
from storage.readings.archive import archiver as archiver_module
from storage.readings.archive import parquet_file
from storage.readings.archive.archived import ArchivedReadings
from storage.readings.archive.archiver import ArchiveError, Archiver, Rules
from storage.readings.archive.month import Month
from storage.readings.protocol import StoreAwayError, StoreRefusesError
from storage.readings.sqlite import SqliteReadings

PARAMETERS = ("pm25", "no2", "battery", "distance")
HOUR, DAY = 3_600_000, 86_400_000
JANUARY = Month(2026, 1)
FAR = 10**14


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteReadings]:
    with closing(SqliteReadings(tmp_path / "readings.db", PARAMETERS)) as opened:
        yield opened


@pytest.fixture
def readings(store: SqliteReadings, tmp_path: Path) -> ArchivedReadings:
    return ArchivedReadings(store, tmp_path / "archive")


def half_a_year() -> list[Reading]:
    """Give two devices' readings, every six hours from January until June."""
    times = range(JANUARY.start, JANUARY.plus(6).start, 6 * HOUR)
    sources = itertools.cycle(TimeSource)
    return [Reading(f"air-{n}", at, {"pm25": at / 7e9, "battery": 3.6}, next(sources)) for n in (1, 2) for at in times]


def everything(readings: ArchivedReadings | SqliteReadings, *devices: str) -> list[Reading]:
    pages: list[Reading] = []
    after = None
    while page := readings.read(devices or ("air-1", "air-2"), 0, FAR, after=after, limit=100):
        pages += page
        after = page[-1].device_id, page[-1].time
    return pages


def archiver(readings: ArchivedReadings, **rules: int) -> Archiver:
    return Archiver(readings, Rules(**{"archive_after": 2, **rules}), lambda *_: None)


def files(readings: ArchivedReadings) -> list[str]:
    return sorted(path.name for path in readings.folder.iterdir()) if readings.folder.exists() else []


def test_each_month_leaves_the_store_when_its_time_has_come_and_is_answered_as_before(
    readings: ArchivedReadings, store: SqliteReadings
) -> None:
    written = half_a_year()
    readings.write(written)
    part, ended = archiver(readings), []
    for day in range(0, 250, 5):  # the clock is stepped
        part.run(JANUARY.start + day * DAY)
        assert everything(readings) == written
        ended.append(len(files(readings)))
    assert ended == sorted(ended)
    assert {count: ended.count(count) for count in (0, 1)} == {0: 18, 1: 6}  # January goes with April's first look
    assert files(readings) == [JANUARY.plus(n).file_name for n in range(6)]
    assert everything(store) == []
    assert readings.devices(JANUARY.start, JANUARY.end) == ["air-1", "air-2"]
    assert readings.devices(JANUARY.start + 1, JANUARY.start + 2) == []


def test_any_tool_that_knows_parquet_reads_a_month(readings: ArchivedReadings) -> None:
    readings.write(half_a_year())
    archiver(readings).run(JANUARY.plus(3).start)
    table = pq.read_table(readings.folder / JANUARY.file_name)
    assert table.column_names == ["device", "time", "time_source", "battery", "pm25"]
    assert table.num_rows == 2 * 31 * 4
    assert str(table.schema.field("time").type) == "timestamp[ms, tz=UTC]"


def test_a_correction_of_an_archived_month_wins_and_joins_its_file(readings: ArchivedReadings, store: SqliteReadings) -> None:
    readings.write(half_a_year())
    part = archiver(readings)
    part.run(JANUARY.plus(3).start)
    late = [Reading("air-1", JANUARY.start, {"pm25": 99.0, "no2": 1.0}), Reading("air-3", JANUARY.start + 5, {"no2": 2.0})]
    readings.write(late)
    (corrected,) = readings.read(["air-1"], JANUARY.start, JANUARY.start + 1)
    assert corrected.values == {"pm25": 99.0, "battery": 3.6, "no2": 1.0}
    before = everything(readings, "air-1", "air-2", "air-3")
    part.run(JANUARY.plus(3).start + DAY)
    assert store.devices(0, JANUARY.end) == []
    assert everything(readings, "air-1", "air-2", "air-3") == before
    assert readings.devices(JANUARY.start, JANUARY.end) == ["air-1", "air-2", "air-3"]


keys = st.tuples(st.sampled_from("abc"), st.integers(0, 40))
measured = st.dictionaries(st.sampled_from(PARAMETERS), st.floats(-1e9, 1e9), min_size=1, max_size=3)
fresh = itertools.count()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rounds=st.lists(st.lists(st.tuples(keys, measured), max_size=8), min_size=1, max_size=4), limit=st.integers(1, 7))
def test_pages_over_store_and_archive_are_the_merged_whole(
    tmp_path: Path, rounds: list[list[tuple[tuple[str, int], dict[str, float]]]], limit: int
) -> None:
    folder = tmp_path / str(next(fresh))
    folder.mkdir()
    merged: dict[tuple[str, int], dict[str, float]] = {}
    with closing(SqliteReadings(folder / "readings.db", PARAMETERS)) as store:
        readings = ArchivedReadings(store, folder / "archive")
        for batch in rounds:
            written = [Reading(device, JANUARY.start + place * 3 * DAY, values) for (device, place), values in batch]
            readings.write(written)
            archiver(readings).run(JANUARY.plus(4).start)
            for reading in written:
                merged.setdefault((reading.device_id, reading.time), {}).update(reading.values)
        pages, after = list[Reading](), None
        while page := readings.read("cab", 0, FAR, after=after, limit=limit):
            pages += page
            after = page[-1].device_id, page[-1].time
        assert pages == [Reading(*key, merged[key]) for key in sorted(merged)]


class DiesError(Exception):
    pass


def dies(*_: object, **__: object) -> None:
    raise DiesError


@pytest.mark.parametrize("moment", ["writing the file", "syncing it", "comparing it", "renaming it", "behind the rename"])
def test_a_death_at_any_moment_loses_nothing_and_the_next_run_ends_it(
    readings: ArchivedReadings, store: SqliteReadings, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    written = half_a_year()
    readings.write(written)
    where: dict[str, tuple[object, str]] = {
        "writing the file": (parquet_file, "_table"),
        "syncing it": (parquet_file.os, "fsync"),
        "comparing it": (archiver_module, "_compare"),
        "renaming it": (Path, "replace"),
        "behind the rename": (store, "delete"),
    }
    part = archiver(readings)
    with monkeypatch.context() as patch:
        patch.setattr(*where[moment], dies)
        with pytest.raises(DiesError):
            part.run(JANUARY.plus(3).start)
    assert everything(readings) == written
    part.run(JANUARY.plus(3).start)
    assert everything(readings) == written
    assert files(readings) == [JANUARY.file_name]
    assert store.devices(0, JANUARY.end) == []


def test_a_file_that_does_not_give_back_what_was_written_costs_the_store_nothing(
    readings: ArchivedReadings, store: SqliteReadings, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = half_a_year()
    readings.write(written)
    write = parquet_file.write

    def wrong(file: Path, pages: Iterator[list[Reading]], names: list[str]) -> int:
        return write(file, ([*page[:-1]] for page in pages), names)

    monkeypatch.setattr(parquet_file, "write", wrong)
    with pytest.raises(ArchiveError, match=r"does not give back what was written of air-2.*the store still has it"):
        archiver(readings).run(JANUARY.plus(3).start)
    assert everything(store) == written
    assert JANUARY.file_name not in files(readings)


def test_a_damaged_file_is_told_and_nothing_is_left_out_silently(readings: ArchivedReadings) -> None:
    readings.write(half_a_year())
    archiver(readings).run(JANUARY.plus(3).start)
    file = readings.folder / JANUARY.file_name
    file.write_bytes(file.read_bytes()[:-20])
    with pytest.raises(StoreRefusesError, match=r"the archive in .* cannot be read .*bring its file back from a backup"):
        everything(readings)
    assert len(readings.read(["air-1"], JANUARY.end, FAR)) > 0


def test_old_files_keep_a_reading_an_hour_then_go(readings: ArchivedReadings, store: SqliteReadings) -> None:
    minutes = [Reading("air-1", JANUARY.start + n * 10 * 60_000, {"pm25": float(n)}) for n in range(6 * 24)]
    readings.write(minutes)
    part = archiver(readings, thin_after=4, delete_after=12)
    part.run(JANUARY.plus(4).start)
    assert everything(readings) == minutes
    for _ in range(2):
        part.run(JANUARY.plus(5).start)
        assert everything(readings) == minutes[::6]
    part.run(JANUARY.plus(12).start)
    assert len(everything(readings)) == 24
    readings.write([Reading("air-1", JANUARY.start + 1, {"pm25": 1.0})])
    part.run(JANUARY.plus(13).start)
    assert everything(readings) == []
    assert files(readings) == []
    assert store.devices(0, FAR) == []


def test_a_late_reading_waits_while_its_month_leaves_and_others_do_not(
    readings: ArchivedReadings, store: SqliteReadings, monkeypatch: pytest.MonkeyPatch
) -> None:
    readings.write(half_a_year())
    late, new = Reading("air-1", JANUARY.start + 7, {"no2": 1.0}), Reading("air-1", JANUARY.plus(3).start + 7, {"no2": 2.0})
    threads: list[threading.Thread] = []
    delete: Callable[[int, int], None] = store.delete

    def meanwhile(start: int, end: int) -> None:
        threads.append(threading.Thread(target=readings.write, args=([late],)))
        threads[-1].start()
        assert readings.write([new]) == []
        threads[-1].join(0.2)
        assert threads[-1].is_alive()
        delete(start, end)

    monkeypatch.setattr(store, "delete", meanwhile)
    archiver(readings).run(JANUARY.plus(3).start)
    threads[0].join(10)
    assert late in everything(readings)
    assert new in everything(readings)


def test_a_store_that_is_away_leaves_all_as_it_is(
    readings: ArchivedReadings, store: SqliteReadings, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = half_a_year()
    readings.write(written)

    def away(*_: object) -> None:
        raise StoreAwayError("locked")

    with monkeypatch.context() as patch:
        patch.setattr(store, "delete", away)
        with pytest.raises(StoreAwayError):
            archiver(readings).run(JANUARY.plus(3).start)
    assert everything(readings) == written
