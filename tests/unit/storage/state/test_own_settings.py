"""What people set on the pages is kept with who changed what; the log of changes is only added to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.state import own_settings
from storage.state.engine import State


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    state = State(f"sqlite:///{tmp_path / 'state.db'}")
    yield state
    state.close()


def test_each_change_is_kept_with_who_made_it_and_what_stood_before(state: State) -> None:
    with state.begin() as connection:
        own_settings.put(connection, "goal", "km", {"change_percent": -20}, at=1, by="kari")
        own_settings.put(connection, "goal", "km", {"change_percent": -30}, at=2, by="ola")
        own_settings.put(connection, "goal", "km", None, at=3, by="kari")
        assert own_settings.read(connection, "goal") == {}
        changes = own_settings.changes(connection, limit=9)
    assert [(change.at, change.by, change.before, change.after) for change in changes] == [
        (3, "kari", {"change_percent": -30}, None),
        (2, "ola", {"change_percent": -20}, {"change_percent": -30}),
        (1, "kari", None, {"change_percent": -20}),
    ]


def test_what_is_set_already_is_no_change_and_sections_are_apart(state: State) -> None:
    with state.begin() as connection:
        own_settings.put(connection, "goal", "km", {"a": 1}, at=1, by="kari")
        own_settings.put(connection, "goal", "km", {"a": 1}, at=2, by="ola")
        own_settings.put(connection, "practice", "hours", None, at=3, by="ola")
        assert own_settings.read(connection, "goal") == {"km": {"a": 1}}
        assert own_settings.read(connection, "practice") == {}
        assert len(own_settings.changes(connection, limit=9)) == 1
