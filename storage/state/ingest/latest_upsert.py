"""Writes devices' newest values: over what one reading superseded without reading it, merged with all else."""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache, reduce
from itertools import compress, repeat

from sqlalchemy import Connection, and_, select

from domain.columns import ReadingColumns
from domain.reading import TimeSource
from storage.state.engine import execute_many, upsert
from storage.state.ingest.latest_row import ReadingShare, merge, pack_columns, pack_many, share_of, unpack_many
from storage.state.tables.ingest import latest

_COLUMNS = ("device", "seq", "first_seq", "told", "names", "body")
_RECEIVED = TimeSource.RECEIVED.value
_MOST_IDS = 10_000  # SQLite takes 32,766 in one statement


def upsert_columns(
    connection: Connection, readings: ReadingColumns, received_at: Sequence[int], positions: Sequence[int | None], log: str, *, seq: int
) -> None:
    """Write readings, in order of arrival, as the change `seq`, unless a newer value of a device and parameter is there."""
    if _replace(connection, *_lone(readings, received_at, positions), seq, log) == len(readings):
        return
    replaced = set(connection.execute(select(latest.c.device).where(latest.c.seq == seq)).scalars())
    shares = map(share_of, readings, received_at, repeat(seq), positions, repeat(log))
    left = [(device, share) for device, share in zip(readings.device_ids, shares, strict=True) if device not in replaced]
    _merge(connection, left, seq)


def _lone(
    readings: ReadingColumns, received_at: Sequence[int], positions: Sequence[int | None]
) -> tuple[ReadingColumns, Sequence[int], Sequence[int | None]]:
    """Return the readings that are the only ones of their devices."""
    times_sent = Counter(readings.device_ids)
    if len(times_sent) == len(readings):
        return readings, received_at, positions
    is_lone = [times_sent[device] == 1 for device in readings.device_ids]
    return readings.only(is_lone), list(compress(received_at, is_lone)), list(compress(positions, is_lone))


def _replace(
    connection: Connection, lone: ReadingColumns, received_at: Sequence[int], positions: Sequence[int | None], seq: int, log: str
) -> int:
    """Write rows, over one that is there only if the reading superseded all of it, unread; return how many were written.

    That reading then has the same parameters as the one that brought all that is there, and is not older.
    """
    told = [None if source == _RECEIVED else time for time, source in zip(lone.times, lone.sources, strict=True)]
    names = map(_joined, map(tuple, lone.values))
    rows = zip(lone.device_ids, repeat(seq), repeat(seq), told, names, pack_columns(lone, received_at, seq, positions, log), strict=False)
    return _write(connection, list(rows), unread=True)


def _merge(connection: Connection, arrived: Sequence[tuple[str, ReadingShare]], seq: int) -> None:
    """Write what is newest of what is stored and what came, each with its device."""
    by_device: dict[str, list[ReadingShare]] = {}
    for device, share in arrived:
        by_device.setdefault(device, []).append(share)
    stored = _stored(connection, list(by_device))
    merged = {device: reduce(merge, new, stored.get(device, [])) for device, new in by_device.items()}
    changed = {device: shares for device, shares in merged.items() if shares[-1].seq == seq}
    _write(connection, list(map(_row, changed, changed.values(), pack_many(changed.values()))))


def _write(connection: Connection, rows: Sequence[tuple[object, ...]], *, unread: bool = False) -> int:
    """Write devices' rows and return how many; `unread`: over one that is there only if one reading superseded all of it."""
    insert = upsert(connection, latest)
    changed = {name: insert.excluded[name] for name in _COLUMNS[1:]}
    is_superseded = and_(latest.c.names == insert.excluded.names, latest.c.told <= insert.excluded.told) if unread else None
    statement = insert.on_conflict_do_update(index_elements=["device"], set_=changed, where=is_superseded)
    return execute_many(connection, statement, _COLUMNS, rows)


def _row(device: str, shares: Sequence[ReadingShare], body: str) -> tuple[object, ...]:
    first = shares[0]
    told = max([share.time for share in shares if share.time_source != _RECEIVED], default=None)
    return device, shares[-1].seq, first.seq, told, _joined(tuple(first.values)) if len(shares) == 1 else None, body


@lru_cache(1024)
def _joined(names: tuple[str, ...]) -> str:
    return ",".join(sorted(names))


def _stored(connection: Connection, devices: Sequence[str]) -> dict[str, list[ReadingShare]]:
    """Return the devices' stored shares."""
    stored: dict[str, list[ReadingShare]] = {}
    for start in range(0, len(devices), _MOST_IDS):
        query = select(latest.c.device, latest.c.body).where(latest.c.device.in_(devices[start : start + _MOST_IDS]))
        rows = connection.execute(query).all()
        stored |= zip([device for device, _ in rows], unpack_many([body for _, body in rows]), strict=True)
    return stored
