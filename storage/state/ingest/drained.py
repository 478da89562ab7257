"""Commits a drained batch to the state, in one transaction with the log's cursor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import sub

from sqlalchemy import Connection

from domain.columns import ReadingColumns
from domain.duration import HOUR
from domain.sensors.frames import Frame
from storage.state import counters, sequences
from storage.state.ingest import changed_days, frames, latest, proposals, quarantine, recent, touched, unknown_keys
from storage.state.ingest.unknown_keys import UnknownKey

_CURSOR = "log.cursor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drained:
    """A batch after the store of readings has taken it.

    `cursor`: the position behind it in the log called `log`. `stored`: readings in order of arrival; `received_at`: when each came
    (ms UTC); `positions`: of each one's message in the log, where they are known.
    `digests`: of readings without a time of their own, by when they were received. `unknown_keys`: that
    are no parameter. `frames`: of registered LoRaWAN devices, in order of arrival. `counts`: by outcome and reason.
    """

    cursor: int
    log: str = ""
    stored: ReadingColumns = field(default_factory=ReadingColumns)
    received_at: Sequence[int] = ()
    positions: Sequence[int] = ()
    quarantined: Sequence[quarantine.Quarantined] = ()
    proposed: Sequence[proposals.Proposal] = ()
    digests: Mapping[bytes, int] = field(default_factory=dict)
    unknown_keys: Sequence[UnknownKey] = ()
    frames: Sequence[Frame] = ()
    counts: Mapping[tuple[str, str], int] = field(default_factory=dict)


def cursor(connection: Connection, log: str) -> int:
    """Return the position up to which everything of the log called `log` is in the stores."""
    return sequences.value(connection, _cursor_of(log))


def commit(connection: Connection, batch: Drained, *, max_per_device: int) -> None:
    """Keep what the batch changes. Committing the same batch again changes nothing but the counters, which the cursor guards."""
    dropped = quarantine.keep(connection, batch.quarantined, max_per_device=max_per_device)
    counters.add(connection, {**batch.counts, **{("quarantine_dropped", reason): n for reason, n in dropped.items()}})
    positions: Sequence[int | None] = batch.positions or [None] * len(batch.stored)
    latest.put_columns(connection, *_not_superseded(batch.stored, batch.received_at, positions), batch.log)
    touched.touch(connection, _touches(batch.stored, batch.received_at))
    changed_days.mark(connection, batch.stored.times)
    proposals.add(connection, batch.proposed)
    recent.remember(connection, batch.digests)
    unknown_keys.add(connection, batch.unknown_keys)
    frames.add(connection, batch.frames)
    sequences.put(connection, _cursor_of(batch.log), batch.cursor)


def _cursor_of(log: str) -> str:
    return f"{_CURSOR}.{log}" if log else _CURSOR


def _not_superseded(
    stored: ReadingColumns, received_at: Sequence[int], positions: Sequence[int | None]
) -> tuple[ReadingColumns, Sequence[int], Sequence[int | None]]:
    """Leave out readings that the device's next one supersedes: not older, and with all its parameters. Few remain of a long batch."""
    if _is_one_each(stored):
        return stored, received_at, positions
    last: dict[str, int] = {}
    places: list[int] = []
    for place, device in enumerate(stored.device_ids):
        before = last.get(device)
        if before is not None and not (
            stored.times[place] >= stored.times[before] and stored.values[place].keys() >= stored.values[before].keys()
        ):
            places.append(before)
        last[device] = place
    places += last.values()
    kept = ReadingColumns.of(stored[place] for place in places)
    return kept, [received_at[place] for place in places], [positions[place] for place in places]


def _touches(stored: ReadingColumns, received_at: Sequence[int]) -> list[tuple[str, int, int]]:
    """Return each touched (device, hour, least age in ms)."""
    hours = [time - time % HOUR for time in stored.times]
    touches = zip(stored.device_ids, hours, map(sub, received_at, stored.times), strict=True)
    if _is_one_each(stored):
        return list(touches)
    ages: dict[tuple[str, int], int] = {}
    for device, hour, age in touches:
        if age < ages.get((device, hour), age + 1):
            ages[device, hour] = age
    return [(device, hour, age) for (device, hour), age in ages.items()]


def _is_one_each(stored: ReadingColumns) -> bool:
    """Return whether no device has several readings, as where very many send: then there is nothing to compare."""
    return len({*stored.device_ids}) == len(stored)
