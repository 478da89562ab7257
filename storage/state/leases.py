"""Which process may do a work that only one may do."""

from sqlalchemy import Connection, delete, or_

from storage.state.engine import upsert
from storage.state.tables.roles import leases


def hold(connection: Connection, name: str, holder: str, now: int, ttl: int) -> bool:
    """Take or renew the lease for `ttl` ms from `now` (ms UTC); False while another holds it.

    Asked inside the transaction that writes the work, it also keeps a process that was stopped too long from
    writing over its successor's results.
    """
    insert = upsert(connection, leases).values(name=name, holder=holder, until=now + ttl)
    take_over = insert.on_conflict_do_update(
        index_elements=["name"],
        set_={"holder": insert.excluded.holder, "until": insert.excluded.until},
        where=or_(leases.c.holder == holder, leases.c.until <= now),
    )
    return connection.execute(take_over.returning(leases.c.holder)).scalar() == holder


def release(connection: Connection, name: str, holder: str) -> None:
    """Give the lease back, so that another need not wait for its end."""
    connection.execute(delete(leases).where(leases.c.name == name, leases.c.holder == holder))
