"""What was appended is read again in order, whatever happened between; what was torn is cut and kept aside."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.log.entry import Entries
from ingest.log.lock import LogInUseError
from ingest.log.log import Log, LogFullError
from ingest.log.record import encode
from ingest.messages import DUP, REPLAY


def open_log(folder: Path, *, drained: int = 0, segment_bytes: int = 1 << 20, max_bytes: int = 1 << 30) -> Log:
    return Log(folder, drained=drained, segment_bytes=segment_bytes, max_bytes=max_bytes)


def record(number: int, size: int = 10) -> bytes:
    return encode(1_700_000_000_000 + number, f"bysans/v1/air/å{number}", bytes(size), DUP * (number % 2))


def read_all(log: Log, position: int = 0, limit: int = 7) -> list[str]:
    topics: list[str] = []
    while True:
        entries, position = log.read(position, limit)
        if not entries:
            return topics
        topics += [entry.topic for entry in entries]


def kill(log: Log) -> None:
    """Leave a log as a killed process does: unlocked, with nothing noted."""
    os.close(log._file)
    log._lock.release()


def names(count: int) -> list[str]:
    return [f"bysans/v1/air/å{number}" for number in range(count)]


def test_records_are_read_in_order_across_segments_and_restarts(tmp_path: Path) -> None:
    log = open_log(tmp_path, segment_bytes=200)
    for number in range(20):
        log.append([record(number)])
    log.close()
    assert len(list(tmp_path.glob("*.log"))) > 3
    assert read_all(open_log(tmp_path, segment_bytes=200)) == names(20)


def test_an_entry_is_what_was_appended(tmp_path: Path) -> None:
    log = open_log(tmp_path)
    log.append([encode(1_700_000_000_123, "t", b"\x00payload", DUP | REPLAY)])
    [entry], behind = log.read(0, 10)
    assert (entry.received_at, entry.topic, entry.payload, entry.dup, entry.replay) == (1_700_000_000_123, "t", b"\x00payload", True, True)
    assert (entry.position, entry.end) == (0, behind)
    assert log.read(behind, 10) == (Entries(end=behind), behind)


def test_a_record_larger_than_one_read_is_read(tmp_path: Path) -> None:
    log = open_log(tmp_path)
    log.append([record(0, size=9_000_000), record(1)])
    assert read_all(log) == names(2)


def test_large_records_are_read_few_at_once_however_many_are_asked_for(tmp_path: Path) -> None:
    log = open_log(tmp_path)
    log.append([record(number, size=64_000) for number in range(100)])
    assert [len(log.read(0, limit)[0]) for limit in (1, 1000, 10_000, 100_000)] == [1, 3, 39, 100]


def test_what_is_written_but_not_yet_synced_is_not_read(tmp_path: Path) -> None:
    log = open_log(tmp_path)
    log.append([record(0), record(1)])
    [path] = tmp_path.glob("*.log")
    with path.open("ab") as file:
        file.write(record(2))
    assert read_all(log, limit=1) == names(2)
    assert read_all(log) == names(2)


@given(cut=st.integers(min_value=1, max_value=40))
def test_a_torn_tail_is_cut_and_kept_aside(tmp_path_factory: pytest.TempPathFactory, cut: int) -> None:
    folder = tmp_path_factory.mktemp("log")
    log = open_log(folder)
    log.append([record(0), record(1)])
    kill(log)
    [path] = folder.glob("*.log")
    whole = path.read_bytes()
    path.write_bytes(whole[:-cut])

    again = open_log(folder)
    assert read_all(again) == names(1)
    assert path.with_suffix(".torn").read_bytes() == whole[len(record(0)) : -cut]
    again.append([record(1)])
    assert read_all(again) == names(2)


def test_beyond_its_bound_nothing_is_taken_until_it_is_drained(tmp_path: Path) -> None:
    log = open_log(tmp_path, max_bytes=len(record(0)))
    log.append([record(0)])
    with pytest.raises(LogFullError, match="log.max_gb"):
        log.append([record(1)])
    _, log.drained = log.read(0, 1)
    log.append([record(1)])
    assert read_all(log) == names(2)


def test_a_write_that_fails_half_way_leaves_no_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = open_log(tmp_path)
    real_write = os.write

    def half(descriptor: int, data: memoryview) -> int:
        if len(data) < 20:
            raise OSError(28, "No space left on device")
        return real_write(descriptor, data[: len(data) - 10])

    monkeypatch.setattr(os, "write", half)
    with pytest.raises(LogFullError, match="No space left on device"):
        log.append([record(0)])
    monkeypatch.undo()
    log.append([record(0)])
    assert read_all(log) == names(1)


def test_a_log_that_begins_late_fills_its_segments_and_takes_a_failed_write_back_like_any(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = len(record(0))
    log = open_log(tmp_path, drained=5000, segment_bytes=3 * size)
    for number in range(3):
        log.append([record(number)])
    assert len(list(tmp_path.glob("*.log"))) == 1
    monkeypatch.setattr("ingest.log.log._sync", fail)
    with pytest.raises(LogFullError, match="gone"):
        log.append([record(3)])
    monkeypatch.undo()
    assert [path.stat().st_size for path in sorted(tmp_path.glob("*.log"))] == [3 * size, 0]
    log.append([record(3)])
    assert read_all(log, 5000) == names(4)


def fail(_: int) -> None:
    raise OSError(5, "gone")


def test_only_drained_and_old_segments_are_deleted(tmp_path: Path) -> None:
    log = open_log(tmp_path, segment_bytes=1)
    for number in range(4):
        log.append([record(number)])
    _, log.drained = log.read(0, 1)
    for file in tmp_path.glob("*.log"):
        os.utime(file, (1000, 1000))
    log.prune(older_than=1000)
    assert len(list(tmp_path.glob("*.log"))) == 4, "written at that very moment"
    log.prune(older_than=float("inf"))
    assert read_all(log, log.drained) == names(4)[1:]
    assert len(list(tmp_path.glob("*.log"))) == 3


def test_a_log_that_was_lost_begins_where_the_stores_are(tmp_path: Path) -> None:
    log = open_log(tmp_path, drained=5000)
    log.append([record(0)])
    assert read_all(log, 5000) == names(1)


def test_a_log_behind_the_stores_goes_on_where_they_are(tmp_path: Path) -> None:
    log = open_log(tmp_path)
    log.append([record(0)])
    log.close()
    behind = open_log(tmp_path, drained=5000)
    behind.append([record(1)])
    assert read_all(behind, 5000) == ["bysans/v1/air/å1"]


def test_behind_a_segment_that_was_moved_aside_reading_goes_on(tmp_path: Path) -> None:
    log = open_log(tmp_path, segment_bytes=1)
    for number in range(3):
        log.append([record(number)])
    log.close()
    sorted(tmp_path.glob("*.log"))[1].unlink()
    assert read_all(open_log(tmp_path)) == ["bysans/v1/air/å0", "bysans/v1/air/å2"]


def test_two_processes_never_write_one_log(tmp_path: Path) -> None:
    log = open_log(tmp_path)
    with pytest.raises(LogInUseError, match="data_dir"):
        open_log(tmp_path)
    log.close()
    open_log(tmp_path).close()
