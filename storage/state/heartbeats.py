"""What each role says of itself, once a second: the source of `/readyz` and `/metrics`."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from storage.state.engine import upsert
from storage.state.tables.roles import heartbeats


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing a role depends on: whether it works, and if not, a sentence that says what happened and what to do.

    `since`: when it began not to work (ms UTC), where the role knows.
    """

    name: str
    ok: bool
    reason: str = ""
    since: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """A role's last word: when (ms UTC), its checks, and its gauges by name."""

    role: str
    at: int
    checks: tuple[Check, ...]
    gauges: dict[str, float]


def beat(connection: Connection, heartbeat: Heartbeat) -> None:
    """Replace the role's last word."""
    checks = [{"name": check.name, "ok": check.ok, "reason": check.reason, "since": check.since} for check in heartbeat.checks]
    row: dict[str, Any] = {"at": heartbeat.at, "body": {"checks": checks, "gauges": heartbeat.gauges}}
    insert = upsert(connection, heartbeats).values(role=heartbeat.role, **row)
    connection.execute(insert.on_conflict_do_update(index_elements=["role"], set_=row))


def read(connection: Connection) -> list[Heartbeat]:
    """Return every role's last word."""
    return [
        Heartbeat(role=row.role, at=row.at, checks=tuple(Check(**check) for check in row.body["checks"]), gauges=row.body["gauges"])
        for row in connection.execute(select(heartbeats).order_by(heartbeats.c.role))
    ]
