"""What is plainly good is read together, and whatever is read together is read the same by looking closer."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.reading import Reading
from ingest.decode.arrival import Decoded, Run
from ingest.decode.decode import Decoder
from ingest.decode.plain import PlainReader, PlainSenders
from ingest.log.entry import Entry
from tests.unit.ingest.columns import entries as columns
from tests.unit.ingest.registered import CATALOGUE, NOW, REGISTRY, device, registry

PLAIN = PlainReader(CATALOGUE)
# Keys may come twice, and numbers in every spelling: text says that, dictionaries can't.
NUMBERS = st.sampled_from(
    ["1", "-0", "0.1", "1E2", "1e400", "-999", "12345678901234567890", "NaN", "-Infinity", "01", "1.", "true", "null", '"1"']
)
TIMES = st.sampled_from(
    [str(NOW // 1000), str(NOW / 1000 - 1), f"{NOW // 1000}e0", '"2026-01-01T11:50:00Z"', "0", str(NOW), '"now"', "null", "[1]", "1e300"]
)
SEQS = st.sampled_from(["17", "-1", "1.0", "true", "99999999999999999999", "null", '"a"'])
PAIRS = (
    st.tuples(st.sampled_from(["pm25", "no2", "tilted", "humidity", "distance", "PM25", "pm2_5", "Pm2.5", "pM25", "temp"]), NUMBERS)
    | st.tuples(st.sampled_from(["time", "timestamp", "Time", "TS"]), TIMES)
    | st.tuples(st.just("seq"), SEQS)
    | st.sampled_from([("units", '{"no2": "ppb"}'), ("device_id", '"air-1"'), ("device_id", '"other"'), ("firmware", '"2"')])
)
TIME_KEYS = ("time", "timestamp")
GOOD = st.tuples(st.sampled_from(["pm25", "PM2.5", "no2", "humidity", "temperature"]), st.sampled_from(["1", "-0", "0.1", "1E1", "71"]))
BODIES = (
    st.tuples(TIMES | st.just(str(NOW // 1000)), st.lists(GOOD, max_size=3), st.lists(PAIRS, max_size=2), st.sampled_from(["", " ", "\n"]))
    .map(lambda parts: (parts[3], [(TIME_KEYS[len(parts[1]) % 2], parts[0]), *parts[1], *parts[2]]))
    .map(lambda spaced: ("{" + ",".join(f'"{key}"{spaced[0]}:{spaced[0]}{value}' for key, value in spaced[1]) + "}").encode())
)


def read(payload: bytes) -> dict[str, Any] | None:
    messages = PLAIN.read([payload])
    return messages[0] if messages else None


def test_a_timed_reading_in_our_units_is_plain() -> None:
    values = {"time": 1767268800, "seq": 17, "pm25": 8.0, "no2": 21.5}
    assert read(b'{"time": 1767268800, "seq": 17, "pm25": 8, "no2": 21.5}') == values


@pytest.mark.parametrize(
    "payload",
    [
        b'{"timestamp": 1767268800, "PM25": 8, "NO2": 21.5}',
        b'{"TIME": "2026-01-01T12:00:00Z", "pm2_5": 8, "no2": 21.5}',
    ],
)
def test_other_spellings_are_plain_too(payload: bytes) -> None:
    values = read(payload)
    assert values is not None
    assert {"pm25": values["pm25"], "no2": values["no2"]} == {"pm25": 8.0, "no2": 21.5}
    assert values.keys() == {"time", "pm25", "no2"}


def test_one_key_in_two_spellings_needs_a_closer_look() -> None:
    assert read(b'{"timestamp": 1767268800, "PM25": 8, "pm2_5": 8}') is None
    assert read(b'{"timestamp": 1767268800, "time": 1767268800, "PM25": 8}') is None


@pytest.mark.parametrize(
    "more",
    ['"units": {}', '"firmware": 1', '"pm25": -999', '"pm25": 1e9', '"pm25": true', '"pm25": "1"', '"tilted": 1', '"device_id": "a"'],
)
def test_what_has_to_be_looked_at_is_not_plain(more: str) -> None:
    assert read(f'{{"time": 1767268800, {more}}}'.encode()) is None


@pytest.mark.parametrize(
    "payload",
    [
        b'{"time": 1767268800, "pm25": 8, "pm25": 8}',
        b'{"time": "2026-01-01T11\\u003a50:00Z", "pm25": 8, "x": 1}',
        b"",
        b"[]",
        b"[{}]",
        b'{"pm25": 1}',
        b'{"time": 1, "pm25": 1, "x": "\xff"}',
        b" " * 70_000 + b'{"time": 1}',
    ],
)
def test_what_is_no_timed_object_is_not_plain(payload: bytes) -> None:
    assert read(payload) is None


TOPICS = st.sampled_from(["bysans/v1/air/air-1", "bysans/v1/bin/bin-1", "bysans/v1/air/bin-1", "bysans/v1/air/nobody"])
ENTRIES = st.lists(
    st.tuples(TOPICS, BODIES | st.lists(BODIES, min_size=1, max_size=4).map(lambda bodies: b"[" + b", ".join(bodies) + b"]"))
)


@given(ENTRIES)
def test_both_ways_come_to_the_same(messages: list[tuple[str, bytes]]) -> None:
    entries = [Entry(number, number + 1, NOW, topic, payload) for number, (topic, payload) in enumerate(messages)]
    closer = Decoder(CATALOGUE, retention_ms=None)
    seen: list[tuple[Entry, Reading]] = []
    for part in Decoder(CATALOGUE, retention_ms=None).decode_batch(columns(entries), REGISTRY):
        if isinstance(part, Run):
            assert part.at == [entries[number].received_at for number in part.numbers]
            seen += zip([entries[number] for number in part.numbers], part, strict=True)
        else:
            assert part.entry == entries[part.number]
            assert part.result == closer.decode(part.entry, REGISTRY)
            seen += [(part.entry, reading) for reading in part.result.readings]
    assert seen == [(entry, reading) for entry in entries for reading in closer.decode(entry, REGISTRY).readings]


@pytest.mark.parametrize(
    "payloads",
    [
        [b'{"time": "}', b'{", "pm25": 8}', b'{"time": 1767268800, "pm25": 8},{"time": 1767268801, "pm25": 8}'],
        [b'{"time": 1767268800, "pm25": 8, "}', b'{": 1}', b'{"time": 1767268800, "pm25": 8},{"time": 1767268801, "pm25": 8}'],
        [b'{"time": 1767268800, "pm25": 8},{"time": 1767268801', b'"pm25": 8}'],
        [b'{"time": 1767268800', b'"pm25": 8}'],
        [b"", b'{"time": 1767268800, "pm25": 8},{"time": 1767268801, "pm25": 8}'],
        [b"{}", b'{"time": 1767268800, "pm25": 8}'],
    ],
)
def test_no_message_lends_another_what_it_lacks(payloads: list[bytes]) -> None:
    entries = [Entry(number, number + 1, NOW, "bysans/v1/air/air-1", payload) for number, payload in enumerate(payloads)]
    parts = list(Decoder(CATALOGUE, retention_ms=None).decode_batch(columns(entries), REGISTRY))
    closer = Decoder(CATALOGUE, retention_ms=None)
    for part in parts:
        if isinstance(part, Run):
            numbers = sorted({*part.numbers})
            assert list(part) == [r for number in numbers for r in closer.decode(entries[number], REGISTRY).readings]


@pytest.mark.parametrize(
    "bad",
    [
        b'{"time": 1767268800, "pm25": "8"}',
        b'{"time": 1767268800, "seq": 3}',
        b'{"time": 4102444800, "pm25": 8}',
        b'{"time": 5, "pm25": 8}',
        b'{"time": "noon", "pm25": 8}',
    ],
)
def test_one_bad_message_among_many_is_looked_at_by_itself(bad: bytes) -> None:
    good = b'{"time": 1767268800, "pm25": 8}'
    entries = [Entry(number, number + 1, NOW, "bysans/v1/air/air-1", bad if number == 700 else good) for number in range(2000)]
    apart, run = Decoder(CATALOGUE, retention_ms=None).decode_batch(columns(entries), REGISTRY)
    assert isinstance(apart, Decoded)
    assert apart.entry == entries[700]
    assert isinstance(run, Run)
    assert run.numbers == [*range(700), *range(701, 2000)]


def test_a_reading_that_is_looked_at_closer_keeps_its_place_among_the_others() -> None:
    plain, closer = b'{"time": 1767268800, "pm25": 8}', b'{"time": 1767268800, "pm25": 9, "x": 1}'
    entries = [Entry(number, number + 1, NOW, "bysans/v1/air/air-1", closer if number == 3 else plain) for number in range(5)]
    before, apart, behind = Decoder(CATALOGUE, retention_ms=None).decode_batch(columns(entries), REGISTRY)
    assert isinstance(before, Run)
    assert isinstance(apart, Decoded)
    assert isinstance(behind, Run)
    assert (before.numbers, apart.number, behind.numbers) == ([0, 1, 2], 3, [4])


def test_an_array_of_plain_readings_is_plain() -> None:
    payload = b'[{"time": 1767268800, "pm25": 8}, {"time": "2026-01-01T12:00:00Z", "seq": 2, "no2": 21.5}]'
    readings = [{"time": 1767268800, "pm25": 8.0}, {"time": "2026-01-01T12:00:00Z", "seq": 2, "no2": 21.5}]
    assert PLAIN.read_one(payload) == readings


@pytest.mark.parametrize(
    "payload",
    [
        b'[{"time": 1767268800, "pm25": 8}, 7]',
        b'[{"time": 1767268800, "pm25": 8, "x": 1}]',
        b'[{"time": 1767268800, "pm25": 8, "pm25": 8}]',
        b'[{"time": "2026-01-01T12\\u003a00:00Z", "pm25": 8, "x": 1}]',
        b'[{"time": 1767268800, "pm25": 8}' + b', {"time": 1767268800, "pm25": 8}' * 500 + b"]",
        b'[{"time": 1767268800, "pm25": 8}]' + b" " * 70_000,
    ],
)
def test_an_array_with_something_to_look_at_is_not_plain(payload: bytes) -> None:
    assert PLAIN.read_one(payload) == []


def test_only_who_is_registered_for_the_topic_and_sends_in_our_units_is_taken_as_it_is() -> None:
    topics = {
        "bysans/v1/air/air-1": "air-1",
        "bysans/v1/bin/bin-1": "bin-1",
        "bysans/v1/bin/air-1": "",
        "bysans/v1/air/nobody": "",
        "bysans/v1/airrohr/airrohr-123": "",
        "v3/app/devices/air-1/up": "",
        "elsewhere": "",
    }
    assert PlainSenders(CATALOGUE).devices(list(topics), REGISTRY) == list(topics.values())


def test_a_device_that_was_registered_or_removed_since_is_known_with_the_next_registry() -> None:
    senders, topic = PlainSenders(CATALOGUE), ["bysans/v1/air/new"]
    assert senders.devices(topic, REGISTRY) == [""]
    known = registry(device("new"))
    assert senders.devices(topic, known) == senders.devices(topic, known) == ["new"]
    assert senders.devices(topic, REGISTRY) == [""]
