"""Changes of settings and keys from before there was the audit log: nothing adds to them, and they are forgotten after as long."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, select

from storage.state.tables.access import key_events
from storage.state.tables.own_settings import own_setting_changes


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingChange:
    """A change of one setting at `at` (ms UTC); `before` is None for a new one, `after` for one that was taken away."""

    at: int
    by: str
    section: str
    id: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


def setting_changes(connection: Connection, *, limit: int) -> list[SettingChange]:
    """Return up to `limit` changes, the newest first."""
    query = select(own_setting_changes).order_by(own_setting_changes.c.number.desc()).limit(limit)
    return [
        SettingChange(at=row.at, by=row.by, section=row.section, id=row.id, before=row.before, after=row.after)
        for row in connection.execute(query)
    ]


def who_changed_keys(connection: Connection) -> dict[tuple[str, str], str]:
    """Return who did what to which key, by the key's id and `created`, `rotated` or `revoked`."""
    return {(row.key_id, row.event): row.by for row in connection.execute(select(key_events)) if row.by is not None}


def forget(connection: Connection, before: int) -> None:
    """Delete what was changed before `before` (ms UTC): it names people."""
    for table in (own_setting_changes, key_events):
        connection.execute(delete(table).where(table.c.at < before))
