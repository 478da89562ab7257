"""Stores what crews report from their rounds: emptied, could not, undone, extra bins, tipped; never by whom."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Connection, Row, delete, insert, select, update

from domain.waste.rounds.stop_state import StopEvent
from storage.state.tables.rounds import stop_events


def add(connection: Connection, pickup_id: str, event: StopEvent, *, now: int) -> None:
    """Store a report; it may come hours late, and out of order."""
    connection.execute(
        insert(stop_events).values(
            pickup=pickup_id,
            stop=event.stop_id,
            bin=event.bin_id,
            vehicle=event.vehicle,
            type=event.type,
            reason=event.reason,
            note=event.note,
            time=event.time,
            received_at=now,
        )
    )


def of_pickup(connection: Connection, pickup_id: str) -> list[StopEvent]:
    """Return what happened on a round, in order of time."""
    return of_pickups(connection, [pickup_id]).get(pickup_id, [])


def of_pickups(connection: Connection, pickup_ids: Collection[str]) -> dict[str, list[StopEvent]]:
    """Return what happened on each of the rounds, in order of time."""
    events: dict[str, list[StopEvent]] = defaultdict(list)
    for part in _parts(sorted(pickup_ids)):
        query = select(stop_events).where(stop_events.c.pickup.in_(part)).order_by(stop_events.c.time, stop_events.c.id)
        for row in connection.execute(query):
            events[row.pickup].append(_event(row))
    return events


def numbered(connection: Connection, pickup_id: str) -> dict[int, StopEvent]:
    """Return what happened on a round by the reports' numbers, in order of time."""
    query = select(stop_events).where(stop_events.c.pickup == pickup_id).order_by(stop_events.c.time, stop_events.c.id)
    return {row.id: _event(row) for row in connection.execute(query)}


def anonymise(connection: Connection, pickup_id: str, times: Mapping[int, int]) -> None:
    """Keep only some of a round's reports, by number, without their trucks and with other times (ms UTC), arrival among them."""
    connection.execute(delete(stop_events).where(stop_events.c.pickup == pickup_id, stop_events.c.id.not_in(sorted(times))))
    for number, time in times.items():
        connection.execute(update(stop_events).where(stop_events.c.id == number).values(vehicle=None, time=time, received_at=time))


def forget_notes(connection: Connection, before: int) -> None:
    """Delete what crews wrote that came in before a time (ms UTC); what they reported stays."""
    old = (stop_events.c.received_at < before) & stop_events.c.note.is_not(None)
    connection.execute(update(stop_events).where(old).values(note=None))


def of_bin(connection: Connection, bin_id: str, start: int, end: int) -> list[StopEvent]:
    """Return what was reported of a bin with start <= time < end (ms UTC), in order of time."""
    table = stop_events.c
    query = select(stop_events).where(table.bin == bin_id, table.time >= start, table.time < end).order_by(table.time, table.id)
    return [_event(row) for row in connection.execute(query)]


def at(connection: Connection, bin_ids: Collection[str], times: Collection[int]) -> list[StopEvent]:
    """Return what was reported of some bins at just these times (ms UTC), in order of time; a few hundred of each at most."""
    table = stop_events.c
    query = select(stop_events).where(table.bin.in_(sorted(bin_ids)), table.time.in_(sorted(times))).order_by(table.time, table.id)
    return [_event(row) for row in connection.execute(query)]


def between(connection: Connection, start: int, end: int) -> list[StopEvent]:
    """Return everything reported with start <= time < end (ms UTC), in order of time."""
    table = stop_events.c
    query = select(stop_events).where(table.time >= start, table.time < end).order_by(table.time, table.id)
    return [_event(row) for row in connection.execute(query)]


def since_number(connection: Connection, number: int) -> tuple[list[StopEvent], int]:
    """Return what was reported after the `number`th report, in the order in which it came, and the number of the last."""
    rows = connection.execute(select(stop_events).where(stop_events.c.id > number).order_by(stop_events.c.id)).all()
    return [_event(row) for row in rows], rows[-1].id if rows else number


def _parts(ids: list[str], size: int = 500) -> Iterable[list[str]]:
    return (ids[begin : begin + size] for begin in range(0, len(ids), size))


def _event(row: Row[tuple[object, ...]]) -> StopEvent:
    return StopEvent(type=row.type, time=row.time, stop_id=row.stop, bin_id=row.bin, vehicle=row.vehicle, reason=row.reason, note=row.note)
