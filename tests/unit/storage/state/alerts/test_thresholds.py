"""A threshold's versions only grow, and each change is kept with its author."""

from pathlib import Path

import pytest

from storage.state.alerts import thresholds
from storage.state.engine import State


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(f"sqlite:///{tmp_path / 'state.db'}")


def test_a_change_raises_the_version_and_is_kept(state: State) -> None:
    with state.begin() as connection:
        thresholds.put(connection, "t", {"raise": 50}, by="ann", now=1)
        changed = thresholds.put(connection, "t", {"raise": 60}, by="bo", now=2)
        assert changed.version == 2
        assert thresholds.get(connection, "t") == changed
        newest, first = thresholds.history(connection, "t")
    assert (first.by, first.before, first.after) == ("ann", None, {"raise": 50})
    assert (newest.by, newest.at, newest.before, newest.after) == ("bo", 2, {"raise": 50}, {"raise": 60})


def test_one_made_again_after_deletion_does_not_carry_an_old_version(state: State) -> None:
    with state.begin() as connection:
        thresholds.put(connection, "t", {"raise": 50}, by="ann", now=1)
        thresholds.remove(connection, "t", by="ann", now=2)
        assert thresholds.get(connection, "t") is None
        again = thresholds.put(connection, "t", {"raise": 70}, by="ann", now=3)
        assert again.version == 3
        assert [change.after for change in thresholds.history(connection, "t")] == [{"raise": 70}, None, {"raise": 50}]


def test_pages_follow_ids_and_history_pages_go_back(state: State) -> None:
    with state.begin() as connection:
        for name in ("b", "c", "a"):
            thresholds.put(connection, name, {}, by="ann", now=1)
        thresholds.put(connection, "a", {"x": 1}, by="ann", now=2)
        assert [t.id for t in thresholds.page(connection, limit=2)] == ["a", "b"]
        assert [t.id for t in thresholds.page(connection, after="b")] == ["c"]
        assert [change.version for change in thresholds.history(connection, "a", before=2)] == [1]
