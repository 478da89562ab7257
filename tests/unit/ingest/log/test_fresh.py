"""What was appended a moment ago is read from memory as the disk would give it, while it is kept."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from ingest.log.fresh import Fresh
from ingest.log.log import Log
from ingest.log.record import encode
from ingest.mqtt.inbox import Delivery

DELIVERIES = st.lists(
    st.builds(
        Delivery,
        st.sampled_from(["bysans/v1/air/å", "b"]), st.binary(max_size=9), st.just(1), st.just(1), st.booleans(), st.integers(0, 10**14),
        st.just(1), st.booleans(),
    ),
    min_size=1,
    max_size=5,
)  # fmt: skip


def records(deliveries: list[Delivery]) -> list[bytes]:
    return [encode(d.received_at, d.topic, d.payload, dup=d.repeated, retained=d.retained) for d in deliveries]


@given(st.lists(DELIVERIES, min_size=1, max_size=4), st.integers(5, 9))
def test_memory_gives_what_the_disk_gives(tmp_path_factory, batches: list[list[Delivery]], limit: int) -> None:  # type: ignore[no-untyped-def]
    folder: Path = tmp_path_factory.mktemp("log")
    log = Log(folder, drained=0, segment_bytes=1 << 20, max_bytes=1 << 24)
    for batch in batches:
        log.append(records(batch), batch)
    position, from_memory, from_disk = 0, [], []
    while entries := log._fresh.read(position, limit):
        from_memory += entries
        position = entries[-1].end
    assert position == log.end
    log._fresh = Fresh(0)
    position = 0
    while position < log.end:
        entries, position = log.read(position, limit)
        from_disk += entries
    log.close()
    assert from_memory == from_disk


def test_batches_that_just_fill_the_bound_are_all_kept() -> None:
    delivery = Delivery("t", b"1", 1, 1, False, 1, 1)
    size = len(records([delivery])[0])
    for most, kept in ((2 * size, 2), (2 * size - 1, 0)):
        fresh = Fresh(most)
        fresh.add(0, records([delivery]), [delivery])
        fresh.add(size, records([delivery]), [delivery])
        assert len(fresh.read(0, 5)) == kept


def test_beyond_its_bound_the_oldest_is_read_from_disk_again(tmp_path: Path) -> None:
    delivery = Delivery("t", bytes(3_000_000), 1, 1, False, 1, 1)
    log = Log(tmp_path, drained=0, segment_bytes=1 << 24, max_bytes=1 << 28)
    for _ in range(4):
        log.append(records([delivery]), [delivery])
    assert log._fresh.read(0, 5) == []
    assert sum(len(batch.messages) for batch in log._fresh._batches) == 2
    entries, behind = log.read(0, 5)
    assert [len(entry.payload) for entry in entries] == [3_000_000] * len(entries) != []
    assert log.read(behind, 5)[0][0].position == behind
    log.close()


def test_what_was_appended_without_its_messages_is_not_skipped(tmp_path: Path) -> None:
    first, second = Delivery("t", b"1", 1, 1, False, 1, 1), Delivery("t", b"3", 1, 1, False, 1, 1)
    log = Log(tmp_path, drained=0, segment_bytes=1 << 20, max_bytes=1 << 24)
    log.append(records([first]), [first])
    log.append([encode(1, "t", b"2", replay=True)])
    log.append(records([second]), [second])
    position, payloads = 0, []
    while position < log.end:
        entries, position = log.read(position, 100)
        payloads += [entry.payload for entry in entries]
    assert payloads == [b"1", b"2", b"3"]
    log.close()


def test_a_batch_larger_than_asked_for_is_left_to_the_disk() -> None:
    fresh = Fresh(1 << 20)
    fresh.add(0, records([Delivery("t", b"1", 1, 1, False, 1, 1)] * 3), [Delivery("t", b"1", 1, 1, False, 1, 1)] * 3)
    assert fresh.read(0, 2) == []
    assert len(fresh.read(0, 3)) == 3
