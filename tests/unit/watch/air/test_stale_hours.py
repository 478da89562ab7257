"""A registration that reaches back in time corrects the hours since, at the old site and at the new."""

import pytest

from domain.duration import HOUR
from domain.reading import Reading
from storage.readings.protocol import StoreAwayError
from tests.unit.watch.conftest import MINUTE, NOON, Town
from watch.loop import Watch


@pytest.fixture
def watch(town: Town) -> Watch:
    town.register("a1", "square")
    town.register("a2", "harbour")
    for back in (4, 3, 2, 1):
        town.send_hour("a1", NOON - back * HOUR, 10.0)
        town.send_hour("a2", NOON - back * HOUR, 20.0)
    watch = town.watch()
    town.work(watch)
    return watch


def hours(town: Town, site: str) -> list[tuple[int, float, tuple[str, ...]]]:
    return [((hour.start - NOON) // HOUR, hour.mean, hour.sources) for hour in town.means(site)]


def test_a_device_that_moved_two_hours_ago_counts_where_it_stands_since(town: Town, watch: Watch) -> None:
    town.register("a1", "harbour", since=NOON - 2 * HOUR)
    town.work(watch)
    assert hours(town, "square") == [(-4, 10.0, ("a1",)), (-3, 10.0, ("a1",))]
    assert hours(town, "harbour")[2:] == [(-2, 15.0, ("a1", "a2")), (-1, 15.0, ("a1", "a2"))]


def test_a_correction_of_where_it_always_stood_empties_the_old_site(town: Town, watch: Watch) -> None:
    town.register("a1", "park")
    town.work(watch)
    assert hours(town, "square") == []
    assert [mean for _, mean, _ in hours(town, "park")] == [10.0] * 4


def test_a_correction_made_while_no_watch_ran_is_not_missed(town: Town, watch: Watch) -> None:
    town.register("a1", "park")
    town.now += HOUR
    town.work(town.watch("another"))
    assert hours(town, "square") == []
    assert len(hours(town, "park")) == 4


def test_a_version_between_two_changes_only_the_time_until_the_next(town: Town, watch: Watch) -> None:
    town.register("a1", "harbour", since=NOON - HOUR)
    town.work(watch)
    town.register("a1", "park", since=NOON - 2 * HOUR)
    town.work(watch)
    assert [hour for hour, _, _ in hours(town, "square")] == [-4, -3]
    assert [hour for hour, _, _ in hours(town, "park")] == [-2]
    assert hours(town, "harbour")[-1] == (-1, 15.0, ("a1", "a2"))


def test_a_device_moved_in_mid_hour_counts_its_readings_at_each_site_apart(town: Town, watch: Watch) -> None:
    town.register("a1", "park", since=NOON - 30 * MINUTE)
    town.work(watch)
    last, moved = town.means("square")[-1], town.means("park")[0]
    assert ((last.n, last.expected, last.valid), (moved.n, moved.expected, moved.valid)) == ((3, 6, False), (3, 6, False))


def test_a_device_registered_as_a_reference_takes_over_its_site(town: Town, watch: Watch) -> None:
    town.register("a1", "harbour")
    town.work(watch)
    assert hours(town, "harbour")[0] == (-4, 15.0, ("a1", "a2"))
    town.register("a1", "harbour", model="reference")
    town.work(watch)
    assert hours(town, "harbour")[0] == (-4, 10.0, ("a1",))


def test_a_reference_that_leaves_gives_the_site_back_to_its_devices(town: Town, watch: Watch) -> None:
    town.register("a1", "harbour", model="reference")
    town.work(watch)
    town.register("a1", "park", model="reference")
    town.work(watch)
    assert hours(town, "harbour") == [(hour, 20.0, ("a2",)) for hour in (-4, -3, -2, -1)]


def test_another_interval_changes_what_was_expected(town: Town, watch: Watch) -> None:
    town.register("a1", "square", interval_s=60)
    town.work(watch)
    assert [(hour.n, hour.expected, hour.valid) for hour in town.means()] == [(6, 60, False)] * 4


def test_a_removed_device_counts_until_then(town: Town, watch: Watch) -> None:
    town.remove("a1", at=NOON - 2 * HOUR)
    town.work(watch)
    assert [hour for hour, _, _ in hours(town, "square")] == [-4, -3]


def test_readings_from_before_the_registration_count_once_it_is_there(town: Town, watch: Watch) -> None:
    town.send_hour("new", NOON - HOUR, 30.0)
    town.work(watch)
    town.register("new", "park", since=NOON)
    town.work(watch)
    assert hours(town, "park") == [(-1, 30.0, ("new",))]


def test_a_change_that_finds_the_store_away_is_followed_when_it_is_back(town: Town, watch: Watch) -> None:
    town.readings.error = StoreAwayError("away")
    town.register("a1", "park")
    town.work(watch, seconds=60)
    town.readings.error = None
    town.work(watch, seconds=40)
    assert (hours(town, "square"), len(hours(town, "park"))) == ([], 4)


def test_a_change_that_concerns_no_reading_reads_and_settles_nothing_more(town: Town, watch: Watch) -> None:
    town.register("a1", "park", since=NOON + MINUTE)
    town.now = NOON + 2 * MINUTE
    town.work(watch)
    assert len(hours(town, "square")) == 4
    town.send(Reading("a1", NOON + 2 * MINUTE, {"pm25": 1.0}))
    town.work(watch)
    assert [hour for hour, _, _ in hours(town, "park")] == [0]
