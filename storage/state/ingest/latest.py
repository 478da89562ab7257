"""Stores the newest value of each device's parameters, in the order of change."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Select, func, select

from domain.columns import ReadingColumns
from domain.reading import Reading
from storage.state import sequences
from storage.state.ingest import latest_upsert
from storage.state.ingest.latest_row import unpack
from storage.state.tables.ingest import latest

_SEQUENCE = "latest"
_seq = attrgetter("seq")
_MOST_IDS = 10_000  # SQLite takes 32,766 in one statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Latest:
    """The newest value of one device's parameter; times are ms UTC; `seq` orders the changes of all devices.

    `delivery`: the id of the message that brought it; None where it is not known.
    """

    device_id: str
    parameter: str
    time: int
    value: float
    time_source: str
    received_at: int
    seq: int
    delivery: str | None = None


def put(connection: Connection, readings: Sequence[tuple[Reading, int]]) -> None:
    """Keep each (reading, received at) as `put_columns` does, though nobody knows which messages brought them."""
    columns = ReadingColumns.of(reading for reading, _ in readings)
    put_columns(connection, columns, [received_at for _, received_at in readings], [None] * len(readings))


def put_columns(
    connection: Connection, readings: ReadingColumns, received_at: Sequence[int], positions: Sequence[int | None], log: str = ""
) -> None:
    """Keep readings, in order of arrival, unless a newer one of its device and parameter is there.

    `received_at`: ms UTC. `positions`: of each one's message in the log called `log`, where they are known.
    """
    if readings:
        latest_upsert.upsert_columns(connection, readings, received_at, positions, log, seq=sequences.advance(connection, _SEQUENCE))


def of_device(connection: Connection, device_id: str) -> list[Latest]:
    """Return one device's newest values by parameter."""
    return _by_parameter(_values(connection, select(latest).where(latest.c.device == device_id)))


def of_devices(connection: Connection, device_ids: Sequence[str], parameters: Sequence[str] | None = None) -> list[Latest]:
    """Return the newest values of several devices, of some parameters or of all, by device and parameter."""
    values: list[Latest] = []
    for start in range(0, len(device_ids), _MOST_IDS):
        of_some = select(latest).where(latest.c.device.in_(device_ids[start : start + _MOST_IDS]))
        values += [value for value in _values(connection, of_some) if parameters is None or value.parameter in parameters]
    return _by_parameter(values)


def changed_since(connection: Connection, seq: int, limit: int = 1000) -> list[Latest]:
    """Return up to `limit` values that changed after `seq`, oldest change first; ask again with the last one's `seq`.

    Changes of one transaction share a `seq`: a page is never cut inside one, so it may be longer than `limit`.
    """
    first = list(_values(connection, select(latest).where(latest.c.seq > seq).order_by(latest.c.seq).limit(limit), since=seq))
    if len(first) < limit:
        return sorted(first, key=_seq)
    last = sorted(value.seq for value in first)[limit - 1]
    # A row that has changed again since holds older changes too.
    until = select(latest).where(latest.c.seq > seq, latest.c.first_seq <= last)
    return sorted((value for value in _values(connection, until, since=seq) if value.seq <= last), key=_seq)


def of_parameters_since(connection: Connection, seq: int, parameters: Collection[str]) -> list[Latest]:
    """Return every value of some parameters that changed after `seq`, oldest change first; then ask from `current_seq` on."""
    changed = _values(connection, select(latest).where(latest.c.seq > seq), since=seq)
    return sorted((value for value in changed if value.parameter in parameters), key=_seq)


def newest(connection: Connection, limit: int) -> list[Latest]:
    """Return the `limit` most recent changes, newest first."""
    last = _values(connection, select(latest).order_by(latest.c.seq.desc()).limit(limit))
    return sorted(last, key=_seq, reverse=True)[:limit]


def newest_time(connection: Connection) -> int | None:
    """Return the newest time (ms UTC) that a device or its network gave a reading, None while there is none."""
    return connection.execute(select(func.max(latest.c.told))).scalar()


def newest_delivery(connection: Connection) -> str | None:
    """Return the id of a message of the newest batch in the stores; None where it is not known."""
    return next((value.delivery for value in newest(connection, 1)), None)


def current_seq(connection: Connection) -> int:
    """Return the sequence number of the newest change."""
    return sequences.value(connection, _SEQUENCE)


def _values(connection: Connection, query: Select[Any], *, since: int = -1) -> Iterator[Latest]:
    """Yield the values of the rows that `query` selects, those that changed after `since`."""
    for row in connection.execute(query):
        for share in unpack(row.body):
            if share.seq > since:
                for parameter, value in share.values.items():
                    yield Latest(
                        device_id=row.device,
                        parameter=parameter,
                        time=share.time,
                        value=value,
                        time_source=share.time_source,
                        received_at=share.received_at,
                        seq=share.seq,
                        delivery=share.delivery,
                    )


def _by_parameter(values: Iterable[Latest]) -> list[Latest]:
    return sorted(values, key=attrgetter("device_id", "parameter"))
