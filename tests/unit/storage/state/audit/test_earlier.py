"""A store of before the audit log keeps what only its older logs tell, says each change once, and forgets who it was as the log does."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, insert, text

from domain.access.actor import Actor
from storage.state import forgotten_names
from storage.state.access import key_log
from storage.state.access.key_log import KeyEvent
from storage.state.audit import earlier, log
from storage.state.audit.acting import Acting
from storage.state.audit.log import Change
from storage.state.audit.verify import verified
from storage.state.engine import State
from storage.state.revisions import migrate
from storage.state.tables.own_settings import own_setting_changes

KEY = {"key_id": "k1", "by": "kari"}
SETTING = {"by": "kari", "section": "receiver", "id": "ola"}


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    """A store of revision 21 brought up to date: a key and a receiver of before the audit log, revoked and removed with it there."""
    url = f"sqlite:///{tmp_path / 'old.db'}"
    engine = create_engine(url)
    migrate(engine, "0021")
    with engine.begin() as connection:
        key = "'k1', 'gateway', x'00', '[]', 100, 9000, 700"
        connection.execute(text(f"INSERT INTO keys (id, name, hash, scopes, created_at, revoked_at, last_used_at) VALUES ({key})"))
        for at, event in ((100, "created"), (600, "first_used"), (9000, "revoked")):
            values = {"at": at, "event": event, **KEY}
            connection.execute(text('INSERT INTO key_events (at, event, key_id, "by") VALUES (:at, :event, :key_id, :by)'), values)
        person = {"name": "Ola", "email": "ola@kommune.example"}
        for at, before, after in ((100, None, person), (9000, person, None)):
            connection.execute(insert(own_setting_changes).values(at=at, before=before, after=after, **SETTING))
        acting = Acting(wall=lambda: 9001, actor=Actor(kind="person", name="Eva"))
        revoked = Change(action="changed", kind="key", thing="k1", before={"revoked_at": None}, after={"revoked_at": 9000})
        removed = Change(action="removed", kind="receiver", thing="ola", before={"body": person}, after=None)
        log.append(connection, acting, [revoked, removed])
    engine.dispose()
    with closing(State(url)) as state:
        yield state


def events(state: State) -> list[KeyEvent]:
    with state.read() as connection:
        return key_log.newest(connection, 9999, limit=9)


def test_what_the_audit_log_tells_is_told_by_it_alone_and_what_it_does_not_stays(state: State) -> None:
    with state.read() as connection:
        assert [(change.at, change.after) for change in earlier.setting_changes(connection, limit=9)] == [
            (100, {"name": "Ola", "email": "ola@kommune.example"})
        ]
        assert earlier.who_changed_keys(connection) == {("k1", "created"): "kari"}
        assert verified(log.all_rows(connection)).broken is None
    assert [(event.at, event.event, event.by) for event in events(state)] == [
        (9000, "revoked", "Eva"),
        (600, "first_used", "gateway"),
        (100, "created", "kari"),
    ]


def test_who_it_was_is_forgotten_in_the_older_logs_too(state: State) -> None:
    with state.begin() as connection:
        forgotten_names.forget(connection, before=101)
        assert earlier.setting_changes(connection, limit=9) == []
    assert [(event.event, event.by) for event in events(state)] == [("revoked", "Eva"), ("first_used", "gateway"), ("created", None)]
