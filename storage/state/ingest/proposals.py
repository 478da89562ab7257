"""Stores the unknown devices that sent, for a person to approve."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, or_, select, update

from domain.device import Device, Kind
from storage.state.engine import upsert
from storage.state.tables.registry import proposals

MOST = 10_000  # a flood of invented ids fills neither the disk nor the page


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An unregistered device and what is known of it; times are ms UTC, `messages` how many came of it.

    `rejected_at`, `rejected_by`: when and by whom it was rejected, None while it waits.
    """

    id: str
    kind: Kind
    topic: str
    first_seen: int
    last_seen: int
    messages: int
    model: str | None = None
    dev_eui: str | None = None
    rejected_at: int | None = None
    rejected_by: str | None = None


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
            "model": func.coalesce(insert.excluded.model, proposals.c.model),  # it may have been brought in since
        },
    )
    rows = [_row(p) for p in proposals_ if p.id in listed] + [_row(p) for p in new]
    if rows:
        connection.execute(again, rows)


def page(connection: Connection, *, after: str = "", limit: int = 100) -> list[Proposal]:
    """Return up to `limit` proposals that wait, by id, behind `after`."""
    query = select(proposals).where(proposals.c.id > after, proposals.c.rejected_at.is_(None)).order_by(proposals.c.id).limit(limit)
    return [_proposal(row) for row in connection.execute(query)]


def rejected(connection: Connection, *, limit: int) -> list[Proposal]:
    """Return up to `limit` rejected proposals, those rejected last first."""
    query = select(proposals).where(proposals.c.rejected_at.is_not(None)).order_by(proposals.c.rejected_at.desc(), proposals.c.id)
    return [_proposal(row) for row in connection.execute(query.limit(limit))]


def get(connection: Connection, proposal_id: str) -> Proposal | None:
    """Return a proposal, rejected or not, or None when there is none of that id."""
    row = connection.execute(select(proposals).where(proposals.c.id == proposal_id)).first()
    return None if row is None else _proposal(row)


def of_dev_eui(connection: Connection, dev_eui: str) -> Proposal | None:
    """Return the proposal of a device with this DevEUI (small letters), whatever its network calls it; None when there is none."""
    row = connection.execute(select(proposals).where(or_(proposals.c.dev_eui == dev_eui, proposals.c.id == dev_eui))).first()
    return None if row is None else _proposal(row)


def reject(connection: Connection, proposal_id: str, *, at: int, by: str) -> bool:
    """Reject a proposal, and return whether there is one: what it sends from now on does not bring it back."""
    rejected_ = update(proposals).where(proposals.c.id == proposal_id).values(rejected_at=at, rejected_by=by)
    return connection.execute(rejected_).rowcount == 1


def remove(connection: Connection, devices: Collection[Device]) -> list[str]:
    """Take devices off the list, by their ids and by their DevEUIs; return the ids under which they stood there."""
    names = {name for device in devices for name in (device.id, device.dev_eui) if name}
    rows = connection.execute(select(proposals.c.id, proposals.c.dev_eui))  # at most `MOST`
    listed = [row.id for row in rows if row.id in names or row.dev_eui in names]
    if listed:
        connection.execute(delete(proposals).where(proposals.c.id == bindparam("listed")), [{"listed": name} for name in listed])
    return listed


def _row(proposal: Proposal) -> dict[str, Any]:
    return {name: getattr(proposal, name) for name in proposals.c.keys()}  # noqa: SIM118 - a column collection iterates columns


def _proposal(row: Row[Any]) -> Proposal:
    return Proposal(**row._mapping)
