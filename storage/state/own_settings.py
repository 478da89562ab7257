"""Stores what people set on the pages; who changed what is in the audit log."""

from collections.abc import Mapping
from typing import Any, Literal

from sqlalchemy import Connection, delete, select

from storage.state.engine import upsert
from storage.state.tables.own_settings import own_settings

Section = Literal["receiver", "practice", "goal", "columns"]
Body = Mapping[str, Any]


def read(connection: Connection, section: Section) -> dict[str, Body]:
    """Return a section's settings by id."""
    query = select(own_settings.c.id, own_settings.c.body).where(own_settings.c.section == section).order_by(own_settings.c.id)
    return {row.id: row.body for row in connection.execute(query)}


def put(connection: Connection, section: Section, setting_id: str, body: Body | None) -> None:
    """Set a setting, or take it away with None; what is set already is no change."""
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
