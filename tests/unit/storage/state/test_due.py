"""What is due is told in order, and forgotten only as it was read."""

from storage.state import due
from storage.state.due import SILENCE, SITE_HOUR, Due
from storage.state.engine import State


def test_a_thing_is_due_at_its_time_and_not_a_millisecond_before(state: State) -> None:
    with state.begin() as connection:
        due.put(connection, SILENCE, {"a": 1000})
        assert due.reached(connection, SILENCE, 999) == []
        assert due.reached(connection, SILENCE, 1000) == [Due(SILENCE, "a", 1000)]


def test_the_longest_due_comes_first_and_kinds_live_apart(state: State) -> None:
    with state.begin() as connection:
        due.put(connection, SILENCE, {"a": 3, "b": 1, "c": 2})
        due.put(connection, SITE_HOUR, {"square 0": 1})
        assert [row.key for row in due.reached(connection, SILENCE, 10, limit=2)] == ["b", "c"]


def test_setting_it_again_moves_it(state: State) -> None:
    with state.begin() as connection:
        due.put(connection, SILENCE, {"a": 1})
        due.put(connection, SILENCE, {"a": 50})
        assert due.reached(connection, SILENCE, 49) == []


def test_what_was_moved_while_it_was_worked_on_stays(state: State) -> None:
    with state.begin() as connection:
        due.put(connection, SITE_HOUR, {"a": 1, "b": 1})
        read = due.reached(connection, SITE_HOUR, 10)
        due.put(connection, SITE_HOUR, {"a": 2})
        due.done(connection, read)
        assert [row.key for row in due.reached(connection, SITE_HOUR, 10)] == ["a"]


def test_what_is_forgotten_is_never_due(state: State) -> None:
    with state.begin() as connection:
        due.put(connection, SILENCE, {"a": 1, "b": 1})
        due.forget(connection, SILENCE, ["a"])
        assert [row.key for row in due.reached(connection, SILENCE, 10)] == ["b"]
