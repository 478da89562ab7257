"""Keys that are no parameter are counted by device, within bounds."""

import pytest

from storage.state.engine import State
from storage.state.ingest import unknown_keys
from storage.state.ingest.unknown_keys import LONGEST, MOST, UnknownKey, stored_key


def test_counts_add_up_and_the_last_time_moves_on(state: State) -> None:
    with state.begin() as connection:
        unknown_keys.add(connection, [UnknownKey("a", "x", 2, 10, 20), UnknownKey("b", "x", 1, 10, 10)])
        unknown_keys.add(connection, [UnknownKey("a", "x", 3, 30, 40)])
        assert unknown_keys.of_devices(connection, ["a"]) == [UnknownKey("a", "x", 5, 10, 40)]
        assert len(unknown_keys.of_devices(connection, ["a", "b", "c"])) == 2


def test_of_one_device_only_so_many_keys_are_kept_and_those_go_on_counting(state: State) -> None:
    with state.begin() as connection:
        unknown_keys.add(connection, [UnknownKey("a", f"k{n:03}", 1, 0, 0) for n in range(MOST + 5)])
        unknown_keys.add(connection, [UnknownKey("a", "new", 1, 0, 0), UnknownKey("a", "k000", 1, 0, 5), UnknownKey("b", "k", 1, 0, 0)])
        kept = unknown_keys.of_devices(connection, ["a"])
        assert (len(kept), kept[0].count, kept[0].last_seen) == (MOST, 2, 5)
        assert len(unknown_keys.of_devices(connection, ["b"])) == 1


def test_what_nobody_sends_any_more_is_forgotten(state: State) -> None:
    with state.begin() as connection:
        unknown_keys.add(connection, [UnknownKey("a", "old", 1, 0, 9), UnknownKey("a", "new", 1, 0, 10)])
        unknown_keys.forget(connection, 10)
        assert [row.key for row in unknown_keys.of_devices(connection, ["a"])] == ["new"]


@pytest.mark.parametrize(
    ("name", "stored"), [("PM_X", "PM_X"), ("støv", "støv"), ("a\x00b", "a\\x00b"), ("\u202eb", "\\u202eb"), ("x" * 99, "x" * LONGEST)]
)
def test_a_key_is_kept_as_every_store_and_page_can_show_it(name: str, stored: str) -> None:
    assert stored_key(name) == stored
