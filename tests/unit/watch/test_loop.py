"""One watch leads, keeps up with changes, says how it is, and comes back when a store was away."""

import threading
from unittest.mock import patch

import pytest
import structlog

from domain.duration import HOUR
from domain.reading import Reading
from storage.readings.protocol import StoreAwayError, StoreRefusesError
from storage.state.engine import State, StateAwayError
from storage.state.ingest import touched
from tests.unit.watch.conftest import MINUTE, NOON, Town
from watch.loop import LEADER, STANDBY


def test_a_stored_hour_becomes_its_sites_mean(town: Town) -> None:
    town.register("a1")
    town.send_hour("a1", NOON - HOUR, 8.0)
    town.work(town.watch())
    [hour] = town.means()
    assert (hour.start, hour.mean, hour.n, hour.expected, hour.valid, hour.sources) == (NOON - HOUR, 8.0, 6, 6, True, ("a1",))
    assert town.waiting() == 0


def test_a_late_reading_and_a_correction_change_the_hour(town: Town) -> None:
    watch = town.watch()
    town.register("a1")
    town.send_hour("a1", NOON - HOUR, 8.0, count=4)
    town.work(watch)
    assert not town.means()[0].valid
    town.send(Reading("a1", NOON - 20 * MINUTE, {"pm25": 8.0}), Reading("a1", NOON - HOUR, {"pm25": 18.0}))
    town.work(watch)
    [hour] = town.means()
    assert (hour.mean, hour.n, hour.valid) == (10.0, 5, True)


def test_the_hour_of_a_device_nobody_registered_is_settled_without_a_mean(town: Town) -> None:
    town.send(Reading("stranger", NOON - 1, {"pm25": 8.0}))
    town.work(town.watch())
    assert (town.means(), town.waiting()) == ([], 0)


def test_only_one_of_two_works_and_the_other_takes_over_when_its_lease_ends(town: Town) -> None:
    town.register("a1")
    first, second = town.watch("one"), town.watch("two")
    town.work(first)
    town.send_hour("a1", NOON - HOUR, 8.0)
    town.work(second, seconds=9.0)
    assert (town.means(), town.waiting()) == ([], 1)
    town.work(second, seconds=3.0)
    assert len(town.means()) == 1


def test_a_second_one_says_once_that_it_stands_by_and_that_it_works_after_all(town: Town) -> None:
    first, second = town.watch("one"), town.watch("two")
    with structlog.testing.capture_logs() as said:
        town.work(first)
        assert said == [], "one that is alone has nothing to say of others"
        town.work(second, seconds=9.0)
        assert [line["event"] for line in said] == ["another watch leads: this one stands by, and takes over when that one ends"]
        town.work(second, seconds=3.0)
    assert [line["event"] for line in said[1:]] == ["leads from now on"]


def test_one_that_stopped_in_good_order_is_followed_at_once(town: Town) -> None:
    town.register("a1")
    first, second = town.watch("one"), town.watch("two")
    town.work(first)
    stop = threading.Event()
    stop.set()
    first.run(stop)
    town.send_hour("a1", NOON - HOUR, 8.0)
    town.work(second)
    assert len(town.means()) == 1


def test_a_leader_that_was_away_too_long_writes_nothing_over_its_successors_results(town: Town) -> None:
    town.register("a1")
    first, second = town.watch("one"), town.watch("two")
    town.work(first)
    town.send_hour("a1", NOON - HOUR, 8.0)
    read = town.readings.read

    def stopped_while_reading(*args: object, **kwargs: object) -> list[Reading]:
        page = read(*args, **kwargs)  # type: ignore[arg-type]
        town.readings.read = read  # type: ignore[method-assign]
        town.now += 60_000
        town.send_hour("a1", NOON - HOUR, 20.0)
        town.work(second)
        return page

    town.readings.read = stopped_while_reading  # type: ignore[method-assign]
    first.step()
    assert [hour.mean for hour in town.means()] == [20.0]
    assert town.waiting() == 0


def test_a_store_that_is_away_is_said_and_asked_again_until_it_is_back(town: Town) -> None:
    watch = town.watch()
    town.register("a1")
    town.work(watch)
    town.send_hour("a1", NOON - HOUR, 8.0)
    town.readings.error = StoreAwayError("influxdb does not answer at http://localhost:8086")
    town.work(watch, seconds=300)
    [check] = town.heartbeats()[LEADER].checks
    assert (check.ok, check.reason) == (False, "influxdb does not answer at http://localhost:8086")
    town.readings.error = None
    town.work(watch, seconds=35)
    assert len(town.means()) == 1
    assert town.heartbeats()[LEADER].checks[0].ok


def test_a_sign_of_life_comes_each_second_whether_it_works_or_waits_for_a_store(town: Town) -> None:
    watch, signs = town.watch(), list[int]()
    watch._alive = lambda: signs.append(town.now)
    town.work(watch, seconds=3.0)
    assert [sign - NOON for sign in signs] == [0, 1000, 2000]
    with patch.object(State, "begin", side_effect=StateAwayError("locked")):
        town.work(watch, seconds=2.0)
    assert [sign - NOON for sign in signs[3:]] == [3000, 4000]
    town.now += 1000
    watch._insistent_pulse()  # as long work calls it between its parts
    assert len(signs) == 6


def test_damage_of_the_state_stays_what_the_heartbeat_says(town: Town) -> None:
    watch = town.watch()
    town.state.damage = "the state is damaged: bring back a backup"
    town.work(watch)
    [check] = town.heartbeats()[LEADER].checks
    assert (check.ok, check.reason) == (False, "the state is damaged: bring back a backup")


