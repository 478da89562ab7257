"""An hour, eight hours or a day over a limit is one alert, and an inversion over a town is one with its sites."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.duration import HOUR
from domain.reading import Reading
from tests.unit.watch.alarmed import Alarmed
from tests.unit.watch.conftest import MINUTE, NOON
from watch.loop import Watch


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Alarmed]:
    town = Alarmed(tmp_path)
    for name in ("square", "harbour"):
        town.site(name, tags=("roadside",) if name == "square" else ())
        town.register(f"air-{name}", name, since=NOON - 1000 * HOUR)
    yield town
    town.readings.close()
    town.state.close()


def hour_passes(town: Alarmed, watch: Watch, number: int, *, count: int = 6, **means: float) -> None:
    """Let hour `number` after noon pass, with its mean at each site."""
    hour = NOON + number * HOUR
    town.now = max(town.now, hour + 59 * MINUTE)
    for site, mean in means.items():
        town.send_hour(f"air-{site}", hour, mean, count=count)
    town.work(watch)
    town.work_until_judged(watch, hour)


def test_an_hour_at_the_limit_raises_and_one_below_clear_clears(town: Alarmed) -> None:
    town.threshold("high")
    watch = town.watch()
    for number, mean in enumerate((49.9, 50.0)):
        assert town.alerts() == []
        hour_passes(town, watch, number, square=mean)
    (alert,) = town.alerts()
    assert (alert.about.type, alert.about.id, alert.averaging) == ("site", "square", "hour")
    member = alert.members["square"]
    assert (member.value, member.start, member.end) == (50.0, NOON + HOUR, NOON + 2 * HOUR)
    for number, mean in enumerate((45.0, 40.0, 39.9), start=2):
        assert town.alerts()[0].is_open
        hour_passes(town, watch, number, square=mean)
    assert town.happened(town.alerts()[0]) == ["raised", "cleared"]


def test_smoke_beyond_what_the_sensor_can_measure_has_a_mean_and_an_alert(town: Alarmed) -> None:
    town.register("air-square", "square", since=NOON - 999 * HOUR, model="plantower/pms5003")
    town.defaults("pm25-high", "pm25-very-high")
    watch = town.watch()
    hour_passes(town, watch, 0, square=1500.0)
    (mean,) = town.means()
    assert (mean.mean, mean.valid, mean.at_least) == (1000.0, True, True)
    (alert,) = town.alerts()
    member = alert.members["square"]
    assert (alert.threshold_id, alert.severity, member.value, member.bound) == ("pm25-high", "critical", 1000.0, "at_least")
    hour_passes(town, watch, 1, square=2000.0)
    assert (town.alerts()[0].is_open, town.alerts()[0].members["square"].end) == (True, NOON + 2 * HOUR)
    hour_passes(town, watch, 2, square=10.0)
    assert town.happened(town.alerts()[0]) == ["raised", "cleared"]


@pytest.mark.parametrize("averaging", ["8h", "24h"])
def test_a_long_mean_with_an_hour_beyond_what_the_sensor_can_measure_never_clears(town: Alarmed, averaging: str) -> None:
    town.register("air-square", "square", since=NOON - 999 * HOUR, model="plantower/pms5003")
    town.threshold("high", averaging=averaging, **{"raise": 900, "clear": 800})
    watch = town.watch()
    for number in range(18):
        hour_passes(town, watch, number, square=1500.0)
    for number in range(18, 22):
        hour_passes(town, watch, number, square=0.0)
    (alert,) = town.alerts()
    assert (alert.is_open, alert.members["square"].bound) == (True, "at_least")


def test_a_devices_own_hour_beyond_its_range_is_judged_too(town: Alarmed) -> None:
    town.register("air-square", "square", since=NOON - 999 * HOUR, model="plantower/pms5003")
    town.threshold("own", scope={"device": "air-square"}, **{"raise": 900, "clear": 800})
    watch = town.watch()
    hour_passes(town, watch, 0, square=1500.0)
    (alert,) = town.alerts()
    assert (alert.about.id, alert.members["air-square"].bound) == ("air-square", "at_least")


def test_a_value_round_the_limit_is_one_alert(town: Alarmed) -> None:
    town.threshold("high")
    watch = town.watch()
    for number in range(24):
        hour_passes(town, watch, number, square=50.5 if number % 2 else 49.5)
    (alert,) = town.alerts()
    assert town.happened(alert) == ["raised"]


def test_an_inversion_is_one_episode_with_its_sites_and_ends_with_the_last(town: Alarmed) -> None:
    town.threshold("high")
    watch = town.watch()
    hour_passes(town, watch, 0, square=60.0, harbour=20.0)
    hour_passes(town, watch, 1, square=60.0, harbour=70.0)
    hour_passes(town, watch, 2, square=20.0, harbour=70.0)
    (alert,) = town.alerts()
    assert set(alert.members) == {"square", "harbour"}
    assert (alert.about.type, set(alert.open_members), alert.is_open) == ("area", {"harbour"}, True)
    hour_passes(town, watch, 3, square=20.0, harbour=20.0)
    assert [alert_.state for alert_ in town.alerts()] == ["cleared"]


def test_an_hour_that_is_judged_again_does_not_open_what_a_later_hour_has_ended(town: Alarmed) -> None:
    town.threshold("high")
    watch = town.watch()
    hour_passes(town, watch, 0, square=60.0, harbour=60.0)
    hour_passes(town, watch, 1, square=20.0, harbour=60.0)
    assert set(town.alerts()[0].open_members) == {"harbour"}
    town.send(Reading("air-square", NOON + 5 * MINUTE, {"pm25": 60.0}))  # late: the first hour is judged again
    town.work(watch, 3)
    assert set(town.alerts()[0].open_members) == {"harbour"}


def test_too_little_data_neither_raises_nor_clears(town: Alarmed) -> None:
    town.threshold("high")
    watch = town.watch()
    hour_passes(town, watch, 0, count=4, square=90.0)
    assert town.alerts() == []
    hour_passes(town, watch, 1, square=90.0)
    hour_passes(town, watch, 2, count=3, square=5.0)
    assert town.alerts()[0].is_open
    town.now += 10 * HOUR
    town.work(watch)
    assert town.alerts()[0].is_open


def test_hours_with_a_missing_one_between_them_are_not_in_a_row(town: Alarmed) -> None:
    town.threshold("high", consecutive=2)
    watch = town.watch()
    hour_passes(town, watch, 0, square=60.0)
    hour_passes(town, watch, 2, square=60.0)
    assert town.alerts() == []
    hour_passes(town, watch, 3, square=60.0)
    assert len(town.alerts()) == 1


def test_three_hours_of_no2_in_a_row_are_an_alarm_and_a_missing_one_breaks_the_run(town: Alarmed) -> None:
    town.defaults("no2-alarm")
    watch = town.watch()
    for number in (0, 1, 3, 4):  # hour 2 is missing
        town.now = max(town.now, NOON + number * HOUR + 59 * MINUTE)
        town.send_hour("air-square", NOON + number * HOUR, 410.0, parameter="no2")
        town.work(watch)
        town.work_until_judged(watch, NOON + number * HOUR)
        assert town.alerts() == []
    town.now = NOON + 5 * HOUR + 59 * MINUTE
    town.send_hour("air-square", NOON + 5 * HOUR, 410.0, parameter="no2")
    town.work(watch)
    town.work_until_judged(watch, NOON + 5 * HOUR)
    (alert,) = town.alerts()
    assert (alert.threshold_id, alert.severity, alert.members["square"].end) == ("no2-alarm", "critical", NOON + 6 * HOUR)


@pytest.mark.parametrize(("averaging", "hours", "before"), [("8h", 6, 5), ("24h", 18, 17)])
def test_running_means_are_judged_every_hour_once_they_are_covered(town: Alarmed, averaging: str, hours: int, before: int) -> None:
    town.threshold("high", averaging=averaging)
    watch = town.watch()
    for number in range(hours):
        assert town.alerts() == []
        hour_passes(town, watch, number, square=60.0)
    (alert,) = town.alerts()
    member = alert.members["square"]
    assert (member.value, member.end) == (60.0, NOON + hours * HOUR)


def test_a_day_is_judged_when_the_legal_day_is_over(town: Alarmed) -> None:
    town.threshold("high", averaging="day")
    watch = town.watch()
    for number in range(11, 35):  # 23:00 UTC to 23:00 UTC: the day in UTC+1
        assert town.alerts() == []
        hour_passes(town, watch, number, square=60.0)
    (alert,) = town.alerts()
    assert (alert.members["square"].start, alert.members["square"].end) == (NOON + 11 * HOUR, NOON + 35 * HOUR)


@pytest.mark.parametrize(
    ("scope", "about"),
    [({"site": "square"}, ("site", "square")), ({"site": "harbour"}, None), ({"tag": "roadside"}, ("site", "square")),
     ({"device": "air-square"}, ("device", "air-square")), ({"device": "air-harbour"}, None)],
)  # fmt: skip
def test_a_scope_says_where(town: Alarmed, scope: dict[str, str], about: tuple[str, str] | None) -> None:
    town.threshold("high", scope=scope)
    watch = town.watch()
    hour_passes(town, watch, 0, square=60.0, harbour=20.0)
    assert [(alert.about.type, alert.about.id) for alert in town.alerts()] == ([about] if about else [])
    hour_passes(town, watch, 1, square=20.0, harbour=20.0)
    assert all(not alert.is_open for alert in town.alerts())


def test_a_devices_own_hour_is_judged_though_its_site_is_clean_or_it_stands_nowhere(town: Alarmed) -> None:
    town.register("air-2", "square", since=NOON - 1000 * HOUR)
    town.register("air-3", None, since=NOON - 1000 * HOUR)
    for name in ("air-2", "air-3"):
        town.threshold(name, scope={"device": name})
    watch = town.watch()
    for name, mean in (("air-2", 60.0), ("air-3", 70.0)):
        town.send_hour(name, NOON, mean)
    hour_passes(town, watch, 0, square=2.0)
    assert {(alert.threshold_id, alert.members[alert.subject.id].value) for alert in town.alerts()} == {("air-2", 60.0), ("air-3", 70.0)}


def test_a_momentary_value_of_the_air_is_told_of_its_device(town: Alarmed) -> None:
    town.threshold("now", averaging="instant", scope={"site": "square"})
    watch = town.watch()
    town.says(watch, "air-square", pm25=55.0)
    town.says(watch, "air-harbour", pm25=55.0)
    (alert,) = town.alerts()
    assert (alert.about.type, alert.about.id) == ("device", "air-square")


def test_backfilled_hours_raise_nothing(town: Alarmed) -> None:
    town.threshold("high")
    watch = town.watch()
    town.now = NOON + 48 * HOUR
    town.send_hour("air-square", NOON, 90.0)
    town.work(watch, 3)
    assert len(town.means()) == 1
    assert town.alerts() == []


def test_a_late_hour_that_is_no_backfill_raises(town: Alarmed) -> None:
    town.threshold("high")
    watch = town.watch()
    town.now = NOON + 20 * HOUR
    town.send_hour("air-square", NOON, 90.0)
    town.work(watch, 3)
    assert len(town.alerts()) == 1


def test_a_replay_in_its_own_time_tells_every_episode_and_when_it_was(tmp_path: Path) -> None:
    town = Alarmed(tmp_path, replayed=True)
    town.site()
    town.register("air-square", since=NOON - 1000 * HOUR)
    town.threshold("high")
    watch = town.watch()
    hours = (60.0, 60.0, 20.0, 20.0, 70.0, 20.0, 20.0)
    readings = [Reading("air-square", NOON + n * HOUR + i * 10 * MINUTE, {"pm25": mean}) for n, mean in enumerate(hours) for i in range(6)]
    town.now = NOON + 7 * HOUR + 10 * MINUTE
    town.send(*readings)
    town.work(watch, 3)
    first, second = town.alerts()
    assert [(alert.raised_at - NOON, (alert.cleared_at or 0) - NOON) for alert in (first, second)] == [
        (HOUR + 5 * MINUTE, 3 * HOUR + 5 * MINUTE), (5 * HOUR + 5 * MINUTE, 6 * HOUR + 5 * MINUTE),
    ]  # fmt: skip
    town.readings.close()
    town.state.close()


def test_a_threshold_that_is_new_waits_for_late_readings_of_the_last_hour_like_any_other(town: Alarmed) -> None:
    watch = town.watch()
    town.now = NOON + 59 * MINUTE
    town.send_hour("air-square", NOON, 60.0)
    town.now = NOON + HOUR + 1000
    town.work(watch)
    town.threshold("high")
    town.work(watch)
    assert town.means()[0].mean == 60.0
    assert town.alerts() == []
    town.work_until_judged(watch, NOON)
    assert len(town.alerts()) == 1
