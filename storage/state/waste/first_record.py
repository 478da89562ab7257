"""Finds since when the service has records of collecting; what lies before, it cannot know."""

from sqlalchemy import Connection, func, select

from storage.state.tables.bins import beliefs, emptyings
from storage.state.tables.rounds import pickups
from storage.state.waste.pickups import PROPOSALS


def first_record(connection: Connection) -> int | None:
    """Return the time (ms UTC) of the first round, emptying or level that is stored; None before any. A proposal is no round."""
    queries = (
        select(func.min(pickups.c.created_at)).where(pickups.c.state.not_in(PROPOSALS)),
        select(func.min(emptyings.c.time)),
        select(beliefs.c.known_at).order_by(beliefs.c.id).limit(1),
    )
    times = [time for query in queries if (time := connection.scalar(query)) is not None]
    return min(times, default=None)
