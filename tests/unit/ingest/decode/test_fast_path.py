"""What is plainly good is read the short way, and whatever is read the short way is read the same by looking closer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.decode.decode import Decoder
from ingest.decode.fast_path import PlainReader
from ingest.log.entry import Entry
from tests.unit.ingest.registered import CATALOGUE, NOW, REGISTRY

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


def test_a_timed_reading_in_our_units_is_plain() -> None:
    assert PLAIN.read(b'{"time": 1767268800, "seq": 17, "pm25": 8, "no2": 21.5}') == {
        "time": 1767268800,
        "seq": 17,
        "pm25": 8.0,
        "no2": 21.5,
    }


@pytest.mark.parametrize(
    "payload",
    [
        b'{"timestamp": 1767268800, "PM25": 8, "NO2": 21.5}',
        b'{"TIME": "2026-01-01T12:00:00Z", "pm2_5": 8, "no2": 21.5}',
    ],
)
def test_other_spellings_are_plain_too(payload: bytes) -> None:
    values = PLAIN.read(payload)
    assert values is not None
    assert {"pm25": values["pm25"], "no2": values["no2"]} == {"pm25": 8.0, "no2": 21.5}
    assert values.keys() == {"time", "pm25", "no2"}


def test_one_key_in_two_spellings_needs_a_closer_look() -> None:
    assert PLAIN.read(b'{"timestamp": 1767268800, "PM25": 8, "pm2_5": 8}') is None
    assert PLAIN.read(b'{"timestamp": 1767268800, "time": 1767268800, "PM25": 8}') is None


@pytest.mark.parametrize(
    "more",
    ['"units": {}', '"firmware": 1', '"pm25": -999', '"pm25": 1e9', '"pm25": true', '"pm25": "1"', '"tilted": 1', '"device_id": "a"'],
)
def test_what_has_to_be_looked_at_is_not_plain(more: str) -> None:
    assert PLAIN.read(f'{{"time": 1767268800, {more}}}'.encode()) is None


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
    assert PLAIN.read(payload) is None


@given(BODIES, st.sampled_from(["bysans/v1/air/air-1", "bysans/v1/bin/bin-1", "bysans/v1/air/bin-1", "bysans/v1/air/nobody"]))
def test_both_ways_come_to_the_same(payload: bytes, topic: str) -> None:
    entry = Entry(0, 1, NOW, topic, payload)
    closer = Decoder(CATALOGUE, retention_ms=None)
    closer._plain.read = lambda _: None  # type: ignore[method-assign]
    assert Decoder(CATALOGUE, retention_ms=None).decode(entry, REGISTRY) == closer.decode(entry, REGISTRY)


@given(st.lists(BODIES, min_size=1, max_size=4), st.sampled_from(["bysans/v1/air/air-1", "bysans/v1/bin/bin-1", "bysans/v1/air/nobody"]))
def test_arrays_come_to_the_same_both_ways(bodies: list[bytes], topic: str) -> None:
    entry = Entry(0, 1, NOW, topic, b"[" + b", ".join(bodies) + b"]")
    closer = Decoder(CATALOGUE, retention_ms=None)
    closer._plain.read_array = lambda _: None  # type: ignore[method-assign]
    assert Decoder(CATALOGUE, retention_ms=None).decode(entry, REGISTRY) == closer.decode(entry, REGISTRY)


def test_an_array_of_plain_readings_is_plain() -> None:
    payload = b'[{"time": 1767268800, "pm25": 8}, {"time": "2026-01-01T12:00:00Z", "seq": 2, "no2": 21.5}]'
    readings = [{"time": 1767268800, "pm25": 8.0}, {"time": "2026-01-01T12:00:00Z", "seq": 2, "no2": 21.5}]
    assert PLAIN.read_array(payload) == readings


@pytest.mark.parametrize(
    "payload",
    [
        b'[{"time": 1767268800, "pm25": 8}, 7]',
        b'[{"time": 1767268800, "pm25": 8, "x": 1}]',
        b'[{"time": 1767268800, "pm25": 8, "pm25": 8}]',
        b'[{"time": 1767268800, "PM25": 8}]',
        b'[{"time": "2026-01-01T12\\u003a00:00Z", "pm25": 8, "x": 1}]',
        b'[{"time": 1767268800, "pm25": 8}' + b', {"time": 1767268800, "pm25": 8}' * 500 + b"]",
        b'[{"time": 1767268800, "pm25": 8}]' + b" " * 70_000,
    ],
)
def test_an_array_with_something_to_look_at_is_not_plain(payload: bytes) -> None:
    assert PLAIN.read_array(payload) is None
