"""Stores which citizens' requests staff closed because they were not so."""

from collections.abc import Collection

from sqlalchemy import Connection, func, select

from domain.waste.reports.request import Dismissal
from storage.state.engine import upsert
from storage.state.tables.bins import dismissed_requests


def add(connection: Connection, number: int, dismissal: Dismissal) -> None:
    """Store that a request was dismissed; one that was dismissed already stays as it is."""
    row = {"request": number, "at": dismissal.at, "by": dismissal.by, "reason": dismissal.reason}
    connection.execute(upsert(connection, dismissed_requests).values(**row).on_conflict_do_nothing())


def of_requests(connection: Connection, numbers: Collection[int]) -> dict[int, Dismissal]:
    """Return who dismissed which of some requests, by their numbers."""
    rows = connection.execute(select(dismissed_requests).where(dismissed_requests.c.request.in_(sorted(numbers))))
    return {row.request: Dismissal(at=row.at, by=row.by, reason=row.reason) for row in rows}


def count(connection: Connection) -> int:
    """Return how many were ever dismissed: another number is news."""
    return connection.execute(select(func.count()).select_from(dismissed_requests)).scalar_one()
