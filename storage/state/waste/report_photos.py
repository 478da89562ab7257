"""Stores the photos that citizens add to a report, until a setting lets them go; what is stored has no place, device or name in it."""

import secrets
from collections.abc import Collection

from sqlalchemy import Connection, delete, func, insert, select

from storage.state.tables.bins import report_photos


def add(connection: Connection, request: int, jpeg: bytes, *, now: int) -> None:
    """Store a photo with a request."""
    row = {"id": secrets.token_urlsafe(12), "request": request, "received_at": now, "jpeg": jpeg}
    connection.execute(insert(report_photos).values(**row))


def count(connection: Connection, request: int) -> int:
    """Return how many photos a request has."""
    return connection.execute(select(func.count()).where(report_photos.c.request == request)).scalar() or 0


def of_requests(connection: Connection, numbers: Collection[int]) -> dict[int, list[str]]:
    """Return the ids of some requests' photos, the first first."""
    query = select(report_photos.c.request, report_photos.c.id).where(report_photos.c.request.in_(sorted(numbers)))
    ids: dict[int, list[str]] = {}
    for row in connection.execute(query.order_by(report_photos.c.received_at, report_photos.c.id)):
        ids.setdefault(row.request, []).append(row.id)
    return ids


def content(connection: Connection, photo_id: str) -> bytes | None:
    """Return a photo's JPEG, or None when there is none of this id (any more)."""
    return connection.execute(select(report_photos.c.jpeg).where(report_photos.c.id == photo_id)).scalar()


def forget(connection: Connection, before: int) -> None:
    """Delete the photos received before a time (ms UTC)."""
    connection.execute(delete(report_photos).where(report_photos.c.received_at < before))
