"""A sensor that is silent or has a weak battery is told once; three hundred behind one gateway are one alert that lists them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from config.threshold_file import threshold_file
from domain.reading import Reading
from storage.state.registry import RegistryCache
from tests.unit.watch.alarmed import Alarmed
from tests.unit.watch.conftest import MINUTE, NOON
from watch.leadership import Leadership
from watch.loop import Watch

SETTLE_S = threshold_file().life.settle_s


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Alarmed]:
    town = Alarmed(tmp_path)
    town.defaults("device-silent", "battery-low", "battery-percent-low", "battery-reported-low")
    yield town
    town.readings.close()
    town.state.close()


def all_send(town: Alarmed, names: list[str], *, spread_s: int = 0) -> None:
    town.send(*[Reading(name, town.now - (n * spread_s * 1000) // max(len(names), 1), {"pm25": 8.0}) for n, name in enumerate(names)])


def pass_by(town: Alarmed, watch: Watch, minutes: int) -> None:
    """Let time pass as a watch sees it that works all along."""
    for _ in range(minutes // 5):
        town.now += 5 * MINUTE
        town.work(watch, 3)


def test_a_device_is_told_silent_after_three_intervals_and_well_again_when_it_speaks(town: Alarmed) -> None:
    town.register("air-1")
    watch = town.watch()
    all_send(town, ["air-1"])
    town.work(watch, SETTLE_S + 1)
    town.now = NOON + 30 * MINUTE - 2000
    town.work(watch, 1)
    assert town.alerts() == []
    town.work(watch, 5)
    (alert,) = town.alerts()
    assert (alert.threshold_id, alert.kind, alert.about.type, alert.about.id) == ("device-silent", "device", "device", "air-1")
    assert (alert.severity, alert.worst_member[1].start) == ("warning", NOON)
    town.now += 50 * MINUTE
    all_send(town, ["air-1"])
    town.work(watch, 3)
    assert town.happened(town.alerts()[0]) == ["raised", "cleared"]


def test_three_hundred_devices_behind_one_gateway_are_one_alert_that_lists_them(town: Alarmed) -> None:
    names = [f"air-{n:03}" for n in range(300)]
    for name in names:
        town.register(name)
    watch = town.watch()
    town.work(watch)
    all_send(town, names, spread_s=500)  # each at its own moment of the ten minutes
    town.work(watch, SETTLE_S + 1)
    pass_by(town, watch, 60)
    (alert,) = town.alerts()
    assert (len(alert.members), alert.severity, alert.about.type) == (300, "critical", "area")
    all_send(town, names[:-1])
    town.work(watch, 3)
    (alert,) = town.alerts()
    assert (alert.about.type, set(alert.open_members)) == ("area", {"air-299"})
    all_send(town, names)
    town.work(watch, 3)
    assert [alert_.state for alert_ in town.alerts()] == ["cleared"]


def test_two_that_die_a_day_apart_are_two_alerts(town: Alarmed) -> None:
    for name in ("air-1", "air-2"):
        town.register(name)
    watch = town.watch()
    all_send(town, ["air-1", "air-2"])
    town.work(watch, SETTLE_S + 1)
    for _ in range(8):
        town.now += 5 * MINUTE
        all_send(town, ["air-2"])
        town.work(watch, 3)
    pass_by(town, watch, 40)
    assert [set(alert.members) for alert in town.alerts()] == [{"air-1"}, {"air-2"}]


def test_silence_is_judged_only_when_what_waited_has_come(town: Alarmed) -> None:
    town.register("air-1")
    watch = town.watch()
    all_send(town, ["air-1"])
    town.work(watch)
    town.now += 3 * 60 * MINUTE  # we were away
    town.worked = 3 * 3600.0
    later = town.watch("two")
    town.now += 20_000
    town.work(later, 2)
    assert town.alerts() == []
    all_send(town, ["air-1"])
    town.work(later, SETTLE_S + 5)
    assert town.alerts() == []


def test_a_silent_device_that_is_removed_is_no_alert_any_more(town: Alarmed) -> None:
    town.register("air-1")
    watch = town.watch()
    all_send(town, ["air-1"])
    town.work(watch, SETTLE_S + 1)
    pass_by(town, watch, 35)
    town.remove("air-1", town.now)
    town.work(watch, 5)
    (alert,) = town.alerts()
    assert (alert.state, town.happened(alert)[0]) == ("cleared", "raised")


@pytest.mark.parametrize(("parameter", "low", "good"), [("battery", 2.79, 3.1), ("battery_percent", 9.0, 90.0)])
def test_a_weak_battery_is_told_by_three_readings(town: Alarmed, parameter: str, low: float, good: float) -> None:
    town.register("air-1")
    watch = town.watch()
    for value in (low, good, low, low):
        town.says(watch, "air-1", **{parameter: value})
    assert town.alerts() == []
    town.says(watch, "air-1", **{parameter: low})
    (alert,) = town.alerts()
    assert (alert.severity, alert.kind, alert.about.id) == ("info", "device", "air-1")


def test_the_reading_that_moves_a_replays_clock_on_tells_that_its_device_is_well(town: Alarmed) -> None:
    town.register("air-1")
    all_send(town, ["air-1"])
    town.work(town.watch())
    leadership = Leadership("one", lambda: town.now, 10_000)
    alerting = town.alerting(leadership)

    def look() -> None:
        town.worked += 6
        with town.state.begin() as connection:
            assert leadership.hold(connection)
        alerting.step(RegistryCache(town.state).current(), town.now, lambda: None)

    for _ in range(3):
        look()
    town.now += 60 * MINUTE  # the clock stood until this reading
    all_send(town, ["air-1"])
    look()
    assert town.alerts() == []
    town.now += 60 * MINUTE
    look()
    assert len(town.alerts()) == 1


def test_a_device_that_says_its_battery_is_low_raises_at_once_and_clears_when_it_no_longer_says_so(town: Alarmed) -> None:
    town.register("air-1")
    watch = town.watch()
    town.says(watch, "air-1", battery=3.1, battery_low=1.0)
    (alert,) = town.alerts()
    assert (alert.threshold_id, alert.about.id, alert.severity) == ("battery-reported-low", "air-1", "info")
    town.says(watch, "air-1", battery=3.6, battery_low=0.0)
    assert town.happened(town.alerts()[0]) == ["raised", "cleared"]
