"""Remembers answered requests: a phone that lost the answer sends its request again, and it must not be done twice."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from domain.duration import DAY
from storage.state.tables.access import idempotency

KEPT_MS = 30 * DAY  # contract: 30 days


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What a request was answered, and what it was (`digest`, SHA-256)."""

    digest: bytes
    status: int
    answer: Mapping[str, Any]


def recall(connection: Connection, owner: str, key: str, now: int) -> Answered | None:
    """Return what `owner`'s request of this key was answered within 30 days before `now` (ms UTC), or None."""
    table = idempotency.c
    query = select(idempotency).where(table.owner == owner, table.key == key, table.at > now - KEPT_MS)
    row = connection.execute(query).first()
    return None if row is None else Answered(digest=row.digest, status=row.status, answer=row.answer)


def remember(connection: Connection, owner: str, key: str, answered: Answered, now: int) -> None:
    """Keep an answer, in the transaction that did the work; what is older than 30 days is forgotten."""
    forget(connection, now)
    row = {"digest": answered.digest, "status": answered.status, "answer": dict(answered.answer), "at": now}
    connection.execute(insert(idempotency).values(owner=owner, key=key, **row))


def forget(connection: Connection, now: int) -> None:
    """Delete what was answered 30 days before `now` (ms UTC) or earlier."""
    connection.execute(delete(idempotency).where(idempotency.c.at <= now - KEPT_MS))
