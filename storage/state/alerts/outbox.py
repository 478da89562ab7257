"""Messages about alerts that wait for their receivers; each is sent at least once, under an id that stays the same."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from storage.state.engine import upsert
from storage.state.tables.alerts import outbox

WAITING, SENT, SUPERSEDED, GIVEN_UP = "waiting", "sent", "superseded", "given_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """What one receiver is to be notified of one event of an alert, not before `next_at` (ms UTC)."""

    id: str
    alert: str
    number: int
    receiver: str
    body: Mapping[str, Any]
    created_at: int
    next_at: int
    attempts: int = 0

    @property
    def delivery(self) -> str | None:
        """The id of the newest message that led to the event; None where no message did."""
        data: Mapping[str, Any] = self.body.get("payload", {}).get("data", {})
        return data.get("delivery")


def put(connection: Connection, messages: Sequence[Notification]) -> None:
    """Let messages wait; one of the same event and receiver is there already, or never will be again."""
    if messages:
        rows = [
            {
                "id": message.id,
                "alert": message.alert,
                "number": message.number,
                "receiver": message.receiver,
                "state": WAITING,
                "body": dict(message.body),
                "created_at": message.created_at,
                "next_at": message.next_at,
                "attempts": message.attempts,
            }
            for message in messages
        ]
        connection.execute(upsert(connection, outbox).on_conflict_do_nothing(), rows)


def reached(connection: Connection, now: int, *, busy: Collection[str] = (), limit: int = 200) -> list[Notification]:
    """Return up to `limit` messages that may be sent at `now` (ms UTC), oldest first, but for those of `busy` receivers."""
    query = select(outbox).where(outbox.c.state == WAITING, outbox.c.next_at <= now, outbox.c.receiver.not_in(sorted(busy)))
    return [_message(row) for row in connection.execute(query.order_by(outbox.c.created_at, outbox.c.number, outbox.c.id).limit(limit))]


def sent(connection: Connection, message_id: str, now: int) -> None:
    """Remember that the receiver has it."""
    connection.execute(update(outbox).where(outbox.c.id == message_id).values(state=SENT, sent_at=now, error=None))


def failed(connection: Connection, message_id: str, error: str, next_at: int | None) -> None:
    """Try again at `next_at` (ms UTC), or give up with None."""
    after = {"state": GIVEN_UP} if next_at is None else {"next_at": next_at}
    connection.execute(update(outbox).where(outbox.c.id == message_id).values(error=error, attempts=outbox.c.attempts + 1, **after))


def supersede_held(connection: Connection, alert_id: str, now: int) -> set[str]:
    """Drop what waits for quiet hours to end and was never tried, and return whose it was: nobody need hear of what is over."""
    is_held = (outbox.c.alert == alert_id) & (outbox.c.state == WAITING) & (outbox.c.next_at > now) & (outbox.c.attempts == 0)
    dropped = connection.execute(update(outbox).where(is_held).values(state=SUPERSEDED).returning(outbox.c.receiver))
    return {row.receiver for row in dropped}


def notified(connection: Connection, alert_id: str) -> set[str]:
    """Return the receivers that have been or are to be notified of an alert."""
    query = select(outbox.c.receiver).where(outbox.c.alert == alert_id, outbox.c.state != SUPERSEDED).distinct()
    return set(connection.execute(query).scalars())


def count_failing(connection: Connection) -> int:
    """Return how many messages wait although their receiver was tried."""
    failing = (outbox.c.state == WAITING) & (outbox.c.attempts > 0)
    return connection.execute(select(func.count()).select_from(outbox).where(failing)).scalar_one()


def newest(connection: Connection, limit: int, *, alert: str | None = None) -> list[tuple[Notification, str]]:
    """Return up to `limit` messages with the state of each, the newest first, about one alert or all."""
    query = select(outbox).order_by(outbox.c.created_at.desc(), outbox.c.id).limit(limit)
    if alert is not None:
        query = query.where(outbox.c.alert == alert)
    return [(_message(row), row.state) for row in connection.execute(query)]


def get(connection: Connection, message_id: str) -> tuple[Notification, str, str | None] | None:
    """Return a message, its state and the last error, or None when there is none of that id."""
    row = connection.execute(select(outbox).where(outbox.c.id == message_id)).first()
    return None if row is None else (_message(row), row.state, row.error)


def _message(row: Row[Any]) -> Notification:
    return Notification(
        id=row.id,
        alert=row.alert,
        number=row.number,
        receiver=row.receiver,
        body=row.body,
        created_at=row.created_at,
        next_at=row.next_at,
        attempts=row.attempts,
    )
