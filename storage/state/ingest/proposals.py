"""Stores the unknown devices that sent, for a person to approve."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, func, or_, select

from storage.state.engine import upsert
from storage.state.tables.registry import proposals

MOST = 10_000  # a flood of invented ids fills neither the disk nor the page


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An unregistered device and what is known of it; times are ms UTC, `messages` how many came of it."""

    id: str
    kind: str
    topic: str
    first_seen: int
    last_seen: int
    messages: int
    model: str | None = None
    dev_eui: str | None = None


def add(connection: Connection, proposals_: Sequence[Proposal]) -> None:
    """Note devices that sent; of those not yet listed only as many as `MOST` allows."""
    if not proposals_:
        return
    listed = set(connection.execute(select(proposals.c.id).where(proposals.c.id.in_([p.id for p in proposals_]))).scalars())
    room = MOST - int(connection.execute(select(func.count()).select_from(proposals)).scalar_one())
    new = [p for p in proposals_ if p.id not in listed][: max(room, 0)]
    insert = upsert(connection, proposals)
    again = insert.on_conflict_do_update(
        index_elements=["id"],
        set_={
            "topic": insert.excluded.topic,
            "last_seen": insert.excluded.last_seen,
            "messages": proposals.c.messages + insert.excluded.messages,
        },
    )
    rows = [_row(p) for p in proposals_ if p.id in listed] + [_row(p) for p in new]
    if rows:
        connection.execute(again, rows)


def page(connection: Connection, *, after: str = "", limit: int = 100) -> list[Proposal]:
    """Return up to `limit` proposals by id, behind `after`."""
    query = select(proposals).where(proposals.c.id > after).order_by(proposals.c.id).limit(limit)
    return [_proposal(row) for row in connection.execute(query)]


def remove(connection: Connection, device_id: str, dev_eui: str | None = None) -> list[str]:
    """Take a device off the list, by its id and by its DevEUI; return the ids under which it stood there."""
    names = [device_id] if dev_eui is None else [device_id, dev_eui]
    is_its = or_(proposals.c.id.in_(names), proposals.c.dev_eui == (dev_eui or ""))
    return list(connection.execute(delete(proposals).where(is_its).returning(proposals.c.id)).scalars())


def _row(proposal: Proposal) -> dict[str, Any]:
    return {name: getattr(proposal, name) for name in proposals.c.keys()}  # noqa: SIM118 - a column collection iterates columns


def _proposal(row: Row[Any]) -> Proposal:
    return Proposal(**row._mapping)
