"""What each device measured last: one row a device and parameter, in the order of change."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select

from domain.reading import Reading, TimeSource
from storage.state import sequences
from storage.state.engine import execute_many, upsert
from storage.state.schema import latest

_SEQUENCE = "latest"
_COLUMNS = ("device", "parameter", "time", "value", "time_source", "received_at", "seq")
_MOST_IDS = 500  # a statement takes a bounded number of parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class Latest:
    """The newest value of one device's parameter; times are ms UTC; `seq` orders the changes of all devices."""

    device_id: str
    parameter: str
    time: int
    value: float
    time_source: str
    received_at: int
    seq: int


def put(connection: Connection, readings: Sequence[tuple[Reading, int]]) -> None:
    """Keep each (reading, received at) in order of arrival, unless a newer one of its device and parameter is there."""
    rows = _newest(readings)
    if not rows:
        return
    insert = upsert(connection, latest)
    changed = {name: insert.excluded[name] for name in _COLUMNS[2:]}
    keep_newer = insert.on_conflict_do_update(
        index_elements=["device", "parameter"], set_=changed, where=insert.excluded.time >= latest.c.time
    )
    seq = sequences.advance(connection, _SEQUENCE)
    execute_many(connection, keep_newer, _COLUMNS, [(*row, seq) for row in rows])


def _newest(readings: Sequence[tuple[Reading, int]]) -> list[tuple[str, str, int, float, str, int]]:
    """Return the rows, all but `seq`, of the newest value of each device's parameter; of equal times the later arrival."""
    found: dict[tuple[str, str], tuple[Reading, int]] = {}
    for arrived in _not_outdone(readings):
        for parameter in arrived[0].values:
            before = found.get((arrived[0].device_id, parameter))
            if before is None or arrived[0].time >= before[0].time:
                found[arrived[0].device_id, parameter] = arrived
    return [
        (device, parameter, reading.time, reading.values[parameter], reading.time_source.value, received_at)
        for (device, parameter), (reading, received_at) in found.items()
    ]


def _not_outdone(readings: Sequence[tuple[Reading, int]]) -> list[tuple[Reading, int]]:
    """Leave out readings that the device's next one outdoes: not older, and with all its parameters. Few remain of a long batch."""
    last: dict[str, tuple[Reading, int]] = {}
    others = []
    for arrived in readings:
        reading = arrived[0]
        before = last.get(reading.device_id)
        if before is not None and not (reading.time >= before[0].time and reading.values.keys() >= before[0].values.keys()):
            others.append(before)
        last[reading.device_id] = arrived
    return [*others, *last.values()]


def of_device(connection: Connection, device_id: str) -> list[Latest]:
    """Return one device's newest values by parameter."""
    return [_latest(row) for row in connection.execute(select(latest).where(latest.c.device == device_id).order_by(latest.c.parameter))]


def of_devices(connection: Connection, device_ids: Sequence[str], parameters: Sequence[str] | None = None) -> list[Latest]:
    """Return the newest values of several devices, of some parameters or of all, by device and parameter."""
    query = select(latest).order_by(latest.c.device, latest.c.parameter)
    if parameters is not None:
        query = query.where(latest.c.parameter.in_(parameters))
    rows: list[Latest] = []
    for start in range(0, len(device_ids), _MOST_IDS):
        ids = device_ids[start : start + _MOST_IDS]
        rows += [_latest(row) for row in connection.execute(query.where(latest.c.device.in_(ids)))]
    return rows


def changed_since(connection: Connection, seq: int, limit: int = 1000) -> list[Latest]:
    """Return up to `limit` values that changed after `seq`, oldest change first; ask again with the last one's `seq`.

    Changes of one transaction share a `seq`: a page is never cut inside one, so it may be longer than `limit`.
    """
    query = select(latest).where(latest.c.seq > seq).order_by(latest.c.seq).limit(limit)
    rows = connection.execute(query).all()
    if len(rows) == limit:
        last = rows[-1].seq
        rows = connection.execute(select(latest).where(latest.c.seq > seq, latest.c.seq <= last).order_by(latest.c.seq)).all()
    return [_latest(row) for row in rows]


def of_parameters_since(connection: Connection, seq: int, parameters: Collection[str]) -> list[Latest]:
    """Return every value of some parameters that changed after `seq`, oldest change first; then ask from `current_seq` on."""
    query = select(latest).where(latest.c.seq > seq, latest.c.parameter.in_(sorted(parameters))).order_by(latest.c.seq)
    return [_latest(row) for row in connection.execute(query)]


def newest(connection: Connection, limit: int) -> list[Latest]:
    """Return the `limit` most recent changes, newest first."""
    return [_latest(row) for row in connection.execute(select(latest).order_by(latest.c.seq.desc()).limit(limit))]


def newest_time(connection: Connection) -> int | None:
    """Return the newest time (ms UTC) that a device or its network gave a reading, None while there is none."""
    told = latest.c.time_source != TimeSource.RECEIVED
    return connection.execute(select(func.max(latest.c.time)).where(told)).scalar()


def current_seq(connection: Connection) -> int:
    """Return the sequence number of the newest change."""
    return sequences.value(connection, _SEQUENCE)


def _latest(row: Row[Any]) -> Latest:
    return Latest(
        device_id=row.device,
        parameter=row.parameter,
        time=row.time,
        value=row.value,
        time_source=row.time_source,
        received_at=row.received_at,
        seq=row.seq,
    )
