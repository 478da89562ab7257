"""What was appended a moment ago is read from memory as the disk would give it, while it is kept."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from ingest.log.fresh import Fresh
from ingest.log.log import Log
from ingest.log.record import encode
from ingest.messages import REPLAY, Messages

MESSAGES = st.lists(
    st.tuples(st.integers(0, 10**14), st.integers(0, 7), st.sampled_from(["bysans/v1/air/å", "b"]), st.binary(max_size=9)),
    min_size=1,
    max_size=5,
).map(lambda rows: Messages(*(list(column) for column in zip(*rows, strict=True))))  # type: ignore[arg-type]


def records(messages: Messages) -> list[bytes]:
    return list(map(encode, messages.received_at, messages.topics, messages.payloads, messages.flags))


def messages(*payloads: bytes) -> Messages:
    return Messages([1] * len(payloads), [0] * len(payloads), ["t"] * len(payloads), list(payloads))


@given(st.lists(MESSAGES, min_size=1, max_size=4), st.integers(5, 9))
def test_memory_gives_what_the_disk_gives(tmp_path_factory, batches: list[Messages], limit: int) -> None:  # type: ignore[no-untyped-def]
    folder: Path = tmp_path_factory.mktemp("log")
    log = Log(folder, drained=0, segment_bytes=1 << 20, max_bytes=1 << 24)
    for batch in batches:
        log.append(records(batch), batch)
    position, from_memory, from_disk = 0, [], []
    while entries := log._fresh.read(position, limit, 1 << 20):
        from_memory += entries
        position = entries.end
    assert position == log.end
    log._fresh = Fresh(0)
    position = 0
    while position < log.end:
        entries, position = log.read(position, limit)
        from_disk += entries
    log.close()
    assert from_memory == from_disk


def test_batches_that_just_fill_the_bound_are_all_kept() -> None:
    one = messages(b"1")
    size = len(records(one)[0])
    for most, kept in ((2 * size, 2), (2 * size - 1, 0)):
        fresh = Fresh(most)
        fresh.add(0, records(one), one)
        fresh.add(size, records(one), one)
        assert len(fresh.read(0, 5, 1000)) == kept


def test_beyond_its_bound_the_oldest_is_read_from_disk_again(tmp_path: Path) -> None:
    large = messages(bytes(6_000_000))
    log = Log(tmp_path, drained=0, segment_bytes=1 << 24, max_bytes=1 << 28)
    for _ in range(4):
        log.append(records(large), large)
    assert not log._fresh.read(0, 5, 1 << 30)
    assert sum(map(len, log._fresh._batches)) == 2
    entries, behind = log.read(0, 5)
    assert [len(entry.payload) for entry in entries] == [6_000_000] * len(entries) != []
    assert log.read(behind, 5)[0].positions[0] == behind
    log.close()


def test_what_was_appended_without_its_messages_is_not_skipped(tmp_path: Path) -> None:
    first, second = messages(b"1"), messages(b"3")
    log = Log(tmp_path, drained=0, segment_bytes=1 << 20, max_bytes=1 << 24)
    log.append(records(first), first)
    log.append([encode(1, "t", b"2", REPLAY)])
    log.append(records(second), second)
    position, payloads = 0, []
    while position < log.end:
        entries, position = log.read(position, 100)
        payloads += entries.payloads
    assert payloads == [b"1", b"2", b"3"]
    log.close()


def test_a_batch_larger_than_asked_for_is_left_to_the_disk() -> None:
    fresh = Fresh(1 << 20)
    three = messages(b"1", b"2", b"3")
    fresh.add(0, records(three), three)
    size = sum(map(len, records(three)))
    assert not fresh.read(0, 2, size)
    assert not fresh.read(0, 3, size - 1)
    assert len(fresh.read(0, 3, size)) == 3