def test_waits_for_a_store_grow_up_to_half_a_minute(town: Town) -> None:
    watch = town.watch()
    town.register("a1")
    town.work(watch)
    town.send_hour("a1", NOON - HOUR, 8.0)
    town.readings.error, town.readings.reads = StoreRefusesError("the token may not read bucket bysans"), 0
    town.work(watch, seconds=600)
    assert 20 <= town.readings.reads <= 60


def test_a_store_that_names_its_time_is_not_asked_before(town: Town) -> None:
    watch = town.watch()
    town.register("a1")
    town.work(watch)
    town.send_hour("a1", NOON - HOUR, 8.0)
    town.readings.error, town.readings.reads = StoreAwayError("busy", retry_after=120.0), 0
    town.work(watch, seconds=119)
    assert town.readings.reads == 1


def test_the_heartbeat_tells_backlog_lag_and_who_leads(town: Town) -> None:
    first, second = town.watch("one"), town.watch("two")
    town.register("a1")
    town.work(first)
    town.send_hour("a1", NOON - HOUR, 8.0)
    town.readings.error = StoreAwayError("away")
    town.work(first, seconds=60)
    town.work(second, seconds=1.25)
    beats = town.heartbeats()
    assert beats[LEADER].gauges["touched"] == 1.0
    assert 55 <= beats[LEADER].gauges["lag_s"] <= 62
    assert (beats[LEADER].gauges["leader"], beats[STANDBY].gauges["leader"]) == (1.0, 0.0)
    assert town.now - beats[LEADER].at < 3000


def test_what_is_touched_while_it_is_worked_out_is_worked_out_again(town: Town) -> None:
    watch = town.watch()
    town.register("a1")
    town.work(watch)
    town.send_hour("a1", NOON - HOUR, 8.0)
    read = town.readings.read

    def arriving_meanwhile(*args: object, **kwargs: object) -> list[Reading]:
        page = read(*args, **kwargs)  # type: ignore[arg-type]
        town.readings.read = read  # type: ignore[method-assign]
        town.send_hour("a1", NOON - HOUR, 20.0)
        return page

    town.readings.read = arriving_meanwhile  # type: ignore[method-assign]
    watch.step()
    assert town.waiting() == 1
    town.work(watch)
    assert ([hour.mean for hour in town.means()], town.waiting()) == ([20.0], 0)


def test_a_change_of_the_registry_is_followed_by_what_waits_without_a_pause(town: Town) -> None:
    watch = town.watch()
    town.work(watch)
    town.register("a1")
    assert [watch.step() for _ in range(2)] == [0.0, 0.25]


def _let_a_read_take(town: Town, milliseconds: int) -> None:
    read = town.readings.read

    def slow(*args: object, **kwargs: object) -> list[Reading]:
        town.now += milliseconds
        return read(*args, **kwargs)  # type: ignore[arg-type]

    town.readings.read = slow  # type: ignore[method-assign]


def test_hours_that_have_not_ended_leave_nine_tenths_of_the_time_to_others(town: Town) -> None:
    watch = town.watch()
    town.register("a1")
    town.work(watch)
    _let_a_read_take(town, 1000)
    for _ in range(50):
        town.send(Reading("a1", town.now, {"pm25": 8.0}))
        town.work(watch, seconds=1)
    assert town.readings.reads <= 8
    town.send_hour("a1", NOON - HOUR, 8.0)
    town.work(watch, seconds=1)
    assert NOON - HOUR in [hour.start for hour in town.means()]


def test_an_hour_that_has_not_ended_is_worked_out_again_after_nine_times_what_it_took(town: Town) -> None:
    watch = town.watch()
    town.register("a1")
    town.work(watch)
    _let_a_read_take(town, 400)
    town.send(Reading("a1", town.now, {"pm25": 8.0}))
    began = town.now
    watch.step()
    ended = town.now
    assert ended > began
    town.send(Reading("a1", town.now, {"pm25": 9.0}))
    waiting = []
    for town.now in (ended + 9 * (ended - began) - 10, ended + 9 * (ended - began) + 10):
        watch.step()
        waiting.append(town.waiting())
    assert waiting == [1, 0]


def test_catching_up_with_hours_that_have_not_ended_is_not_waiting(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("watch.loop.BATCH", 3)
    names = [f"a{number}" for number in range(10)]
    for name in names:
        town.register(name, site=f"site of {name}")
    watch = town.watch()
    town.work(watch)
    _let_a_read_take(town, 1000)
    town.send(*[Reading(name, town.now, {"pm25": 8.0}) for name in names])
    assert [watch.step() for _ in range(4)] == [0.0, 0.0, 0.0, 0.25]
    assert town.waiting() == 0


def test_hours_that_have_ended_come_before_those_that_have_not(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("watch.loop.BATCH", 3)
    names = [f"a{number}" for number in range(6)]
    for name in names:
        town.register(name, site=f"site of {name}")
    watch = town.watch()
    town.work(watch)
    town.send(*[Reading(name, town.now, {"pm25": 8.0}) for name in names])
    town.send_hour("a0", NOON - HOUR, 9.0)
    watch.step()
    assert NOON - HOUR in [hour.start for hour in town.means("site of a0")]


def test_more_than_a_batch_is_worked_without_a_pause(town: Town) -> None:
    watch = town.watch()
    town.register("a1", interval_s=3600)
    town.work(watch)
    hours = range(NOON - 5000 * HOUR, NOON, HOUR)
    town.readings.write([Reading("a1", hour, {"pm25": 8.0}) for hour in hours])
    with town.state.begin() as connection:
        touched.touch(connection, [("a1", hour, 0) for hour in hours])
    assert [watch.step() for _ in range(3)] == [0.0, 0.0, 0.25]
    assert len(town.means()) == 5000
