"""Stores the photos that crews add to a report, until a setting lets them go; what is stored has no place, device or name in it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from storage.state.tables.rounds import stop_photos


@dataclass(frozen=True, slots=True, kw_only=True)
class StopPhoto:
    """A photo of a stop, reported at `time` (ms UTC); its JPEG is read by `content`."""

    id: str
    pickup_id: str
    stop_id: str
    bin_id: str
    time: int


def add(connection: Connection, photo: StopPhoto, jpeg: bytes, *, now: int) -> None:
    """Store a photo."""
    row = {"id": photo.id, "pickup": photo.pickup_id, "stop": photo.stop_id, "bin": photo.bin_id, "time": photo.time}
    connection.execute(insert(stop_photos).values(**row, received_at=now, jpeg=jpeg))


def of_pickup(connection: Connection, pickup_id: str) -> Sequence[StopPhoto]:
    """Return a round's photos in order of time, without their content."""
    columns = [column for column in stop_photos.columns if column.name != "jpeg"]
    query = select(*columns).where(stop_photos.c.pickup == pickup_id).order_by(stop_photos.c.time, stop_photos.c.id)
    return [_photo(row) for row in connection.execute(query)]


def at(connection: Connection, bin_ids: Collection[str], times: Collection[int]) -> Sequence[StopPhoto]:
    """Return the photos of some bins that were reported at just these times (ms UTC); a few hundred of each at most."""
    columns = [column for column in stop_photos.columns if column.name != "jpeg"]
    chosen = stop_photos.c.bin.in_(sorted(bin_ids)), stop_photos.c.time.in_(sorted(times))
    return [_photo(row) for row in connection.execute(select(*columns).where(*chosen).order_by(stop_photos.c.time, stop_photos.c.id))]


def content(connection: Connection, pickup_id: str, photo_id: str) -> bytes | None:
    """Return a photo's JPEG, or None when there is none of this id on the round (any more)."""
    query = select(stop_photos.c.jpeg).where(stop_photos.c.id == photo_id, stop_photos.c.pickup == pickup_id)
    return connection.execute(query).scalar()


def withdraw(connection: Connection, pickup_id: str, stop_id: str, until: int) -> None:
    """Delete a stop's photos up to a time (ms UTC): the report that they belong to was undone."""
    table = stop_photos.c
    connection.execute(delete(stop_photos).where(table.pickup == pickup_id, table.stop == stop_id, table.time <= until))


def anonymise(connection: Connection, pickup_id: str, times: Mapping[str, int]) -> None:
    """Let a round's photos, by their stops, say the times (ms UTC) that their reports say from now on."""
    for stop_id, time in times.items():
        same = (stop_photos.c.pickup == pickup_id) & (stop_photos.c.stop == stop_id)
        connection.execute(update(stop_photos).where(same).values(time=time))


def forget(connection: Connection, before: int) -> None:
    """Delete the photos received before a time (ms UTC)."""
    connection.execute(delete(stop_photos).where(stop_photos.c.received_at < before))


def _photo(row: Row[Any]) -> StopPhoto:
    return StopPhoto(id=row.id, pickup_id=row.pickup, stop_id=row.stop, bin_id=row.bin, time=row.time)
