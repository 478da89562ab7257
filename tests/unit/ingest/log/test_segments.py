"""The log's files stand in the order of their positions; what is torn is kept aside, and what was synced is only believed if whole."""

from pathlib import Path

import pytest

from ingest.log.record import encode
from ingest.log.segments import SYNCED, Segment, create, cut_torn_tail, end_of_records, list_segments, read_synced, write_synced

RECORD = encode(1_770_000_000_000, "t", b"payload")


def test_files_are_listed_by_position_and_others_are_left_alone(tmp_path: Path) -> None:
    second, first = create(tmp_path, 5000), create(tmp_path, 7)
    for name in ("5.log", f"{9:021d}.log", f"{9:020d}.log.damaged", f"{9:020d}.torn", "synced"):
        (tmp_path / name).touch()
    assert list_segments(tmp_path) == [first, second]
    assert (first.base, first.path.name, first.path.read_bytes()) == (7, "00000000000000000007.log", b"")


@pytest.mark.parametrize(
    ("data", "end"),
    [
        (b"", 0),
        (RECORD, len(RECORD)),
        (RECORD + RECORD[:-1], len(RECORD)),
        (b"damage" + RECORD, 6 + len(RECORD)),
        (RECORD + b"damage" + RECORD + b"torn", 2 * len(RECORD) + 6),
        (RECORD + b"x" + RECORD, 2 * len(RECORD) + 1),
        (b"damage", 0),
    ],
)
def test_a_segment_ends_behind_its_last_whole_record_whatever_lies_before(data: bytes, end: int) -> None:
    assert end_of_records(data) == end


def test_a_torn_tail_is_cut_off_and_kept(tmp_path: Path) -> None:
    segment = Segment(0, tmp_path / "0.log")
    segment.path.write_bytes(b"wholetorn")
    cut_torn_tail(segment, 9)
    assert not segment.path.with_suffix(".torn").exists()
    cut_torn_tail(segment, 5)
    assert (segment.path.read_bytes(), segment.path.with_suffix(".torn").read_bytes()) == (b"whole", b"torn")


def test_what_was_synced_is_read_again(tmp_path: Path) -> None:
    assert read_synced(tmp_path) == 0
    write_synced(tmp_path, 12_345)
    assert read_synced(tmp_path) == 12_345


@pytest.mark.parametrize("text", ["", "12345", "12346 {}", "12345 00000000", "12345 {} more", "åå {}"])
def test_a_note_that_is_not_whole_is_not_believed(tmp_path: Path, text: str) -> None:
    write_synced(tmp_path, 12_345)
    checksum = (tmp_path / SYNCED).read_text().split()[1]
    (tmp_path / SYNCED).write_text(text.format(checksum), encoding="utf-8")
    assert read_synced(tmp_path) == 0
