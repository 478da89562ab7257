"""Drains the log into the stores: in log order, a batch at a time, each step repeatable, the cursor last."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from config.settings import Settings
from domain.reading import TimeSource
from ingest.decode.arrival import Decoded, Run, UnknownDevice
from ingest.decode.decode import Decoder
from ingest.drain.batch import Batch
from ingest.drain.batch_store import BatchStore
from ingest.drain.duplicates import CAPACITY, IDENTITY_MS, Duplicates, lookup_digests
from ingest.drain.registration import register_unknown
from ingest.health import Health
from ingest.log.entry import Entries, Entry
from ingest.log.log import Log, LogUnreadableError
from storage.readings.protocol import Readings
from storage.state import registry
from storage.state.engine import State
from storage.state.ingest import recent

_BATCH = 20_000  # behind after an outage: a larger one costs the stores less a reading
_FEW = 5000
_LINGER_S = 0.2
_IDLE_S = 0.5
_UNREADABLE_PAUSE_S = 10.0
_WARM_BYTES = 16_000_000


class Drainer:
    """Decodes, writes and commits; a crash anywhere is mended by doing the same again from the cursor."""

    def __init__(
        self,
        *,
        log: Log,
        decoder: Decoder,
        duplicates: Duplicates,
        readings: Readings,
        state: State,
        settings: Settings,
        health: Health,
        clock: Callable[[], int],
    ) -> None:
        self._log = log
        self._decoder = decoder
        self._duplicates = duplicates
        self._state = state
        self._store = BatchStore(
            readings=readings, state=state, health=health, max_quarantined_per_device=settings.quarantine.max_per_device
        )
        self._settings = settings
        self._health = health
        self._clock = clock
        self._registry = registry.RegistryCache(state)
        self._read_to = log.drained

    def run(self, stop: threading.Event) -> None:
        """Drain until `stop`; a batch that no store has taken yet is drained again at the next start.

        While one batch is being stored the next is decoded, and while its state is committed the next is stored; each of these
        steps keeps the log's order.
        """
        self._store.prove()
        self._store.until_state_is_there(self._remember_recent, stop)
        with _thread("ingest-store") as storing, _thread("ingest-commit") as committing:
            stored = committed = before = _done()
            while not stop.is_set():
                try:
                    entries = self._next_entries(stop)
                except LogUnreadableError as error:
                    self._health.failed("drain", str(error))
                    stop.wait(_UNREADABLE_PAUSE_S)
                    continue
                decoded = self._store.until_state_is_there(lambda: self._decode(entries), stop)  # noqa: B023 - called at once
                if not stored.result() or not before.result():
                    return
                batch = self._store.until_state_is_there(lambda: self._compare(entries, decoded or (), committed), stop)  # noqa: B023
                before = committed
                if batch is not None:
                    stored = storing.submit(self._store.write, batch, self._duplicates, stop)
                    committed = committing.submit(self._commit, batch, stored, before, stop)

    def _next_entries(self, stop: threading.Event) -> Entries:
        """Return what follows in the log, lingering for more where it is little; nothing when nothing came for a while."""
        if not self._log.wait_behind(self._read_to, _IDLE_S):
            return Entries(end=self._read_to)
        entries, end = self._log.read(self._read_to, _BATCH)
        if len(entries) < _FEW and end == self._log.end:
            stop.wait(_LINGER_S)
            entries, end = self._log.read(self._read_to, _BATCH)
        self._read_to = end
        return entries

    def _remember_recent(self) -> bool:
        """Decode again what was drained last, so that a repetition is known as one across a restart."""
        current = self._registry.current()
        position = self._log.start_of_segment(max(self._log.drained - _WARM_BYTES, 0))
        last: deque[Entries] = deque()
        while position < self._log.drained:
            try:
                entries, position = self._log.read(position, _BATCH)
            except LogUnreadableError:  # draining will say so; what cannot be read cannot be compared with
                break
            last.append(entries.before(self._log.drained))
            while sum(map(len, last)) - len(last[0]) >= CAPACITY:  # no more can come again, and to decode them delays the first batch
                last.popleft()
        for entries in last:
            batch = Batch(entries)
            for part in self._decoder.decode_batch(entries, current):
                batch.add(part, self._duplicates)
        return True

    def _decode(self, entries: Entries) -> list[Run | Decoded]:
        """Decode, registering unknown devices where the settings say so."""
        decoded = list(self._decoder.decode_batch(entries, self._registry.current()))
        if self._settings.devices.auto_register == "accept" and (unknown := _unknown_devices(decoded)):
            register_unknown(self._state, [device for _, device in unknown], self._clock())
            decoded = list(self._decoder.decode_batch(entries, self._registry.current()))
        return decoded

    def _compare(self, entries: Entries, decoded: Sequence[Run | Decoded], committed: Future[bool]) -> Batch | None:
        """Tell new readings from repeated ones, for which the batch before must be stored; None for no entries."""
        if not entries:
            return None
        batch = Batch(entries, log=self._settings.log.name)
        known_digests = self._known_digests(entries, decoded, committed)
        for part in decoded:
            batch.add(part, self._duplicates, known_digests)
        if self._settings.devices.auto_register == "propose":
            for entry, device in _unknown_devices(decoded):
                batch.propose(entry, device)
        return batch

    def _known_digests(self, entries: Entries, decoded: Sequence[Run | Decoded], committed: Future[bool]) -> set[bytes]:
        digests = {
            digest
            for part in decoded
            if isinstance(part, Decoded)
            for arrival in part.result.arrivals
            if arrival.reading.time_source is not TimeSource.DEVICE
            for digest in lookup_digests(arrival, part.entry.received_at, dup=part.entry.dup)
        }
        if not digests or not committed.result():  # the state knows those of the batch before only then
            return set()
        with self._state.read() as connection:
            return recent.known(connection, digests, since=entries.received_at[0] - IDENTITY_MS)

    def _commit(self, batch: Batch, stored: Future[bool], before: Future[bool], stop: threading.Event) -> bool:
        """Commit a batch once it is stored and the one before it is committed; False when told to stop before."""
        if not before.result() or not stored.result() or not self._store.commit(batch, stop):
            return False
        self._log.drained = batch.entries.end
        return True


def _unknown_devices(decoded: Sequence[Run | Decoded]) -> list[tuple[Entry, UnknownDevice]]:
    """Return each message whose sender nobody registered."""
    closely = [part for part in decoded if isinstance(part, Decoded)]
    return [(part.entry, part.result.unknown_device) for part in closely if part.result.unknown_device is not None]


def _thread(name: str) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)


def _done() -> Future[bool]:
    done = Future[bool]()
    done.set_result(True)
    return done
