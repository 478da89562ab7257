"""Sensors are listed worst first, and narrowed by state, kind and words alike."""

from dataclasses import replace

import pytest

from api.pages.frame.row_page import PAGE_SIZE
from api.pages.sensors.sensor_list import Asked, SensorRow, sensor_list, sensor_rows
from domain.sensors.battery import Battery
from domain.sensors.health import SensorHealth
from tests.unit.api.pages.things import SITE, device, names, registry

WELL = SensorHealth(last_heard=1)
HEALTH = {
    "a": WELL,
    "b": SensorHealth(last_heard=1, battery=Battery(percent=5)),
    "c": SensorHealth(last_heard=1, is_silent=True, battery=Battery(percent=5)),
    "d": SensorHealth(last_heard=None),
    "e": SensorHealth(last_heard=1, rssi=-130),
}


@pytest.fixture
def rows() -> list[SensorRow]:
    devices = [device(name, "s", name=f"Måler {name}") for name in HEALTH]
    devices[0] = replace(devices[0], dev_eui="24e124713d012345", kind="bin", place=None)
    return sensor_rows(names(registry(SITE, *devices)), devices, HEALTH)


def ids(rows: list[SensorRow], **asked: str) -> list[str]:
    return [row.device.id for row in sensor_list(rows, Asked.of(asked)).page.rows]


def test_the_worst_comes_first_and_what_is_well_last(rows: list[SensorRow]) -> None:
    assert ids(rows) == ["c", "d", "b", "e", "a"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"vis": "battery"}, ["c", "b"]),
        ({"vis": "well"}, ["a"]),
        ({"vis": "contact"}, ["e"]),
        ({"vis": "nonsense"}, ["c", "d", "b", "e", "a"]),
        ({"slag": "bin"}, ["a"]),
        ({"finn": "torget"}, ["c", "d", "b", "e"]),
        ({"finn": "24E124713D012345"}, ["a"]),
        ({"finn": "maaler b"}, ["b"]),
        ({"finn": "nobody"}, []),
        ({"finn": "torget", "vis": "silent"}, ["c", "d"]),
    ],
)
def test_state_kind_and_words_narrow_the_list(rows: list[SensorRow], asked: dict[str, str], expected: list[str]) -> None:
    assert ids(rows, **asked) == expected


def test_groups_are_counted_among_those_that_fit_kind_and_words(rows: list[SensorRow]) -> None:
    shown = sensor_list(rows, Asked.of({"slag": "air", "vis": "battery"}))
    assert (shown.found, shown.page.chosen, shown.counts["silent"], shown.counts["well"]) == (4, 2, 2, 0)


def test_what_cannot_be_used_is_a_group_of_its_own_and_what_is_measured_wrongly_another() -> None:
    problems = (
        SensorHealth(last_heard=1, rejected=True),
        SensorHealth(last_heard=1, doubted=["pm25"]),
        SensorHealth(last_heard=1, lack="no_air"),
    )
    rows = [SensorRow(device=device("d", None), name="d", place=None, health=health) for health in problems]
    assert [row.groups for row in rows] == [{"rejected"}, {"fault"}, {"fault"}]


def test_beyond_the_last_page_is_the_last_one() -> None:
    devices = [device(f"d{n}", None) for n in range(PAGE_SIZE + 1)]
    rows = sensor_rows(names(registry(*devices)), devices, {item.id: WELL for item in devices})
    shown = sensor_list(rows, Asked.of({"side": "9"}))
    assert (shown.page.number, shown.page.pages, shown.page.first, shown.page.last) == (2, 2, PAGE_SIZE + 1, PAGE_SIZE + 1)
