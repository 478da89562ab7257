"""Who is silent, longest first."""

from api.pages.frame.registry_now import registry_now
from api.pages.sensors.silent import batteries, last_seen, silent_devices
from domain.duration import HOUR
from storage.state.due import SILENCE, Due
from tests.unit.api.pages.things import NOW, device, names, registry, value


def test_the_longest_silent_comes_first_and_what_is_no_longer_registered_is_not_missed() -> None:
    town = registry(device("a", None), device("b", None), device("gone", None, removed=True))
    reached = [Due(SILENCE, name, NOW - HOUR) for name in ("a", "b", "gone", "unheard-of")]
    heard = last_seen(
        [value("a", "pm25", 1.0, time=NOW - 2 * HOUR), value("b", "pm25", 1.0, time=NOW - 5 * HOUR), value("b", "no2", 1.0, time=0)]
    )
    devices = silent_devices(registry_now(town, NOW), names(town), reached, heard, {"a": value("a", "battery", 3.1)})
    assert [(device.device_id, device.since, device.battery and device.battery.value) for device in devices] == [
        ("b", NOW - 5 * HOUR, None),
        ("a", NOW - 2 * HOUR, 3.1),
    ]


def test_of_several_values_about_a_battery_the_newest_counts_and_of_one_time_the_per_cent() -> None:
    rows = [
        value("a", "battery_low", 0.0), value("a", "battery_percent", 81.0), value("a", "battery", 3.6), value("a", "pm25", 1.0),
        value("b", "battery_percent", 90.0, time=NOW - HOUR), value("b", "battery", 3.2),
    ]  # fmt: skip
    assert {name: (row.parameter, row.value) for name, row in batteries(rows).items()} == {
        "a": ("battery_percent", 81.0),
        "b": ("battery", 3.2),
    }
