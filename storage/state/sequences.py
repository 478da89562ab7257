"""Named numbers that only grow: revisions, the log's cursor."""

from collections.abc import Iterable

from sqlalchemy import Connection, select

from storage.state.engine import upsert
from storage.state.tables.roles import sequences

BACKED_UP = "backed_up"  # the time (ms UTC) of the newest backup, for whoever watches


def value(connection: Connection, name: str) -> int:
    """Return the number, 0 before it was first set."""
    return int(connection.execute(select(sequences.c.value).where(sequences.c.name == name)).scalar() or 0)


def values(connection: Connection, names: Iterable[str]) -> dict[str, int]:
    """Return the numbers of those names that were set."""
    rows = connection.execute(select(sequences).where(sequences.c.name.in_(sorted(names))))
    return {row.name: int(row.value) for row in rows}


def advance(connection: Connection, name: str, by: int = 1) -> int:
    """Raise the number by `by` and return it."""
    insert = upsert(connection, sequences).values(name=name, value=by)
    grown = insert.on_conflict_do_update(index_elements=["name"], set_={"value": sequences.c.value + by})
    return int(connection.execute(grown.returning(sequences.c.value)).scalar_one())


def put(connection: Connection, name: str, number: int) -> None:
    """Set the number."""
    insert = upsert(connection, sequences).values(name=name, value=number)
    connection.execute(insert.on_conflict_do_update(index_elements=["name"], set_={"value": number}))
