"""Flags are those of all that is stored, however it came, and each has its reason."""

import tempfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.duration import HOUR
from domain.parameter import Flag
from domain.reading import Reading
from storage.state.air import invalidations, quality
from storage.state.air.quality import Mark
from tests.examples import examples
from tests.unit.watch.conftest import MINUTE, NOON, Town
from watch.air import quality_hours, quality_marks
from watch.air.quality import Quality
from watch.air.quality_hours import MOST_MARKS, portions, spans_of
from watch.air.quality_marks import DeviceSeries, HourMeans

TEN = 10 * MINUTE


def marks(town: Town, device: str = "a1") -> list[Mark]:
    with town.state.read() as connection:
        return quality.page(connection, device, 0, NOON + 100 * HOUR, limit=10_000, after=(0, ""))


def told(town: Town, device: str = "a1") -> list[tuple[int, str, int, str]]:
    """Return (minutes before noon, parameter, flag, reason)."""
    return [((NOON - mark.time) // MINUTE, mark.parameter, int(mark.flag), mark.reason) for mark in marks(town, device)]


def test_a_sentinel_and_a_value_outside_the_models_range_are_told(town: Town) -> None:
    town.register("a1")
    town.send(Reading("a1", NOON - HOUR, {"pm25": -999.0, "no2": 9000.0}), Reading("a1", NOON - HOUR + TEN, {"pm25": 8.0}))
    town.work(town.watch())
    assert told(town) == [
        (60, "no2", 4, "range: 9000 µg/m³ is outside what generic measures (-100 to 5000)"),
        (60, "pm25", 9, "sentinel: -999 stands for not measured"),
    ]
    assert {mark.rule_version for mark in marks(town)} == {"2026-1"}


def test_a_spike_shows_when_its_next_neighbour_is_there_also_over_the_hour(town: Town) -> None:
    town.register("a1")
    watch = town.watch()
    town.send(Reading("a1", NOON - HOUR - 2 * TEN, {"pm25": 8.0}), Reading("a1", NOON - HOUR - TEN, {"pm25": 158.1}))
    town.work(watch)
    assert told(town) == [(70, "pm25", 3, "rate of change: from 8 to 158.1 µg/m³, faster than 900 an hour")]
    town.send(Reading("a1", NOON - HOUR, {"pm25": 8.0}))
    town.work(watch)
    assert [(minutes, flag, reason.split(":")[0]) for minutes, _, flag, reason in told(town)] == [
        (70, 3, "spike"),
        (60, 3, "rate of change"),
    ]


def test_a_correction_takes_a_flag_away(town: Town) -> None:
    town.register("a1")
    watch = town.watch()
    town.send(Reading("a1", NOON - HOUR, {"pm25": -999.0}))
    town.work(watch)
    town.send(Reading("a1", NOON - HOUR, {"pm25": 8.0}))
    town.work(watch)
    assert told(town) == []


def test_a_suspect_value_stays_in_the_mean(town: Town) -> None:
    town.register("a1")
    town.send(*[Reading("a1", NOON - HOUR + n * TEN, {"pm25": value}) for n, value in enumerate([8.0, 8.0, 308.0, 8.0, 8.0, 8.0])])
    town.work(town.watch())
    assert {flag for _, _, flag, _ in told(town)} == {3}
    assert [(hour.mean, hour.n) for hour in town.means()] == [(58.0, 6)]


def test_an_optical_sensor_in_humid_air_is_suspect_and_another_is_not(town: Town) -> None:
    town.register("a1", model="sensor-community/airrohr")
    town.register("a2")
    for device in ("a1", "a2"):
        town.send(Reading(device, NOON - HOUR, {"pm25": 8.0, "humidity": 92.0}))
    town.work(town.watch())
    assert told(town) == [(60, "pm25", 3, "humidity: 92 % is above 85 %, where drops count as dust")]
    assert told(town, "a2") == []


def test_a_flat_line_is_told_from_its_sixth_hour_on(town: Town) -> None:
    town.register("a1")
    town.send(*[Reading("a1", NOON - 7 * HOUR + n * TEN, {"pm25": 12.3}) for n in range(40)])
    town.work(town.watch())
    assert [minutes for minutes, _, _, _ in told(town)] == [60, 50, 40, 30]
    assert told(town)[0][3] == "flat line: 12.3 µg/m³ for 6 h"


def test_two_channels_that_disagree_fail_both_for_the_hour(town: Town) -> None:
    town.register("p:a")
    town.register("p:b")
    watch = town.watch()
    town.send_hour("p:a", NOON - HOUR, 40.0)
    town.work(watch)
    assert told(town, "p:a") == []
    town.send_hour("p:b", NOON - HOUR, 4.0)
    town.work(watch)
    for device in ("p:a", "p:b"):
        assert {(flag, reason.split(":")[0]) for _, _, flag, reason in told(town, device)} == {(4, "two channels")}
    assert town.means() == []


def test_a_declared_period_is_a_flag_with_who_and_why(town: Town) -> None:
    town.register("a1")
    watch = town.watch()
    town.send_hour("a1", NOON - HOUR, 8.0)
    town.work(watch)
    with town.state.begin() as connection:
        invalidations.declare(connection, "a1", None, NOON - 20 * MINUTE, NOON, reason="calibrated", by="Kari", now=town.now)
    town.work(watch)
    assert told(town) == [(20, "pm25", 4, "declared invalid by Kari: calibrated"), (10, "pm25", 4, "declared invalid by Kari: calibrated")]
    assert [hour.n for hour in town.means()] == [4]


def test_hours_that_have_a_say_in_each_other_are_judged_together() -> None:
    assert spans_of([10 * HOUR]) == ((8 * HOUR, 19 * HOUR),)
    assert spans_of([10 * HOUR, 20 * HOUR, 50 * HOUR]) == ((8 * HOUR, 29 * HOUR), (48 * HOUR, 59 * HOUR))


slots = st.tuples(st.sampled_from(["p:a", "p:b"]), st.integers(0, 90), st.sampled_from([-999.0, 8.0, 8.0, 8.0, 30.0, 400.0]))


@examples(20)
@given(st.lists(st.lists(slots, min_size=1, max_size=30), min_size=1, max_size=4))
def test_step_by_step_gives_the_flags_that_all_at_once_gives(arrivals: list[list[tuple[str, int, float]]]) -> None:
    batches = [[Reading(name, NOON - 16 * HOUR + slot * TEN, {"pm25": value}) for name, slot, value in batch] for batch in arrivals]
    flags = []
    for stepwise in (True, False):
        with tempfile.TemporaryDirectory() as directory:
            town = Town(Path(directory))
            for device in ("p:a", "p:b"):
                town.register(device)
            watch = town.watch()
            for batch in batches:
                town.send(*batch)
                if stepwise:
                    town.work(watch)
            town.work(watch)
            flags.append([marks(town, device) for device in ("p:a", "p:b")])
            town.readings.close()
            town.state.close()
    assert flags[0] == flags[1]


def test_a_sign_of_life_comes_between_two_devices_however_much_there_is_to_judge(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    devices = [f"a{number}" for number in range(4)]
    watch, signs = town.watch(), list[int]()
    watch._alive = lambda: signs.append(town.now)
    for device in devices:
        town.register(device)
        town.send_hour(device, NOON - HOUR, 8.0)

    def slow_marks(series: DeviceSeries, quality_: Quality, other: HourMeans) -> list[Mark]:
        town.now += 20_000
        return quality_marks.marks(series, quality_, other)

    monkeypatch.setattr(quality_hours, "marks", slow_marks)
    town.work(watch, seconds=100)
    assert max(after - before for before, after in pairwise(signs)) == 20_000


def test_flags_are_kept_in_portions_so_that_nobody_waits_long_for_the_state() -> None:
    mark = Mark(device_id="a1", time=0, parameter="pm25", flag=Flag.SUSPECT, reason="spike", rule_version="1")
    flags = {"a1": [mark], "a3": [mark] * MOST_MARKS, "a4": [mark] * MOST_MARKS * 2}
    assert list(portions(["a1", "a2", "a3", "a4", "a5"], flags)) == [["a1", "a2", "a3"], ["a4"], ["a5"]]
    assert list(portions([], flags)) == []
