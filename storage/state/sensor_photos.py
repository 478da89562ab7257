"""Stores one photo of how each sensor is put up, with no place, device or name in it."""

import secrets

from sqlalchemy import Connection, delete, select

from storage.state.engine import upsert
from storage.state.tables.registry import sensor_photos


def put(connection: Connection, device_id: str, jpeg: bytes, *, now: int) -> None:
    """Keep a photo of a device in place of the one before."""
    row = {"id": secrets.token_urlsafe(12), "taken_at": now, "jpeg": jpeg}
    insert = upsert(connection, sensor_photos).values(device=device_id, **row)
    connection.execute(insert.on_conflict_do_update(index_elements=["device"], set_=row))


def of_device(connection: Connection, device_id: str) -> str | None:
    """Return the id of a device's photo, None where it has none."""
    return connection.execute(select(sensor_photos.c.id).where(sensor_photos.c.device == device_id)).scalar()


def content(connection: Connection, device_id: str, photo_id: str) -> bytes | None:
    """Return a photo's JPEG, or None when the device has none of this id (any more)."""
    query = select(sensor_photos.c.jpeg).where(sensor_photos.c.device == device_id, sensor_photos.c.id == photo_id)
    return connection.execute(query).scalar()


def remove(connection: Connection, device_id: str) -> None:
    """Delete a device's photo."""
    connection.execute(delete(sensor_photos).where(sensor_photos.c.device == device_id))
