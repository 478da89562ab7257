"""What people set on the pages is kept, section by section; a change of it stands in the audit log, once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.access.actor import Actor
from storage.state import own_settings
from storage.state.audit import log
from storage.state.audit.acting import Acting, acts
from storage.state.engine import State


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    state = State(f"sqlite:///{tmp_path / 'state.db'}")
    yield state
    state.close()


def test_each_change_is_kept_with_who_made_it_and_what_stood_before(state: State) -> None:
    for at, by, body in ((1, "kari", {"change_percent": -20}), (2, "ola", {"change_percent": -30}), (3, "kari", None)):
        with acts(Acting(wall=lambda at=at: at, actor=Actor(kind="person", name=by))), state.begin() as connection:
            own_settings.put(connection, "goal", "km", body)
    with state.read() as connection:
        assert own_settings.read(connection, "goal") == {}
        entries = log.page(connection)
    bodies = [[side and side["body"] for side in (entry.before, entry.after)] for entry in entries]
    assert [(entry.at, entry.name, *sides) for entry, sides in zip(entries, bodies, strict=True)] == [
        (3, "kari", {"change_percent": -30}, None),
        (2, "ola", {"change_percent": -20}, {"change_percent": -30}),
        (1, "kari", None, {"change_percent": -20}),
    ]


def test_what_is_set_already_is_no_change_and_sections_are_apart(state: State) -> None:
    with acts(Acting(wall=lambda: 1, actor=Actor(kind="person", name="kari"))), state.begin() as connection:
        own_settings.put(connection, "goal", "km", {"a": 1})
        own_settings.put(connection, "goal", "km", {"a": 1})
        own_settings.put(connection, "practice", "hours", None)
        assert own_settings.read(connection, "goal") == {"km": {"a": 1}}
        assert own_settings.read(connection, "practice") == {}
        assert len(log.page(connection)) == 1
