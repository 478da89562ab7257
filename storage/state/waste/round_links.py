"""Stores the links that open one round to its driver: whose key made them, until when, and whether they were revoked."""

from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from domain.waste.rounds.round_link import RoundLink
from storage.state.tables.rounds import round_links


def add(connection: Connection, link: RoundLink) -> None:
    """Store a new link."""
    row = {
        "id": link.id,
        "pickup": link.pickup_id,
        "vehicle": link.vehicle,
        "created_at": link.created_at,
        "created_by": link.created_by,
        "expires_at": link.expires_at,
        "revoked_at": link.revoked_at,
    }
    connection.execute(insert(round_links).values(**row))


def get(connection: Connection, link_id: str) -> RoundLink | None:
    """Return a link, revoked and expired ones too, or None."""
    row = connection.execute(select(round_links).where(round_links.c.id == link_id)).first()
    return None if row is None else _link(row)


def of_pickup(connection: Connection, pickup_id: str) -> list[RoundLink]:
    """Return a round's links, newest first."""
    query = select(round_links).where(round_links.c.pickup == pickup_id).order_by(round_links.c.created_at.desc(), round_links.c.id)
    return [_link(row) for row in connection.execute(query)]


def revoke(connection: Connection, link_id: str, now: int) -> None:
    """End a link from now on; one that was revoked before keeps its time."""
    still_valid = (round_links.c.id == link_id) & round_links.c.revoked_at.is_(None)
    connection.execute(update(round_links).where(still_valid).values(revoked_at=now))


def forget(connection: Connection, before: int) -> None:
    """Delete the links that expired before a time (ms UTC)."""
    connection.execute(delete(round_links).where(round_links.c.expires_at < before))


def _link(row: Row[Any]) -> RoundLink:
    return RoundLink(
        id=row.id,
        pickup_id=row.pickup,
        vehicle=row.vehicle,
        created_at=row.created_at,
        created_by=row.created_by,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )
