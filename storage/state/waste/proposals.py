"""Stores proposals of rounds: planned like a round, but until somebody confirms one it books no vehicle and answers no trigger."""

from sqlalchemy import Connection, delete, select

from domain.waste.decision.trigger import plan as planned_by
from domain.waste.rounds.round_plan import RoundPlan
from storage.state.tables.rounds import pickups as table
from storage.state.waste import pickups, triggers
from storage.state.waste.pickups import PROPOSALS, Pickup


def confirm(connection: Connection, pickup: Pickup, plan: RoundPlan, now: int) -> None:
    """Make a proposal a planned round, and let its trigger wait for it. Raises ValueError for a trigger that is over."""
    pickups.set_plan(connection, pickup.id, "planned", plan, next_stop=pickup.next_stop, departure=pickup.departure, now=now)
    trigger = triggers.get(connection, pickup.trigger_id) if pickup.trigger_id is not None else None
    if trigger is not None:
        triggers.keep(connection, planned_by(trigger, pickup.id, now))


def discard(connection: Connection, pickup_id: str) -> None:
    """Delete a proposal; a round is never deleted."""
    connection.execute(delete(table).where(table.c.id == pickup_id, table.c.state.in_(PROPOSALS)))


def has_older(connection: Connection, time: int) -> bool:
    """Return whether there is a proposal that nobody has planned since `time` (ms UTC)."""
    older = select(table.c.id).where(table.c.state.in_(PROPOSALS), table.c.changed_at < time)
    return connection.execute(older.limit(1)).first() is not None


def discard_older(connection: Connection, time: int) -> None:
    """Delete the proposals that nobody has planned since `time` (ms UTC)."""
    connection.execute(delete(table).where(table.c.state.in_(PROPOSALS), table.c.changed_at < time))
