"""Whatever byte of the log goes bad, every other record comes back, and the damage is kept aside and reported."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.log import damage
from ingest.log.log import Log, LogUnreadableError
from ingest.log.record import encode
from ingest.log.segments import read_synced
from ingest.messages import DUP
from tests.examples import examples

COUNT = 12
SEGMENT_BYTES = 300  # a few records each
NOW = 1_700_000_000_000


def record(number: int) -> bytes:
    return encode(NOW + number, f"bysans/v1/air/å{number}", b"x" * (number * 7 % 23), DUP * (number % 3 == 1))


def open_log(folder: Path, *, drained: int = 0, segment_bytes: int = SEGMENT_BYTES) -> Log:
    return Log(folder, drained=drained, segment_bytes=segment_bytes, max_bytes=1 << 30)


def write(folder: Path, *, segment_bytes: int = SEGMENT_BYTES, kill: bool = False) -> list[int]:
    """Write the records and return where each begins in the log, and where the last ends."""
    log = open_log(folder, segment_bytes=segment_bytes)
    positions = [0]
    for number in range(COUNT):
        log.append([record(number)])
        positions.append(log.end)
    if kill:
        log.note_synced()
        os.close(log._file)
        log._lock.release()
    else:
        log.close()
    return positions


def change(folder: Path, position: int, data: bytes) -> None:
    """Overwrite bytes at a log position."""
    path = [path for path in sorted(folder.glob("*.log")) if int(path.stem) <= position][-1]
    with path.open("r+b") as file:
        file.seek(position - int(path.stem))
        file.write(data)


def flip(folder: Path, position: int, by: int) -> None:
    path = [path for path in sorted(folder.glob("*.log")) if int(path.stem) <= position][-1]
    change(folder, position, bytes([path.read_bytes()[position - int(path.stem)] ^ by]))


def read_all(log: Log, limit: int = 5) -> list[int]:
    """Return the numbers of the records that come back."""
    numbers: list[int] = []
    position = 0
    while position < log.end:
        entries, position = log.read(position, limit)
        for entry in entries:
            numbers.append(entry.received_at - NOW)
            assert (entry.topic, len(entry.payload)) == (f"bysans/v1/air/å{numbers[-1]}", numbers[-1] * 7 % 23)
    return numbers


def others(positions: Sequence[int], *bad: int) -> list[int]:
    """Return the numbers of the records that hold none of the bad positions."""
    return [number for number in range(COUNT) if not any(positions[number] <= at < positions[number + 1] for at in bad)]


@given(data=st.data(), segment_bytes=st.sampled_from([SEGMENT_BYTES, 1 << 20]), kill=st.booleans())
def test_flip_any_bytes_and_every_other_record_comes_back(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, segment_bytes: int, kill: bool
) -> None:
    folder = tmp_path_factory.mktemp("log")
    positions = write(folder, segment_bytes=segment_bytes, kill=kill)
    bad = data.draw(st.lists(st.integers(0, positions[-1] - 1), min_size=1, max_size=4, unique=True))
    for at in bad:
        flip(folder, at, data.draw(st.integers(1, 255)))
    log = open_log(folder, segment_bytes=segment_bytes)
    assert read_all(log) == others(positions, *bad)
    assert damage.problem(folder) is not None
    log.append([record(COUNT)])
    assert read_all(log)[-1] == COUNT
    log.close()


@examples(50)
@given(data=st.data())
def test_zeros_over_any_stretch_cost_only_what_stood_there(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    folder = tmp_path_factory.mktemp("log")
    positions = write(folder, segment_bytes=1 << 20)
    start = data.draw(st.integers(0, positions[-1] - 1))
    size = data.draw(st.integers(1, positions[-1] - start))
    before = (folder / f"{0:020d}.log").read_bytes()
    change(folder, start, bytes(size))
    changed = [at for at in range(start, start + size) if before[at]]
    log = open_log(folder)
    assert read_all(log) == others(positions, *changed)
    log.close()


@pytest.mark.parametrize("cut", [1, 40, 150])
def test_a_segment_in_the_middle_that_lost_its_end_costs_only_what_stood_there(tmp_path: Path, cut: int) -> None:
    positions = write(tmp_path)
    first, second = sorted(tmp_path.glob("*.log"))[:2]
    size = first.stat().st_size - cut
    os.truncate(first, size)
    log = open_log(tmp_path)
    assert read_all(log) == [number for number in range(COUNT) if positions[number + 1] <= size or positions[number] >= int(second.stem)]
    [kept] = damage.files(tmp_path)
    assert kept.stat().st_size < int(second.stem) - int(kept.stem)


def test_the_bad_bytes_are_kept_under_their_position(tmp_path: Path) -> None:
    positions = write(tmp_path)
    flip(tmp_path, positions[3] + 30, 1)
    read_all(open_log(tmp_path))
    [kept] = damage.files(tmp_path)
    assert int(kept.stem) == positions[3]
    assert len(kept.read_bytes()) == positions[4] - positions[3]
    problem = damage.problem(tmp_path) or ""
    assert "1 place" in problem
    assert kept.name in problem
    flip(tmp_path, positions[6], 4)
    kept.rename(tmp_path / "moved aside")
    assert damage.problem(tmp_path) is None


def test_what_the_stores_have_taken_already_is_no_loss_and_not_reported(tmp_path: Path) -> None:
    positions = write(tmp_path)
    flip(tmp_path, positions[3], 1)
    log = open_log(tmp_path, drained=positions[4])
    assert read_all(log) == others(positions, positions[3])
    assert damage.files(tmp_path) == []


def test_damage_while_the_service_runs_is_passed_over_and_kept(tmp_path: Path) -> None:
    log = open_log(tmp_path, segment_bytes=1 << 20)
    for number in range(COUNT):
        log.append([record(number)])
    change(tmp_path, log.end - 5, b"\xff\xff")
    assert read_all(log) == list(range(COUNT - 1))
    log.append([record(COUNT)])
    assert read_all(log) == [*range(COUNT - 1), COUNT]
    assert len(damage.files(tmp_path)) == 1


def test_a_last_record_that_was_synced_and_is_gone_is_damage_not_a_torn_write(tmp_path: Path) -> None:
    positions = write(tmp_path)
    flip(tmp_path, positions[-2] + 20, 1)
    log = open_log(tmp_path)
    assert log.end == positions[-1]  # positions that were given away are never given to another record
    assert read_all(log) == list(range(COUNT - 1))
    assert [int(kept.stem) for kept in damage.files(tmp_path)] == [positions[-2]]
    assert list(tmp_path.glob("*.torn")) == []


def test_a_last_segment_that_vanished_is_reported(tmp_path: Path) -> None:
    positions = write(tmp_path)
    last = max(tmp_path.glob("*.log"))
    last.unlink()
    log = open_log(tmp_path)
    assert log.end == positions[-1]
    assert read_all(log) == [number for number in range(COUNT) if positions[number] < int(last.stem)]
    assert [kept.read_bytes() for kept in damage.files(tmp_path)] == [b""]


@given(at=st.integers(0, 15), by=st.integers(1, 255))
def test_a_damaged_note_of_what_was_synced_is_as_good_as_none(tmp_path_factory: pytest.TempPathFactory, at: int, by: int) -> None:
    folder = tmp_path_factory.mktemp("log")
    positions = write(folder)
    note = folder / "synced"
    content = bytearray(note.read_bytes())
    content[at % len(content)] ^= by
    note.write_bytes(content)
    assert read_synced(folder) in (0, positions[-1])
    assert read_all(open_log(folder)) == list(range(COUNT))


def test_other_files_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "notes.log").write_text("mine")
    assert read_all(open_log(tmp_path)) == list(range(COUNT))
    assert (tmp_path / "notes.log").read_text() == "mine"


def test_damaged_bytes_that_cannot_be_kept_do_not_stop_reading(tmp_path: Path) -> None:
    positions = write(tmp_path)
    flip(tmp_path, positions[3], 1)
    (tmp_path / f"{positions[3]:020d}.damaged").mkdir()
    assert read_all(open_log(tmp_path)) == others(positions, positions[3])


def test_a_disk_that_does_not_answer_skips_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path)
    log = open_log(tmp_path)

    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "open", fail)
    with pytest.raises(LogUnreadableError, match="Input/output error"):
        log.read(0, 1)
    monkeypatch.undo()
    assert read_all(log) == list(range(COUNT))


def test_the_record_behind_a_large_damaged_one_is_found(tmp_path: Path) -> None:
    log = open_log(tmp_path, segment_bytes=1 << 30)
    log.append([record(0), encode(NOW, "t", bytes(20_000_000)), record(1)])
    change(tmp_path, len(record(0)), b"\xff")
    assert read_all(log) == [0, 1]
