"""A page asks for a few devices first and for more where the page is not full, and goes on behind the last reading."""

from collections.abc import Iterator, Sequence

import pytest

from domain.reading import Reading, TimeSource
from storage.readings.influxdb import InfluxReadings

DEVICES = [f"d{number:03}" for number in range(100)]
Asked = list[tuple[int, int, int, int]]  # devices, start, end, limit


@pytest.fixture
def store() -> Iterator[InfluxReadings]:
    store = InfluxReadings("http://127.0.0.1:1", org="o", bucket="b", token="t")
    yield store
    store.close()


def answering(store: InfluxReadings, monkeypatch: pytest.MonkeyPatch, *, times: Sequence[int]) -> Asked:
    """Let the store answer from readings of every device at some times; return what it is asked."""
    asked: Asked = []

    def ask(devices: Sequence[str], start: int, end: int, limit: int) -> list[Reading]:
        asked.append((len(devices), start, end, limit))
        return [Reading(device, time, {"pm25": 1.0}, TimeSource.DEVICE) for device in devices for time in times if start <= time < end]

    monkeypatch.setattr(store, "_ask", ask)
    return asked


def test_sparse_devices_are_asked_for_in_ever_larger_portions(store: InfluxReadings, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answering(store, monkeypatch, times=())
    assert store.read([*DEVICES, *DEVICES], 5, 9, limit=10) == []
    assert asked == [(8, 5, 9, 10), (64, 5, 9, 10), (28, 5, 9, 10)]


def test_a_full_page_asks_no_further_and_is_never_too_long(store: InfluxReadings, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answering(store, monkeypatch, times=(5, 6))
    page = store.read(DEVICES, 5, 9, limit=20)
    assert [(reading.device_id, reading.time) for reading in page] == [(f"d{number:03}", time) for number in range(10) for time in (5, 6)]
    assert asked == [(8, 5, 9, 20), (64, 5, 9, 4)]


def test_the_next_page_goes_on_behind_the_last_reading(store: InfluxReadings, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answering(store, monkeypatch, times=(5, 6))
    page = store.read(DEVICES[:4], 5, 9, after=("d001", 5), limit=3)
    assert [(reading.device_id, reading.time) for reading in page] == [("d001", 6), ("d002", 5), ("d002", 6)]
    assert asked == [(1, 6, 9, 3), (2, 5, 9, 2)]
    assert store.read(["d000", "d002"], 5, 9, after=("d001", 5), limit=3)[0].device_id == "d002"


def test_a_device_whose_last_reading_ended_the_time_is_not_asked_again(store: InfluxReadings, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answering(store, monkeypatch, times=(5, 8))
    assert store.read(["d000"], 5, 9, after=("d000", 8)) == []
    assert asked == []


@pytest.mark.parametrize("token", ["", "tøken", "a\nb"])
def test_a_token_that_no_header_carries_is_refused(token: str) -> None:
    with pytest.raises(ValueError, match="the InfluxDB token is empty or has characters"):
        InfluxReadings("http://127.0.0.1:1", org="o", bucket="b", token=token)


def test_a_reading_whose_name_no_line_carries_is_refused_and_those_beside_it_are_written(
    store: InfluxReadings, monkeypatch: pytest.MonkeyPatch
) -> None:
    posted: list[str] = []
    monkeypatch.setattr(store, "_post", posted.extend)
    readings = [Reading("a", 1, {"pm25": 1.0}), Reading("b", 2, {"pm\\25": 1.0}), Reading("c", 3, {"pm 25": 2.0})]
    (refusal,) = store.write(readings)
    assert (refusal.reading, "line protocol" in refusal.detail) == (readings[1], True)
    assert posted == ["readings,device=a pm25=1.0 1", "readings,device=c pm\\ 25=2.0 3"]
