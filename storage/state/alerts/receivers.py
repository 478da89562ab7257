"""How each receiver of alerts has been reached."""

from dataclasses import dataclass

from sqlalchemy import Connection, delete, select

from storage.state.engine import upsert
from storage.state.tables.alerts import receivers


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiverStatus:
    """A receiver's last attempt (ms UTC), how many failed in a row, and why; none failed when it worked.

    `sent_at`: when it last took a message, None where it never did.
    """

    id: str
    failures: int
    at: int
    error: str | None
    sent_at: int | None = None


def succeeded(connection: Connection, receiver: str, now: int) -> None:
    """Remember that the receiver took a message."""
    row = {"failures": 0, "at": now, "error": None, "sent_at": now}
    insert = upsert(connection, receivers).values(id=receiver, **row)
    connection.execute(insert.on_conflict_do_update(index_elements=["id"], set_=row))


def failed(connection: Connection, receiver: str, now: int, error: str) -> None:
    """Remember that the receiver could not be reached once more."""
    insert = upsert(connection, receivers).values(id=receiver, failures=1, at=now, error=error)
    again = {"failures": receivers.c.failures + 1, "at": now, "error": error}
    connection.execute(insert.on_conflict_do_update(index_elements=["id"], set_=again))


def read(connection: Connection) -> dict[str, ReceiverStatus]:
    """Return every receiver that was ever tried, by name."""
    return {
        row.id: ReceiverStatus(id=row.id, failures=row.failures, at=row.at, error=row.error, sent_at=row.sent_at)
        for row in connection.execute(select(receivers))
    }


def forget(connection: Connection, receiver: str) -> None:
    """Forget how a receiver was reached that is none any more."""
    connection.execute(delete(receivers).where(receivers.c.id == receiver))
