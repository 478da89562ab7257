"""Work that one role asks of another: the owner of a kind takes it and deletes it when it is done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from storage.state.tables.roles import jobs

PLAN = "plan"  # key: a pickup's id; owner: watch
REPLAY = "replay"  # key: a quarantine row's id; owner: ingest
TEST_SEND = "test_send"  # key: a receiver of alerts; owner: watch


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work; `key` names its subject."""

    id: int
    kind: str
    key: str
    body: Mapping[str, Any]


def ask(connection: Connection, kind: str, keys: Sequence[str], now: int, body: Mapping[str, Any] | None = None) -> None:
    """Ask for work on each key."""
    if keys:
        connection.execute(insert(jobs), [{"kind": kind, "key": key, "body": dict(body or {}), "created_at": now} for key in keys])


def waiting(connection: Connection, kind: str, limit: int) -> list[Job]:
    """Return the oldest jobs of a kind."""
    query = select(jobs).where(jobs.c.kind == kind).order_by(jobs.c.id).limit(limit)
    return [Job(row.id, row.kind, row.key, row.body) for row in connection.execute(query)]


def done(connection: Connection, ids: Sequence[int]) -> None:
    """Forget finished jobs."""
    connection.execute(delete(jobs).where(jobs.c.id.in_(ids)))
