"""How many readings came, and what became of them (contract: "Counting")."""

from collections.abc import Mapping

from sqlalchemy import Connection, select

from storage.state.engine import upsert
from storage.state.tables.roles import counters


def add(connection: Connection, amounts: Mapping[tuple[str, str], int]) -> None:
    """Add to counters by (name, label); a name without parts has the label ``""``."""
    rows = [{"name": name, "label": label, "value": amount} for (name, label), amount in amounts.items() if amount]
    if not rows:
        return
    insert = upsert(connection, counters)
    added = insert.on_conflict_do_update(index_elements=["name", "label"], set_={"value": counters.c.value + insert.excluded.value})
    connection.execute(added, rows)


def read(connection: Connection) -> dict[tuple[str, str], int]:
    """Return every counter by (name, label)."""
    return {(row.name, row.label): row.value for row in connection.execute(select(counters))}
