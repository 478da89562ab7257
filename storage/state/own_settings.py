"""Stores what people set on the pages, with who changed what and when; the log of changes is only appended to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, delete, insert, select

from storage.state.engine import upsert
from storage.state.tables.own_settings import own_setting_changes, own_settings

Section = Literal["receiver", "practice", "goal", "columns"]
Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingChange:
    """A change of one setting at `at` (ms UTC); `before` is None for a new one, `after` for one that was taken away."""

    at: int
    by: str
    section: Section
    id: str
    before: Body | None
    after: Body | None


def read(connection: Connection, section: Section) -> dict[str, Body]:
    """Return a section's settings by id."""
    query = select(own_settings.c.id, own_settings.c.body).where(own_settings.c.section == section).order_by(own_settings.c.id)
    return {row.id: row.body for row in connection.execute(query)}


def put(connection: Connection, section: Section, setting_id: str, body: Body | None, *, at: int, by: str) -> None:
    """Set a setting, or take it away with None, and keep who did so; what is set already is no change."""
    same = (own_settings.c.section == section) & (own_settings.c.id == setting_id)
    before = connection.execute(select(own_settings.c.body).where(same)).scalar()
    after = None if body is None else dict(body)
    if before == after:
        return
    if after is None:
        connection.execute(delete(own_settings).where(same))
    else:
        row = upsert(connection, own_settings).values(section=section, id=setting_id, body=after)
        connection.execute(row.on_conflict_do_update(index_elements=["section", "id"], set_={"body": after}))
    change = {"at": at, "by": by, "section": section, "id": setting_id, "before": before, "after": after}
    connection.execute(insert(own_setting_changes).values(**change))


def changes(connection: Connection, *, limit: int) -> list[SettingChange]:
    """Return up to `limit` changes, the newest first."""
    query = select(own_setting_changes).order_by(own_setting_changes.c.number.desc()).limit(limit)
    return [
        SettingChange(at=row.at, by=row.by, section=row.section, id=row.id, before=row.before, after=row.after)
        for row in connection.execute(query)
    ]
