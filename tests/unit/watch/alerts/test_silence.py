"""A device is silent three intervals after it was last heard, and no longer than until it speaks."""

from domain.duration import HOUR
from domain.reading import Reading
from storage.state import due
from tests.unit.watch.conftest import MINUTE, NOON, Town


def silent(town: Town) -> list[str]:
    with town.state.read() as connection:
        return [row.key for row in due.reached(connection, due.SILENCE, town.now)]


def until(town: Town) -> dict[str, int]:
    with town.state.read() as connection:
        return {row.key: row.at for row in due.reached(connection, due.SILENCE, NOON + 1000 * HOUR)}


def test_a_device_is_silent_three_intervals_after_its_reading(town: Town) -> None:
    watch = town.watch()
    town.register("a1", interval_s=600)
    town.send(Reading("a1", NOON, {"pm25": 8.0}))
    town.work(watch)
    assert until(town) == {"a1": NOON + 30 * MINUTE}
    town.now = NOON + 30 * MINUTE - 1
    assert silent(town) == []
    town.now = NOON + 30 * MINUTE
    assert silent(town) == ["a1"]


def test_it_stays_silent_until_it_speaks(town: Town) -> None:
    watch = town.watch()
    town.register("a1", since=NOON - HOUR)
    town.work(watch)
    assert silent(town) == []
    town.now = NOON + HOUR
    assert silent(town) == ["a1"]
    town.send(Reading("a1", town.now, {"pm25": 8.0}))
    town.work(watch)
    assert silent(town) == []


def test_any_of_its_values_is_a_sign_of_life(town: Town) -> None:
    watch = town.watch()
    town.register("a1")
    town.send(Reading("a1", NOON, {"pm25": 8.0}))
    town.work(watch)
    town.now = NOON + 20 * MINUTE
    town.send(Reading("a1", town.now, {"battery": 3.6}))
    town.work(watch)
    assert until(town) == {"a1": NOON + 50 * MINUTE}


def test_one_that_never_sent_is_expected_from_its_registration_on(town: Town) -> None:
    town.register("a1", since=NOON - 1000 * HOUR)  # for what it kept from before; nobody expected it then
    town.register("a2", since=NOON + HOUR)
    town.work(town.watch())
    assert until(town)["a1"] in range(NOON + 30 * MINUTE, town.now + 30 * MINUTE + 1)
    assert until(town)["a2"] == NOON + HOUR + 30 * MINUTE


def test_a_device_that_replays_another_year_is_not_silent(town: Town) -> None:
    watch = town.watch()
    town.register("a1")
    town.send(Reading("a1", NOON - 20_000 * HOUR, {"pm25": 8.0}))
    town.work(watch)
    assert silent(town) == []


def test_another_interval_moves_its_silence(town: Town) -> None:
    watch = town.watch()
    town.register("a1", interval_s=600)
    town.send(Reading("a1", NOON, {"pm25": 8.0}))
    town.work(watch)
    town.register("a1", interval_s=3600)
    town.work(watch)
    assert until(town) == {"a1": NOON + 3 * HOUR}


def test_a_removed_device_is_never_silent(town: Town) -> None:
    watch = town.watch()
    town.register("a1", since=NOON - HOUR)
    town.work(watch)
    town.remove("a1", at=NOON)
    town.work(watch)
    assert until(town) == {}


def test_nobody_expects_a_device_that_nobody_registered(town: Town) -> None:
    town.send(Reading("stranger", NOON, {"pm25": 8.0}))
    town.work(town.watch())
    assert until(town) == {}
