"""The admin key that `run` leaves is a valid one, made once, and the audit log says so."""

from pathlib import Path

from bysans.run.admin_key import ensure_admin_key
from storage.state.access import key_log, keys
from storage.state.audit import log
from storage.state.engine import State


def test_the_key_is_made_once_and_again_only_when_it_has_ended(tmp_path: Path, state: State) -> None:
    file = ensure_admin_key(tmp_path, state, 5)
    first = file.read_text()
    assert ensure_admin_key(tmp_path, state, 6).read_text() == first
    with state.begin() as connection:
        keys.revoke(connection, first.split("_")[1], 7)
    assert ensure_admin_key(tmp_path, state, 8).read_text() != first
    assert file.stat().st_mode & 0o077 == 0


def test_making_it_stands_in_the_audit_log(tmp_path: Path, state: State) -> None:
    key_id = ensure_admin_key(tmp_path, state, 5).read_text().split("_")[1]
    with state.read() as connection:
        (entry,) = log.page(connection)
        assert (entry.at, entry.actor, entry.name, entry.action, entry.kind, entry.thing) == (
            *(5, "command", "bysans run"),
            *("added", "key", key_id),
        )
        assert key_log.newest(connection, 9, limit=9)[0].by == "bysans run"
