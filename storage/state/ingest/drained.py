"""Commits a drained batch to the state, in one transaction with the log's cursor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from domain.duration import HOUR
from domain.reading import Reading
from storage.state import counters, sequences
from storage.state.ingest import latest, proposals, quarantine, recent, touched, unknown_keys
from storage.state.ingest.unknown_keys import UnknownKey

_CURSOR = "log.cursor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drained:
    """A batch after the store of readings has taken it.

    `cursor`: the log position behind it. `stored`: readings with when they were received (ms UTC), in order of arrival.
    `digests`: of readings without a time of their own, by when they were received. `unknown_keys`: that
    are no parameter. `counts`: by outcome and reason.
    """

    cursor: int
    stored: Sequence[tuple[Reading, int]] = ()
    quarantined: Sequence[quarantine.Quarantined] = ()
    proposed: Sequence[proposals.Proposal] = ()
    digests: Mapping[bytes, int] = field(default_factory=dict)
    unknown_keys: Sequence[UnknownKey] = ()
    counts: Mapping[tuple[str, str], int] = field(default_factory=dict)


def cursor(connection: Connection) -> int:
    """Return the log position up to which everything is in the stores."""
    return sequences.value(connection, _CURSOR)


def commit(connection: Connection, batch: Drained, *, max_per_device: int) -> None:
    """Keep what the batch changes. Committing the same batch again changes nothing but the counters, which the cursor guards."""
    dropped = quarantine.keep(connection, batch.quarantined, max_per_device=max_per_device)
    counters.add(connection, {**batch.counts, **{("quarantine_dropped", reason): n for reason, n in dropped.items()}})
    latest.put(connection, batch.stored)
    touched.touch(connection, _touches(batch.stored))
    proposals.add(connection, batch.proposed)
    recent.remember(connection, batch.digests)
    unknown_keys.add(connection, batch.unknown_keys)
    sequences.put(connection, _CURSOR, batch.cursor)


def _touches(stored: Sequence[tuple[Reading, int]]) -> list[tuple[str, int, int]]:
    """Return each touched (device, hour, least age in ms)."""
    ages: dict[tuple[str, int], int] = {}
    for reading, received_at in stored:
        key = (reading.device_id, reading.time - reading.time % HOUR)
        age = received_at - reading.time
        if age < ages.get(key, age + 1):
            ages[key] = age
    return [(device, hour, age) for (device, hour), age in ages.items()]
