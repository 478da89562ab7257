"""The newest readings, one a device."""

from api.pages.frame.registry_now import registry_now
from api.pages.sensors import live
from domain.duration import HOUR
from storage.state.ingest.unknown_keys import UnknownKey
from tests.unit.api.pages.things import NOW, SITE, device, names, registry, value


def test_live_readings_are_one_a_device_the_last_come_first_of_equal_ones_without_what_was_not_measured() -> None:
    rows = [
        value("b", "no2", -999.0, seq=3),
        value("b", "pm25", 4.0, seq=3),
        value("a", "pm25", 5.0, seq=2),
        value("b", "o3", 1.0, time=NOW - 1),
    ]
    town = registry(SITE, device("a", "s"), device("b", "s", simulated=True))
    unknown = [UnknownKey("b", "pm_x", 3, NOW, NOW)]
    first, second = live.newest_readings(registry_now(town, NOW), names(town), rows, lambda row: row.value != -999.0, lambda _: unknown)
    assert (first.unknown_keys, second.unknown_keys) == (["pm_x"], ())
    assert (first.device_id, first.place, first.simulated) == ("b", "Torget", True)
    assert (first.values, first.unusable) == ([("pm25", 4.0)], ["no2"])
    assert (second.device_id, second.values) == ("a", [("pm25", 5.0)])


def test_what_comes_in_late_stands_where_its_time_belongs() -> None:
    late = [
        value("late", "pm25", 1.0, time=NOW - 5 * HOUR, seq=9),
        value("a", "pm25", 2.0, seq=8),
        value("later", "pm25", 3.0, time=NOW - HOUR, seq=7),
    ]
    shown = live.newest_readings(registry_now(registry(), NOW), names(registry()), late, lambda _: True)
    assert [one.device_id for one in shown] == ["a", "later", "late"]


def test_no_more_readings_than_are_read_are_shown() -> None:
    rows = [value(f"d{n:02}", "pm25", 1.0, seq=99 - n) for n in range(40)]
    assert len(live.newest_readings(registry_now(registry(), NOW), names(registry()), rows, lambda _: True)) == live.SHOWN
