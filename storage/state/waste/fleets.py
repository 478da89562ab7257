"""The fleet and its versions: the newest counts, earlier ones stay so that past decisions can be worked out again."""

from pydantic import TypeAdapter
from sqlalchemy import Connection, func, insert, select

from domain.waste.routing.fleet import Fleet
from storage.state.tables.rounds import fleets

_FLEET = TypeAdapter(Fleet)
_NEWEST_FIRST = select(fleets.c.body).order_by(fleets.c.version.desc()).limit(1)


def current(connection: Connection) -> Fleet:
    """Return the fleet; an empty one before any was named."""
    return _fleet(connection.scalar(_NEWEST_FIRST))


def at(connection: Connection, time: int, now: int) -> Fleet:
    """Return the fleet as it was at `time` (ms UTC); an empty one before any was named.

    One named after `now` was named before the clock went back to the time of a replay's data: it counts from the beginning.
    """
    fleet = connection.scalar(_NEWEST_FIRST.where(fleets.c.at <= time))
    ahead = select(fleets.c.body).where(fleets.c.at > now).order_by(fleets.c.version).limit(1)
    return _fleet(fleet if fleet is not None else connection.scalar(ahead))


def current_version(connection: Connection) -> int:
    """Return the number of the newest version; 0 before any fleet was named."""
    return connection.scalar(select(func.max(fleets.c.version))) or 0


def put(connection: Connection, fleet: Fleet, *, now: int) -> None:
    """Let a fleet replace the one before from `now` (ms UTC) on; an equal one opens no new version."""
    version = current_version(connection)
    if version and current(connection) == fleet:
        return
    connection.execute(insert(fleets).values(version=version + 1, at=now, body=_FLEET.dump_python(fleet, mode="json")))


def _fleet(body: object) -> Fleet:
    return Fleet() if body is None else _FLEET.validate_python(body)
