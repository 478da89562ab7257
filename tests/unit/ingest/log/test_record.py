"""A record is read back as it was written; whatever is cut, changed or before it stops or hides nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.log.entry import Entry
from ingest.log.record import decode, encode, find_record
from ingest.messages import DUP, REPLAY, RETAINED

NOW = 1_770_000_000_000
FIRST, SECOND = encode(NOW, "t/å", b"first"), encode(NOW + 1, "u", b"")
HEAD = 19  # bytes before the topic


@given(
    st.integers(-(2**40), 2**47),
    st.text(max_size=20),
    st.binary(max_size=40),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.integers(0, 99),
)
def test_what_is_written_is_read(at: int, topic: str, payload: bytes, dup: bool, replay: bool, retained: bool, base: int) -> None:
    data = encode(at, topic, payload, DUP * dup | REPLAY * replay | RETAINED * retained)
    assert list(decode(data, base)) == [Entry(base, base + len(data), at, topic, payload, dup, replay, retained)]


def test_records_follow_each_other_at_their_positions() -> None:
    entries = decode(FIRST + SECOND, 100)
    assert [(entry.position, entry.end) for entry in entries] == [(100, 100 + len(FIRST)), (100 + len(FIRST), 100 + len(FIRST + SECOND))]
    assert [entry.topic for entry in decode(FIRST + SECOND, 0, len(FIRST))] == ["u"]
    assert len(SECOND) == HEAD + 1, "no payload is a record too"


@pytest.mark.parametrize("cut", range(1, len(SECOND) + 1))
def test_a_record_that_is_cut_short_ends_the_reading(cut: int) -> None:
    assert [entry.topic for entry in decode((FIRST + SECOND)[: len(FIRST + SECOND) - cut], 0)] == ["t/å"]


@pytest.mark.parametrize("place", range(len(FIRST)))
def test_a_flipped_byte_anywhere_ends_the_reading_and_the_next_record_is_found(place: int) -> None:
    damaged = bytearray(FIRST + SECOND)
    damaged[place] ^= 0x01
    assert list(decode(bytes(damaged), 0)) == []
    assert find_record(bytes(damaged), 0) == len(FIRST)


def test_a_record_is_found_where_it_begins_or_later_and_nowhere_else() -> None:
    data = b"\x00" * 7 + FIRST + b"\xff" * 30 + SECOND
    second = 7 + len(FIRST) + 30
    assert (find_record(data, 0), find_record(data, 7), find_record(data, 8), find_record(data, second)) == (7, 7, second, second)
    assert find_record(data, second + 1) is None
    assert find_record(b"", 0) is None


@pytest.mark.parametrize("flags", [DUP, REPLAY, RETAINED, DUP | REPLAY | RETAINED])
def test_a_record_with_any_flag_is_found(flags: int) -> None:
    assert find_record(b"x" + encode(NOW, "t", b"p", flags), 0) == 1


def test_no_more_is_decoded_than_is_asked_for() -> None:
    first = decode(FIRST + SECOND, 0, 0, 1)
    assert (first.topics, first.end) == (["t/å"], len(FIRST))
