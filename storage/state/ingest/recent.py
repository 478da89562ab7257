"""Remembers recent readings without a time of their own, to recognise repetitions across a restart."""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, delete, select

from storage.state.engine import execute_many, upsert
from storage.state.tables.ingest import recent

_MOST_VARIABLES = 10_000  # SQLite takes 32,766 in one statement


def known(connection: Connection, digests: Collection[bytes], since: int) -> set[bytes]:
    """Return those of `digests` that were remembered at or after `since` (ms UTC)."""
    ordered = list(digests)
    remembered: set[bytes] = set()
    for start in range(0, len(ordered), _MOST_VARIABLES):
        in_page = recent.c.digest.in_(ordered[start : start + _MOST_VARIABLES])
        remembered.update(connection.execute(select(recent.c.digest).where(in_page, recent.c.received_at >= since)).scalars())
    return remembered


def remember(connection: Connection, digests: Mapping[bytes, int]) -> None:
    """Remember digests by when their readings were received (ms UTC)."""
    if digests:
        insert = upsert(connection, recent)
        later = insert.on_conflict_do_update(index_elements=["digest"], set_={"received_at": insert.excluded.received_at})
        execute_many(connection, later, ("digest", "received_at"), list(digests.items()))


def forget(connection: Connection, before: int) -> None:
    """Forget what was received before `before` (ms UTC)."""
    connection.execute(delete(recent).where(recent.c.received_at < before))
