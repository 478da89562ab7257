"""Stores how many of LoRaWAN devices' frames came and were lost, by day, and how the newest was heard."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select

from domain.sensors.frames import Frame, FrameDay, count_frame
from storage.state.engine import execute_many, upsert
from storage.state.tables.ingest import frames

_MOST_IDS = 10_000  # SQLite takes 32,766 in one statement
_COLUMNS = ("device", "day", "received", "lost", "time", "counter", "session", "rssi", "snr")


def add(connection: Connection, arrived: Sequence[Frame]) -> None:
    """Count frames, in order of arrival, for each device and day."""
    if not arrived:
        return
    newest = _newest(connection, list({frame.device_id for frame in arrived}))
    changed: dict[tuple[str, int], FrameDay] = {}
    for frame in arrived:
        day = count_frame(newest.get(frame.device_id), frame)
        if day is not None:
            newest[frame.device_id] = changed[frame.device_id, day.day] = day
    insert = upsert(connection, frames)
    again = insert.on_conflict_do_update(
        index_elements=["device", "day"], set_={name: insert.excluded[name] for name in _COLUMNS if name not in ("device", "day")}
    )
    if changed:
        execute_many(connection, again, _COLUMNS, [_row(day) for day in changed.values()])


def of_devices(connection: Connection, device_ids: Collection[str], since: int) -> dict[str, list[FrameDay]]:
    """Return the days of some devices that begin at `since` (ms UTC) or later, by device, the oldest first."""
    ids, days = sorted(device_ids), dict[str, list[FrameDay]]()
    for start in range(0, len(ids), _MOST_IDS):
        of_page = select(frames).where(frames.c.device.in_(ids[start : start + _MOST_IDS]), frames.c.day >= since)
        for row in connection.execute(of_page.order_by(frames.c.day)):
            days.setdefault(row.device, []).append(_day(row))
    return days


def forget(connection: Connection, before: int) -> None:
    """Forget days that begin before `before` (ms UTC)."""
    connection.execute(delete(frames).where(frames.c.day < before))


def _newest(connection: Connection, ids: Sequence[str]) -> dict[str, FrameDay]:
    days: dict[str, FrameDay] = {}
    for start in range(0, len(ids), _MOST_IDS):
        in_page = frames.c.device.in_(ids[start : start + _MOST_IDS])
        last = select(frames.c.device, func.max(frames.c.day).label("day")).where(in_page).group_by(frames.c.device).subquery()
        query = select(frames).join(last, (frames.c.device == last.c.device) & (frames.c.day == last.c.day))
        days |= {row.device: _day(row) for row in connection.execute(query)}
    return days


def _row(day: FrameDay) -> tuple[Any, ...]:
    frame = day.newest
    return (
        frame.device_id,
        day.day,
        day.received,
        day.lost,
        frame.time,
        frame.counter,
        frame.session,
        frame.rssi,
        frame.snr,
    )


def _day(row: Row[Any]) -> FrameDay:
    frame = Frame(device_id=row.device, time=row.time, counter=row.counter, session=row.session, rssi=row.rssi, snr=row.snr)
    return FrameDay(day=row.day, received=row.received, lost=row.lost, newest=frame)
