"""When each key was first and last used, to the minute."""

from collections.abc import Mapping

from sqlalchemy import Connection, case, or_, update

from domain.duration import MINUTE
from storage.state.access.keys import Key
from storage.state.tables.access import keys


def is_worth_noting(key: Key, at: int) -> bool:
    """Return whether a use of this key is its first within a minute."""
    return key.last_used_at is None or at - key.last_used_at >= MINUTE


def note_uses(connection: Connection, uses: Mapping[str, int]) -> None:
    """Keep when (ms UTC) the keys of these ids were used, first and last."""
    for key_id, at in uses.items():
        is_first, is_newer = keys.c.last_used_at.is_(None), keys.c.last_used_at < at
        values = {"last_used_at": at, "first_used_at": case((is_first, at), else_=keys.c.first_used_at)}
        connection.execute(update(keys).where(keys.c.id == key_id, or_(is_first, is_newer)).values(values))
