"""Every store of readings keeps the same promises (storage/readings/protocol.py), whichever holds them."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import closing
from math import inf, nan
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.reading import Reading, TimeSource
from storage.readings.days import days, parse
from storage.readings.open import open_readings
from storage.readings.protocol import Readings
from tests.real_parts.influxd import Influxd
from tests.real_parts.postgresql import Postgresql

PARAMETERS = ("pm1", "pm25", "pm10", "no2", "no", "co2", "temperature", "distance", "fill", "tilted", "battery", "rssi")
T0 = 1_760_000_000_000
FAR = 10**14
MINUTE = 60_000

# Many hypothesis examples share one store: each takes a device no other has.
fresh = itertools.count()


@pytest.fixture(scope="module")
def postgresql() -> Iterator[Postgresql]:
    with Postgresql() as server:
        yield server


@pytest.fixture(
    params=[
        "sqlite",
        pytest.param("postgresql", marks=pytest.mark.real("postgresql")),
        pytest.param("influxdb", marks=pytest.mark.real("influxd")),
    ]
)
def make_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Readings]]:
    """Give what opens the same empty store anew, as another process would."""
    opened: list[Readings] = []
    if request.param == "influxdb":
        server: Influxd = request.getfixturevalue("influxd")
        names = {"url": server.url, "org": server.org, "bucket": server.new_bucket(), "token": server.token}
    elif request.param == "postgresql":
        names = {"url": request.getfixturevalue("postgresql").new_database()}
    else:
        names = {"url": "sqlite"}

    def make() -> Readings:
        opened.append(open_readings(data_dir=tmp_path, parameters=PARAMETERS, **names))
        return opened[-1]

    yield make
    for store in opened:
        store.close()


@pytest.fixture
def store(make_store: Callable[[], Readings]) -> Readings:
    return make_store()


def everything(store: Readings, *devices: str, limit: int = 5000) -> list[Reading]:
    return store.read(devices, 0, FAR, limit=limit)


def test_what_is_written_is_read(store: Readings) -> None:
    written = [Reading("air-1", T0, {"pm25": 8.2, "no2": 21.5, "battery": 3.6}), Reading("air-1", T0 + MINUTE, {"pm25": 8.4})]
    assert store.write(written) == []
    assert everything(store, "air-1") == written


def test_it_is_there_for_another_who_opens_the_store(make_store: Callable[[], Readings]) -> None:
    reading = Reading("air-1", T0, {"pm25": 8.2})
    make_store().write([reading])
    assert everything(make_store(), "air-1") == [reading]


def test_an_empty_store_and_an_unknown_device_have_no_readings(store: Readings) -> None:
    assert everything(store, "air-1") == []
    store.write([Reading("air-1", T0, {"pm25": 8.2})])
    assert everything(store, "air-2") == []
    assert everything(store) == []


def test_nothing_written_is_nothing_refused(store: Readings) -> None:
    assert store.write([]) == []


@pytest.mark.parametrize("batches", [1, 2], ids=["in one batch", "in two batches"])
def test_other_parameters_of_one_device_and_time_merge(store: Readings, batches: int) -> None:
    parts = [Reading("air-1", T0, {"pm25": 8.2, "no2": 21.5}), Reading("air-1", T0, {"temperature": -3.5})]
    write_in(store, batches, parts)
    assert everything(store, "air-1") == [Reading("air-1", T0, {"pm25": 8.2, "no2": 21.5, "temperature": -3.5})]


@pytest.mark.parametrize("batches", [1, 3], ids=["in one batch", "in three batches"])
def test_of_two_values_the_later_written_wins_and_the_others_stay(store: Readings, batches: int) -> None:
    parts = [
        Reading("air-1", T0, {"pm25": 8.2, "no2": 21.5}),
        Reading("air-1", T0, {"pm25": 9.9}),
        Reading("air-1", T0, {"pm25": 1.5, "rssi": -110.0}),
    ]
    write_in(store, batches, parts)
    assert everything(store, "air-1") == [Reading("air-1", T0, {"pm25": 1.5, "no2": 21.5, "rssi": -110.0})]


def test_a_correction_back_to_the_first_value_wins_too(store: Readings) -> None:
    store.write([Reading("air-1", T0, {"pm25": value}) for value in (8.2, 9.9, 8.2)])
    assert everything(store, "air-1") == [Reading("air-1", T0, {"pm25": 8.2})]


def test_the_same_batch_again_changes_nothing(store: Readings) -> None:
    batch = [Reading(f"air-{n % 3}", T0 + n * MINUTE, {"pm25": n / 7, "no2": 1.0}, TimeSource.GATEWAY) for n in range(50)]
    store.write(batch)
    before = everything(store, "air-0", "air-1", "air-2")
    store.write(batch)
    assert everything(store, "air-0", "air-1", "air-2") == before
    assert len(before) == 50


def test_times_a_millisecond_apart_are_two_readings(store: Readings) -> None:
    written = [Reading("air-1", T0 + n, {"pm25": float(n)}) for n in (0, 1, 999, 1000)]
    store.write(written)
    assert everything(store, "air-1") == written


def test_start_is_within_and_end_is_not(store: Readings) -> None:
    written = [Reading("air-1", T0 + n, {"pm25": float(n)}) for n in range(4)]
    store.write(written)
    assert store.read(["air-1"], T0 + 1, T0 + 3) == written[1:3]
    assert store.read(["air-1"], T0 + 1, T0 + 1) == []
    assert store.read(["air-1"], T0 + 3, T0) == []


def test_readings_stand_by_device_in_code_point_order_then_time(store: Readings) -> None:
    devices = ["B", "a.1", "a-1", "a:1", "a1", "a_1", "10", "9", "ab"]
    store.write([Reading(device, T0 + n * MINUTE, {"pm25": 1.0}) for n in (2, 0, 1) for device in devices])
    keys = [(reading.device_id, reading.time) for reading in everything(store, *devices)]
    assert keys == [(device, T0 + n * MINUTE) for device in sorted(devices) for n in range(3)]


def test_a_device_asked_for_twice_is_given_once(store: Readings) -> None:
    store.write([Reading("air-1", T0, {"pm25": 8.2})])
    assert len(everything(store, "air-1", "air-1")) == 1


def test_ids_that_look_like_patterns_are_only_themselves(store: Readings) -> None:
    devices = ["a.b", "a-b", "a:b", "a_b", "axb", "a", "b"]
    store.write([Reading(device, T0, {"pm25": float(n)}) for n, device in enumerate(devices)])
    for n, device in enumerate(devices):
        assert everything(store, device) == [Reading(device, T0, {"pm25": float(n)})]


@pytest.mark.parametrize("value", [-999.0, -9999.0, 0.0, -0.04, 1e-7, 1e16, 1 / 3, 1.7976931348623157e308, 5e-324])
def test_sentinels_negatives_and_extremes_come_back_as_they_went(store: Readings, value: float) -> None:
    store.write([Reading("air-1", T0, {"pm25": value})])
    assert everything(store, "air-1") == [Reading("air-1", T0, {"pm25": value})]


@pytest.mark.parametrize("source", list(TimeSource))
def test_whose_clock_it_was_is_kept(store: Readings, source: TimeSource) -> None:
    reading = Reading("air-1", T0, {"pm25": 8.2}, source)
    store.write([reading])
    assert everything(store, "air-1") == [reading]


def test_a_reading_merged_with_the_devices_own_time_keeps_the_poorer_clock(store: Readings) -> None:
    store.write([Reading("air-1", T0, {"pm25": 8.2}, TimeSource.GATEWAY)])
    store.write([Reading("air-1", T0, {"no2": 1.0})])
    assert everything(store, "air-1") == [Reading("air-1", T0, {"pm25": 8.2, "no2": 1.0}, TimeSource.GATEWAY)]


def test_years_before_1970_are_years_too(store: Readings) -> None:
    reading = Reading("air-1", -1, {"pm25": 8.2})
    store.write([reading])
    assert store.read(["air-1"], -1000, 0) == [reading]
    assert store.read(["air-1"], -(10**15), 10**15) == [reading]


@pytest.mark.parametrize("values", [{"pm25": nan}, {"pm25": inf}, {"no2": 1.0, "pm25": -inf}, {}], ids=str)
def test_a_reading_without_finite_values_is_refused_and_its_neighbours_are_written(store: Readings, values: dict[str, float]) -> None:
    before, bad, after = Reading("air-1", T0, {"pm25": 1.0}), Reading("air-1", T0 + 1, values), Reading("air-1", T0 + 2, {"pm25": 2.0})
    (refusal,) = store.write([before, bad, after])
    assert refusal.reading.values is bad.values
    assert "pm25 is" in refusal.detail or "no values" in refusal.detail
    assert everything(store, "air-1") == [before, after]


def test_one_page_goes_on_where_the_last_ended(store: Readings) -> None:
    written = [Reading(device, T0 + n, {"pm25": float(n)}) for device in ("a", "b", "c") for n in range(4)]
    store.write(written)
    first = store.read(["a", "b", "c"], T0, T0 + 10, limit=6)
    assert first == written[:6]
    rest = store.read(["a", "b", "c"], T0, T0 + 10, after=("b", T0 + 1), limit=100)
    assert rest == written[6:]


def test_a_page_after_a_device_nobody_asks_for_begins_with_the_next(store: Readings) -> None:
    written = [Reading(device, T0, {"pm25": 1.0}) for device in ("a", "b", "c")]
    store.write(written)
    assert store.read(["a", "c"], T0, T0 + 1, after=("b", T0)) == [written[2]]


def test_a_page_is_whole_although_each_reading_has_other_parameters(store: Readings) -> None:
    names = itertools.cycle(PARAMETERS)
    written = [Reading("air-1", T0 + n, {next(names): 1.0, next(names): 2.0, next(names): 3.0}) for n in range(40)]
    store.write(written)
    assert everything(store, "air-1", limit=7) == written[:7]


def test_the_readings_of_a_whole_municipality_are_found(store: Readings) -> None:
    devices = [f"bin-{n:04d}" for n in range(700)]
    written = [Reading(device, T0, {"distance": float(n)}) for n, device in enumerate(devices)]
    assert store.write(written) == []
    assert everything(store, *devices) == written
    assert everything(store, *devices, limit=600) == written[:600]


Batch = list[tuple[str, int, dict[str, float]]]
values = st.dictionaries(
    st.sampled_from(PARAMETERS), st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15), min_size=1, max_size=4
)
batches = st.lists(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 6), values), max_size=12), max_size=3)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=batches, limit=st.integers(1, 8))
def test_pages_put_together_are_the_merged_whole(store: Readings, batches: list[Batch], limit: int) -> None:
    example = next(fresh)
    merged: dict[tuple[str, int], dict[str, float]] = {}
    for batch in batches:
        written = [Reading(f"{device}{example}", T0 + time, measured) for device, time, measured in batch]
        assert store.write(written) == []
        for reading in written:
            merged.setdefault((reading.device_id, reading.time), {}).update(reading.values)
    devices = [f"{device}{example}" for device in "cab"]
    assert pages(store, devices, limit) == [Reading(*key, merged[key]) for key in sorted(merged)]


def pages(store: Readings, devices: list[str], limit: int) -> list[Reading]:
    readings: list[Reading] = []
    after = None
    while page := store.read(devices, T0, T0 + 5000, after=after, limit=limit):
        assert len(page) <= limit
        readings += page
        after = page[-1].device_id, page[-1].time
    return readings


def write_in(store: Readings, batches: int, parts: list[Reading]) -> None:
    size = -(-len(parts) // batches)
    for begin in range(0, len(parts), size):
        assert store.write(parts[begin : begin + size]) == []


def test_a_store_in_order_passes_its_check_again_and_again_and_stays_empty(store: Readings) -> None:
    store.check()
    store.check()
    assert everything(store, "check", "a") == []


def test_the_devices_of_a_time_are_those_with_readings_in_it(store: Readings) -> None:
    assert store.devices(0, FAR) == []
    store.write([Reading(device, T0 + n, {"pm25": 1.0}) for device, n in (("b", 0), ("B", 5), ("a-1", 9), ("b", 9), ("a.1", 20))])
    assert store.devices(T0, T0 + 10) == ["B", "a-1", "b"]
    assert store.devices(T0 + 5, T0 + 9) == ["B"]
    assert store.devices(T0 + 10, T0 + 10) == []


def test_what_is_deleted_is_gone_and_its_neighbours_stay(store: Readings) -> None:
    written = [Reading(device, T0 + n, {"pm25": 1.0, "no2": 2.0}) for device in ("a", "b") for n in range(5)]
    store.write(written)
    store.delete(T0 + 1, T0 + 3)
    store.delete(T0 + 4, T0 + 4)
    left = [reading for reading in written if reading.time not in (T0 + 1, T0 + 2)]
    assert everything(store, "a", "b") == left
    store.write(written[1:2])
    assert len(everything(store, "a", "b")) == len(left) + 1


def test_days_copied_to_another_store_are_the_same_days(store: Readings, tmp_path: Path) -> None:
    day = 86_400_000
    written = [Reading(f"air-{n % 3}", T0 + n * day // 4, {"pm25": n / 7, "rssi": -1e-7}, list(TimeSource)[n % 4]) for n in range(30)]
    store.write([*written, Reading("air-1", T0 + 1, {"no2": 5e-324})])
    with closing(open_readings("sqlite", data_dir=tmp_path / "other", parameters=PARAMETERS)) as other:
        (tmp_path / "other").mkdir()
        for _, blocks in days(store, T0 + 31 * day):
            for readings in parse(b"".join(blocks)):
                assert other.write(readings) == []
        assert {name: b"".join(blocks) for name, blocks in days(other, T0 + 31 * day)} == {
            name: b"".join(blocks) for name, blocks in days(store, T0 + 31 * day)
        }
        assert everything(other, "air-0", "air-1", "air-2") == everything(store, "air-0", "air-1", "air-2")
        assert len(everything(other, "air-0", "air-1", "air-2")) == 31
