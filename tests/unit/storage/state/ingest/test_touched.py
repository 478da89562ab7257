"""A device-hour waits once, and is forgotten only as it was read."""

from domain.duration import HOUR
from storage.state.engine import State
from storage.state.ingest import touched
from storage.state.ingest.touched import WaitingHours


def test_a_device_hour_touched_twice_waits_once_with_its_least_age(state: State) -> None:
    with state.begin() as connection:
        touched.touch(connection, [("a", HOUR, 500), ("b", HOUR, 10)])
        touched.touch(connection, [("a", HOUR, 300)])
        touched.touch(connection, [("b", HOUR, 20)])
        assert {row.device_id: row.age for row in touched.waiting(connection, 10)} == {"a": 300, "b": 10}


def test_a_device_hour_may_stand_twice_in_one_call(state: State) -> None:
    with state.begin() as connection:
        touched.touch(connection, [("a", HOUR, 500), ("a", HOUR, 300), ("a", HOUR, 400)])
        assert [row.age for row in touched.waiting(connection, 10)] == [300]


def test_the_longest_waiting_comes_first_and_no_more_than_asked(state: State) -> None:
    with state.begin() as connection:
        for device in ("c", "a", "b"):
            touched.touch(connection, [(device, HOUR, 0)])
        assert [row.device_id for row in touched.waiting(connection, 2)] == ["c", "a"]


def test_hours_from_a_time_on_can_be_left_for_later(state: State) -> None:
    with state.begin() as connection:
        touched.touch(connection, [("a", HOUR, 0), ("a", 2 * HOUR, 0)])
        assert [row.hour for row in touched.waiting(connection, 10, before=2 * HOUR)] == [HOUR]


def test_what_was_touched_again_while_it_was_worked_on_stays(state: State) -> None:
    with state.begin() as connection:
        touched.touch(connection, [("a", HOUR, 0), ("b", HOUR, 0)])
        read = touched.waiting(connection, 10)
        touched.touch(connection, [("a", HOUR, 0)])
        touched.done(connection, read)
        assert [row.device_id for row in touched.waiting(connection, 10)] == ["a"]


def test_the_backlog_tells_count_and_revisions(state: State) -> None:
    with state.begin() as connection:
        assert touched.backlog(connection) == WaitingHours(0, 0, 0)
        touched.touch(connection, [("a", HOUR, 0), ("b", HOUR, 0)])
        touched.touch(connection, [("c", HOUR, 0)])
        rows = touched.waiting(connection, 3)
        assert touched.backlog(connection) == WaitingHours(3, rows[0].rev, rows[-1].rev)


def test_a_change_of_the_registry_touches_the_hours_that_end_after_it_and_is_late(state: State) -> None:
    with state.begin() as connection:
        touched.touch_since(connection, "a", 2 * HOUR + 1, [HOUR, 2 * HOUR, 3 * HOUR])
        rows = touched.waiting(connection, 10)
    assert sorted(row.hour for row in rows) == [2 * HOUR, 3 * HOUR]
    assert all(row.age > 24 * HOUR for row in rows)


def test_what_was_touched_together_comes_hour_by_hour(state: State) -> None:
    with state.begin() as connection:
        touched.touch(connection, [(device, hour * HOUR, 0) for device in ("a", "b") for hour in (2, 1)])
        assert [(row.hour // HOUR, row.device_id) for row in touched.waiting(connection, 10)] == [(1, "a"), (1, "b"), (2, "a"), (2, "b")]
