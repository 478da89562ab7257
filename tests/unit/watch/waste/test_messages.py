"""What a bin's sensors sent since the bin was last updated is read once, in order of time, as what it says of a level."""

from collections.abc import Sequence
from typing import Any

import pytest

from domain.device import Bin, Device, History, Registry
from domain.duration import HOUR
from domain.reading import Reading, TimeSource
from domain.waste.level.message import SensorMessage
from watch.waste.messages import new_messages

NOW = 1_767_607_200_000
BINS = {name: History((Bin(id=name, name=name, lat=60, lon=11, fraction="rest", capacity_l=660, valid_from=0),)) for name in ("b", "c")}
BINS["m"] = History((Bin(id="m", name="m", lat=60, lon=11, fraction="rest", capacity_l=660, valid_from=0, empty_mm=1200, full_mm=200),))


class Store:
    """Keeps readings, and notes what was asked for."""

    def __init__(self, *readings: Reading) -> None:
        self.readings = readings
        self.asked: list[tuple[list[str], int, int]] = []

    def read(self, devices: Sequence[str], start: int, end: int, **_: Any) -> list[Reading]:
        self.asked.append((sorted(devices), start, end))
        return [each for each in self.readings if each.device_id in devices and start <= each.time < end]


def sent(time: int, device: str = "d", **values: float) -> Reading:
    return Reading(device, time, values or {"fill": 50.0}, TimeSource.DEVICE)


def messages(
    store: Store, last_seen: dict[str, int | None], places: dict[str, str | None] | None = None, good: bool = True
) -> list[tuple[str, SensorMessage]]:
    places = {"d": "b"} if places is None else places
    devices = {
        name: History((Device(id=name, kind="bin", model="generic", interval_s=600, valid_from=0, place=place),))
        for name, place in places.items()
    }
    registry = Registry(devices=devices, sites={}, bins=BINS, by_dev_eui={})
    return new_messages(store, lambda *_: good, registry, places, last_seen, NOW, lambda: None)  # type: ignore[arg-type]


def test_what_came_after_the_last_message_until_the_newest_is_read() -> None:
    store = Store(*(sent(time) for time in (NOW - 10, NOW - 9, NOW, NOW + 1)))
    assert [message.time for _, message in messages(store, {"b": NOW - 10})] == [NOW - 9, NOW]
    assert store.asked == [(["d"], NOW - 9, NOW + 1)]
    assert [message.time for _, message in messages(store, {"b": None})] == [NOW - 10, NOW - 9, NOW]
    assert messages(store, {"b": NOW}, {"d": None}) == []


@pytest.mark.parametrize(("apart", "asked"), [(HOUR, 1), (HOUR + 1, 2)])
def test_devices_heard_within_an_hour_of_each_other_are_read_together(apart: int, asked: int) -> None:
    early = NOW - 3 * HOUR
    store = Store(sent(early + apart, "e"), sent(early + apart + 1, "e"), sent(early + 1, "d"))
    found = messages(store, {"b": early, "c": early + apart}, {"d": "b", "e": "c"})
    assert [(place, message.time) for place, message in found] == [("b", early + 1), ("c", early + apart + 1)]
    assert len(store.asked) == asked


@pytest.mark.parametrize(
    ("place", "values", "message"),
    [
        ("b", {"fill": 40.0}, SensorMessage(time=NOW, level=40.0, raw=40.0, reports_tilt=False)),
        ("m", {"distance": 700.0}, SensorMessage(time=NOW, level=50.0, raw=700.0, reports_tilt=False)),
        ("m", {"fill": 40.0, "distance": 700.0}, SensorMessage(time=NOW, level=40.0, raw=40.0, reports_tilt=False)),
        ("b", {"distance": 700.0}, SensorMessage(time=NOW, level=None, reports_tilt=False)),
        ("b", {"fill": 40.0, "tilted": 1.0}, SensorMessage(time=NOW, level=40.0, raw=40.0, tilted=True)),
        ("b", {"tilted": 1.0}, SensorMessage(time=NOW, level=None, tilted=True)),
        ("b", {"tilted": 0.0}, None),
        ("b", {"battery": 3.6}, None),
    ],
)
def test_a_reading_says_what_it_says_of_the_level(place: str, values: dict[str, float], message: SensorMessage | None) -> None:
    found = messages(Store(sent(NOW, **values)), {place: None}, {"d": place})
    assert found == ([] if message is None else [(place, message)])


def test_a_value_that_nobody_may_act_on_is_no_level() -> None:
    assert messages(Store(sent(NOW)), {"b": None}, good=False) == [("b", SensorMessage(time=NOW, level=None, reports_tilt=False))]
