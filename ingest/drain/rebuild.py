"""Writes the readings of the log's kept days into the store again: after a store was lost, or a decoder was mended."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.decode.decode import Decoder
from ingest.drain.batch import Batch
from ingest.drain.duplicates import IDENTITY_MS, Duplicates
from ingest.log.kept import kept_entries
from ingest.log.segments import list_segments
from storage.readings.protocol import Readings, Refusal
from storage.state.engine import State
from storage.state.ingest import changed_days
from storage.state.registry import RegistryCache


@dataclass(slots=True, kw_only=True)
class Rebuilt:
    """What a rebuild did. `first`, `last`: when the first and the last of the messages came (ms UTC); `damaged`: unreadable bytes."""

    messages: int = 0
    written: int = 0
    refused: int = 0
    damaged: int = 0
    first: int | None = None
    last: int | None = None


def rebuild(folder: Path, *, drained: int, decoder: Decoder, state: State, readings: Readings, done: Callable[[Rebuilt], None]) -> Rebuilt:
    """Decode what stands in the log up to `drained` and write its readings in their order; writing them twice changes nothing.

    Nobody may drain the log meanwhile. `done` is called after each batch. Raises StoreAwayError, StoreRefusesError, StateAwayError,
    OSError.
    """
    result, duplicates, registry = Rebuilt(), Duplicates(), RegistryCache(state)
    untimed: dict[bytes, int] = {}  # of the last 24 hours: one without a time that was sent again would be stored at another
    for entries, damaged in kept_entries(list_segments(folder), drained):
        result.damaged += damaged
        if not entries:
            continue
        batch = Batch(entries)
        for part in decoder.decode_batch(entries, registry.current()):
            batch.add(part, duplicates, untimed)
        refused: Sequence[Refusal] = readings.write(batch.stored)
        with state.begin() as connection:
            changed_days.mark(connection, batch.stored.times)
        result.messages += len(entries)
        result.written += len(batch.stored) - len(refused)
        result.refused += len(refused)
        result.first = entries.received_at[0] if result.first is None else result.first
        result.last = entries.received_at[-1]
        untimed = {digest: at for digest, at in (untimed | batch.digests).items() if at >= result.last - IDENTITY_MS}
        done(result)
    return result
