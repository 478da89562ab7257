"""Stores triggers, open and past: a truck is needed, is planned, was sent, or is not needed after all."""

import secrets
from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, insert, or_, select, tuple_, update

from domain.waste.decision.trigger import DueBin, Trigger
from storage.state import sequences
from storage.state.tables.rounds import triggers

_SEQUENCE = "triggers"
_COLUMNS = ("id", "raised_at", "latest_departure", "area", "fraction", "state", "pickup_id", "planned_at", "ended_at")


def new_id() -> str:
    """Return an id that nobody can guess."""
    return secrets.token_hex(12)


def keep(connection: Connection, trigger: Trigger, *, new: bool = False) -> None:
    """Store a trigger; every change moves it on in the order of changes.

    Raises sqlalchemy's IntegrityError when one of its area and fraction is open already.
    """
    row: dict[str, Any] = {name: getattr(trigger, name) for name in _COLUMNS}
    row |= {"bins": [asdict(bin_) for bin_ in trigger.bins], "seq": sequences.advance(connection, _SEQUENCE)}
    connection.execute(insert(triggers).values(**row) if new else update(triggers).where(triggers.c.id == trigger.id).values(**row))


def get(connection: Connection, trigger_id: str) -> Trigger | None:
    """Return a trigger, locked until the transaction ends, or None when there is none with that id."""
    row = connection.execute(select(triggers).where(triggers.c.id == trigger_id).with_for_update()).first()
    return None if row is None else _trigger(row)


def of_state(connection: Connection, states: Collection[str]) -> list[Trigger]:
    """Return all triggers in these states, oldest first."""
    query = select(triggers).where(triggers.c.state.in_(sorted(states))).order_by(triggers.c.raised_at, triggers.c.id)
    return [_trigger(row) for row in connection.execute(query)]


def open_of(connection: Connection, area: str, fraction: str) -> Trigger | None:
    """Return the open trigger of an area and fraction: there is never more than one."""
    same = (triggers.c.area == area) & (triggers.c.fraction == fraction) & (triggers.c.state == "open")
    row = connection.execute(select(triggers).where(same)).first()
    return None if row is None else _trigger(row)


def under_way(connection: Connection, at: int) -> list[Trigger]:
    """Return the triggers for which a round was planned and not yet over at `at` (ms UTC)."""
    is_under_way = (triggers.c.planned_at <= at) & or_(triggers.c.ended_at.is_(None), triggers.c.ended_at > at)
    return [_trigger(row) for row in connection.execute(select(triggers).where(is_under_way).order_by(triggers.c.raised_at))]


def page(
    connection: Connection,
    *,
    state: str | None = None,
    since: int | None = None,
    area: str | None = None,
    fraction: str | None = None,
    before: tuple[int, str] | None = None,
    limit: int = 100,
) -> list[Trigger]:
    """Return up to `limit` triggers, newest first; `since`: raised then or later (ms UTC); `before`: the last one's (raised_at, id)."""
    query = select(triggers).order_by(triggers.c.raised_at.desc(), triggers.c.id.desc()).limit(limit)
    for column, value in ((triggers.c.state, state), (triggers.c.area, area), (triggers.c.fraction, fraction)):
        if value is not None:
            query = query.where(column == value)
    if since is not None:
        query = query.where(triggers.c.raised_at >= since)
    if before is not None:
        query = query.where(tuple_(triggers.c.raised_at, triggers.c.id) < before)
    return [_trigger(row) for row in connection.execute(query)]


def changed_since(connection: Connection, seq: int, limit: int = 1000) -> tuple[list[Trigger], int]:
    """Return up to `limit` triggers that changed after `seq`, in order, as they are now, and the position behind them."""
    rows = connection.execute(select(triggers).where(triggers.c.seq > seq).order_by(triggers.c.seq).limit(limit)).all()
    return [_trigger(row) for row in rows], rows[-1].seq if rows else seq


def current_seq(connection: Connection) -> int:
    """Return the sequence number of the newest change."""
    return sequences.value(connection, _SEQUENCE)


def _trigger(row: Row[Any]) -> Trigger:
    bins = tuple(DueBin(**bin_) for bin_ in row.bins)
    return Trigger(**{name: getattr(row, name) for name in _COLUMNS}, bins=bins)
