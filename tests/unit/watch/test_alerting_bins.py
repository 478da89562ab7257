"""A bin is told to be full by two readings, once, until it is emptied; nothing else tells it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.duration import HOUR
from domain.reading import Reading
from storage.readings.protocol import StoreAwayError
from tests.unit.watch.alarmed import Alarmed
from tests.unit.watch.conftest import MINUTE


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Alarmed]:
    town = Alarmed(tmp_path)
    town.defaults("bin-full", "bin-overflowing", "bin-hot")
    town.bin()
    yield town
    town.readings.close()
    town.state.close()


def mm(fill: float) -> float:
    """The distance (mm) that means so much fill (%)."""
    return 1200 - 10 * fill


@pytest.mark.parametrize("source", ["fill", "distance"])
def test_two_readings_raise_one_alert_and_two_clear_it(town: Alarmed, source: str) -> None:
    def value(fill: float) -> dict[str, float]:
        return {source: fill if source == "fill" else mm(fill)}

    watch = town.watch()
    town.says(watch, "level-1", **value(80))
    assert town.alerts() == []
    town.says(watch, "level-1", **value(82))
    (alert,) = town.alerts()
    assert (alert.threshold_id, alert.kind, alert.about.type, alert.about.id) == ("bin-full", "bin", "bin", "bin-1")
    assert (alert.severity, alert.state, alert.worst_member[1].value) == ("warning", "raised", 82)
    for fill in (70, 60, 59):
        town.says(watch, "level-1", **value(fill))
        assert town.alerts()[0].is_open
    town.says(watch, "level-1", **value(59))
    (alert,) = town.alerts()
    assert (alert.state, alert.cleared_at) == ("cleared", alert.cleared_at)
    assert town.happened(alert) == ["raised", "cleared"]


def test_an_overflowing_bin_makes_the_same_alert_critical_and_eases_by_its_own_limit(town: Alarmed) -> None:
    watch = town.watch()
    for fill in (85, 85, 96, 96):
        town.says(watch, "level-1", fill=fill)
    (alert,) = town.alerts()
    assert alert.severity == "critical"
    town.says(watch, "level-1", fill=90)
    assert town.alerts()[0].severity == "critical"
    for _ in range(2):
        town.says(watch, "level-1", fill=84)
    (alert,) = town.alerts()
    assert (alert.severity, alert.is_open) == ("warning", True)
    assert town.happened(alert) == ["raised", "worsened", "eased"]


@pytest.mark.parametrize("source", ["fill", "distance"])
def test_a_heaped_bin_is_overflowing_and_said_to_be_full(town: Alarmed, source: str) -> None:
    watch = town.watch()
    for fill in (85.0, 92.0, 103.0, 104.0):
        town.says(watch, "level-1", **{source: fill if source == "fill" else mm(fill)})
    (alert,) = town.alerts()
    assert (alert.severity, alert.worst_member[1].value) == ("critical", 100.0)


def test_a_wet_lens_that_says_full_at_once_must_move_to_be_believed(town: Alarmed) -> None:
    watch = town.watch()
    for n in range(15):
        town.says(watch, "level-1", distance=mm(40) + n % 5)
    for _ in range(4):
        town.says(watch, "level-1", distance=mm(97))
    assert town.alerts() == []
    town.says(watch, "level-1", distance=mm(98))
    assert town.alerts()[0].severity == "critical"


def test_a_sensor_that_hears_echoes_needs_a_reading_more(town: Alarmed) -> None:
    watch = town.watch()
    for fill in (40, 95, 41, 42, 90, 40):
        town.says(watch, "level-1", fill=fill)
    for fill in (88, 89):
        town.says(watch, "level-1", fill=fill)
    assert town.alerts() == []
    town.says(watch, "level-1", fill=89)
    assert [alert.severity for alert in town.alerts()] == ["warning"]


def test_a_full_bin_that_its_sensor_cannot_see_is_not_over(town: Alarmed) -> None:
    watch = town.watch()
    for n in range(15):
        town.says(watch, "level-1", distance=mm(80.4 + n % 3))
    for _ in range(3):
        town.says(watch, "level-1", distance=mm(0))  # in its dead zone it says its farthest
    assert town.alerts()[0].is_open
    town.says(watch, "level-1", distance=mm(0.3))
    assert not town.alerts()[0].is_open


def test_what_waste_has_filled_does_not_get_worse_by_a_wet_lens(town: Alarmed) -> None:
    watch = town.watch()
    for n in range(15):
        town.says(watch, "level-1", distance=mm(80.4 + n % 3))
    for _ in range(3):
        town.says(watch, "level-1", distance=mm(120))
    assert [alert.severity for alert in town.alerts()] == ["warning"]


def test_heat_is_told_at_once(town: Alarmed) -> None:
    town.says(town.watch(), "level-1", temperature=60.0)
    (alert,) = town.alerts()
    assert (alert.threshold_id, alert.severity, alert.about.id) == ("bin-hot", "critical", "bin-1")


@pytest.mark.parametrize(
    ("model", "celsius", "shown"), [("generic", 90.0, 85.0), ("milesight/em400-mud", 75.0, 70.0), ("milesight/em400-mud", 80.0, 70.0)]
)
def test_heat_beyond_what_the_sensor_can_measure_is_an_alert(town: Alarmed, model: str, celsius: float, shown: float) -> None:
    town.bin("hot", device="hot-1", model=model)
    town.says(town.watch(), "hot-1", temperature=celsius)
    (alert,) = town.alerts()
    member = alert.members["hot"]
    assert (alert.threshold_id, alert.severity, member.value, member.bound) == ("bin-hot", "critical", shown, "at_least")


def test_an_alert_stands_and_has_data_while_a_bin_burns_beyond_its_sensors_range(town: Alarmed) -> None:
    watch = town.watch()
    for celsius in (66.0, 90.0, 90.0):
        town.says(watch, "level-1", temperature=celsius)
    (alert,) = town.alerts()
    member = alert.members["bin-1"]
    assert (alert.state, member.value, member.bound) == ("raised", 85.0, "at_least")
    assert member.fresh_until > town.now
    town.says(watch, "level-1", temperature=44.0)
    assert town.happened(town.alerts()[0]) == ["raised", "cleared"]


def test_a_value_beyond_the_range_neither_raises_nor_clears_where_it_may_mean_either(town: Alarmed) -> None:
    town.threshold("furnace", kind="bin", parameter="temperature", averaging="instant", **{"raise": 100.0, "clear": 95.0})
    watch = town.watch()
    town.says(watch, "level-1", temperature=90.0)
    assert {alert.threshold_id for alert in town.alerts()} == {"bin-hot"}


def test_cold_beyond_what_the_sensor_can_measure_is_an_alert_where_too_little_raises(town: Alarmed) -> None:
    town.threshold("cold", kind="bin", parameter="temperature", averaging="instant", **{"raise": -50.0, "clear": -40.0})
    town.says(town.watch(), "level-1", temperature=-70.0)
    (alert,) = town.alerts()
    assert (alert.threshold_id, alert.members["bin-1"].bound, alert.members["bin-1"].value) == ("cold", "at_most", -60.0)


@pytest.mark.parametrize("fault", [{"tilted": 1.0}, {"tilt": 95.0}])
def test_a_bin_that_lies_tilted_tells_no_fill(town: Alarmed, fault: dict[str, float]) -> None:
    watch = town.watch()
    for _ in range(3):
        town.says(watch, "level-1", distance=mm(99), **fault)
    assert town.alerts() == []


def test_what_no_bin_can_be_is_no_fill(town: Alarmed) -> None:
    watch = town.watch()
    for value in (mm(140), mm(140), mm(-40), -999.0):
        town.says(watch, "level-1", distance=value)
    assert town.alerts() == []


def test_readings_with_a_silence_between_them_are_not_in_a_row(town: Alarmed) -> None:
    watch = town.watch()
    town.says(watch, "level-1", fill=85)
    town.says(watch, "level-1", fill=85, minutes=31)
    assert town.alerts() == []
    town.says(watch, "level-1", fill=85)
    assert len(town.alerts()) == 1


def test_what_came_and_went_between_two_looks_is_told_all_the_same(town: Alarmed) -> None:
    watch = town.watch()
    town.says(watch, "level-1", fill=20)
    start = town.now
    fills = (85, 90, 20, 20)
    town.now = start + 50 * MINUTE
    town.send(*[Reading("level-1", start + n * 10 * MINUTE, {"fill": fill}) for n, fill in enumerate(fills, start=1)])
    town.work(watch)
    (alert,) = town.alerts()
    assert town.happened(alert) == ["raised", "cleared"]


def test_backfill_raises_nothing(town: Alarmed) -> None:
    watch = town.watch()
    old = town.now - 25 * HOUR
    town.send(*[Reading("level-1", old + n * 10 * MINUTE, {"fill": 99.0}) for n in range(5)])
    town.work(watch)
    assert town.alerts() == []


def test_what_a_device_kept_for_more_than_a_day_is_backfill_though_it_ends_today(town: Alarmed) -> None:
    watch = town.watch()
    fresh = [Reading("level-1", town.now - n * 10 * MINUTE, {"fill": 20.0}) for n in range(20)]
    old = [Reading("level-1", town.now - (25 * 6 + n) * 10 * MINUTE, {"fill": 99.0}) for n in range(5)]
    town.send(*old[::-1], *fresh[::-1])
    town.work(watch)
    assert town.alerts() == []


def test_a_restarted_watch_and_a_replayed_reading_make_no_second_alert(town: Alarmed) -> None:
    watch = town.watch()
    for fill in (85, 86):
        town.says(watch, "level-1", fill=fill)
    again = town.watch("two")
    town.now += 20_000  # the first one's lease ends
    town.send(Reading("level-1", town.now - 20_000, {"fill": 86.0}))
    town.work(again)
    assert len(town.alerts()) == 1
    town.now += 5 * MINUTE
    for fill in (50, 50):
        town.says(again, "level-1", fill=fill)
    assert [alert.state for alert in town.alerts()] == ["cleared"]


def test_a_limit_that_is_new_is_held_against_what_is_known(town: Alarmed) -> None:
    watch = town.watch()
    for fill in (70, 71):
        town.says(watch, "level-1", fill=fill)
    town.threshold("mine", kind="bin", parameter="fill", averaging="instant", scope={"bin": "bin-1"}, **{"raise": 65}, clear=50)
    town.work(watch)
    assert [alert.threshold_id for alert in town.alerts()] == ["mine"]


@pytest.mark.parametrize(
    ("scope", "raised"), [({"bin": "bin-1"}, 1), ({"bin": "other"}, 0), ({"device": "level-1"}, 1), ({"tag": "park"}, 1)]
)
def test_a_scope_says_which_bins(town: Alarmed, scope: dict[str, str], raised: int) -> None:
    watch = town.watch()
    town.bin(tags=("park",))
    town.threshold("mine", kind="bin", parameter="fill", averaging="instant", scope=scope, **{"raise": 30}, clear=20)
    town.says(watch, "level-1", fill=40)
    assert len(town.alerts("mine")) == raised


def test_an_alert_ends_with_its_threshold_or_its_bin(town: Alarmed) -> None:
    watch = town.watch()
    town.says(watch, "level-1", temperature=70.0)
    town.forget("bin-hot")
    town.work(watch)
    (alert,) = town.alerts()
    assert (alert.state, alert.by) == ("cleared", "watch")
    assert town.happened(alert) == ["raised", "withdrawn"]


def test_while_the_store_is_away_readings_wait_and_are_judged_after(town: Alarmed) -> None:
    watch = town.watch()
    town.says(watch, "level-1", fill=20)
    town.readings.error = StoreAwayError("gone")
    for fill in (85, 86):
        town.says(watch, "level-1", fill=fill)
    assert town.alerts() == []
    town.readings.error = None
    town.work(watch, 60)
    assert len(town.alerts()) == 1


@pytest.mark.parametrize(("later_ms", "raised"), [(0, True), (1, False)])
def test_a_new_limit_judges_what_was_sent_before_it_while_that_is_fresh(town: Alarmed, later_ms: int, raised: bool) -> None:
    town.threshold("hot", kind="bin", parameter="temperature", averaging="instant", clear=45)
    watch = town.watch()
    town.says(watch, "level-1", temperature=40)
    measured = town.now - 2000
    assert town.alerts() == []
    town.threshold("hot", kind="bin", parameter="temperature", averaging="instant", **{"raise": 35}, clear=30)
    town.now = measured + 3 * 600_000 + later_ms
    town.work(watch, 0.001)
    assert bool(town.alerts("hot")) is raised
