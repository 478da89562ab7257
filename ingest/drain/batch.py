"""A batch of the log: readings to write, quarantine rows, devices to propose, and the counters."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from domain.delivery import delivery_id
from domain.reading import Reason, Rejection, TimeSource
from domain.sensors.frames import Frame
from ingest.decode.arrival import Arrival, Decoded, Run, UnknownDevice
from ingest.drain.duplicates import Duplicates, digest_of
from ingest.log.entry import Entries, Entry
from storage.readings.protocol import Refusal
from storage.state.ingest.drained import Drained
from storage.state.ingest.proposals import Proposal
from storage.state.ingest.quarantine import Quarantined
from storage.state.ingest.unknown_keys import UnknownKey, stored_key

_RECEIVED = TimeSource.RECEIVED  # asked of every reading, and looking it up in its class costs


@dataclass(slots=True)
class Batch:
    """What became of messages that stand together in the log, counted as the contract's "Counting" says.

    `stored`: what is new or changed. `log`: the name of the log, where several share a state.
    """

    entries: Entries
    log: str = ""
    received: int = 0
    stored: Run = field(default_factory=Run)
    quarantined: list[Quarantined] = field(default_factory=list)
    proposals: dict[str, Proposal] = field(default_factory=dict)
    digests: dict[bytes, int] = field(default_factory=dict)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    frames: list[Frame] = field(default_factory=list)
    _unknown_keys: dict[tuple[str, str], tuple[int, int, int]] = field(default_factory=dict)  # how often, when first and last
    _digest_of: dict[int, bytes] = field(default_factory=dict)  # by the identity of a reading's values

    @property
    def range(self) -> str:
        """The deliveries in it, as a line of the log names them: from the first, to before the second."""
        return f"{delivery_id(self.entries.positions[0], self.log)} to {delivery_id(self.entries.end, self.log)}"

    def add(self, part: Run | Decoded, duplicates: Duplicates, known_digests: Collection[bytes] = ()) -> None:
        """Compare and count what follows in the log."""
        if isinstance(part, Run):
            self._add_run(part, duplicates)
        else:
            self._add_decoded(part, duplicates, known_digests)

    def _add_run(self, run: Run, duplicates: Duplicates) -> None:
        self.received += len(run)
        is_duplicate = duplicates.compare_timed(run)
        if any(is_duplicate):
            self.counts["duplicate", ""] += sum(is_duplicate)
            run = run.only([not repeated for repeated in is_duplicate])
        self.stored.extend(run)

    def _add_decoded(self, decoded: Decoded, duplicates: Duplicates, known_digests: Collection[bytes]) -> None:
        entry = decoded.entry
        arrivals, rejections, ignored, unknown_keys, _, apart, frame = decoded.result
        for place, arrival in enumerate(arrivals):
            self._add_arrival(arrival, decoded, duplicates, known_digests)
            if arrival.partial:
                self.counts["partial", ""] += 1
                self._quarantine(entry, _unread(arrival, arrival.partial, entry), f"p{place}", counted="values_apart")
        for place, rejection in enumerate(rejections):
            self._quarantine(entry, rejection, f"{place}")
        for place, value in enumerate(apart):
            self._quarantine(entry, value, f"v{place}", counted="values_apart")
        self.received += len(arrivals) + len(rejections) + ignored
        if frame is not None:
            self.frames.append(frame)
        if ignored or unknown_keys:
            self.counts["ignored", ""] += ignored
            self._count_unknown(unknown_keys, entry.received_at)

    def _add_arrival(self, arrival: Arrival, decoded: Decoded, duplicates: Duplicates, known_digests: Collection[bytes]) -> None:
        entry, reading = decoded.entry, arrival.reading
        if entry.replay:
            duplicates.forget(reading, digest_of(arrival, entry.received_at))
        is_duplicate, digest = duplicates.compare(arrival, entry.received_at, dup=entry.dup, known_digests=known_digests)
        if is_duplicate:
            self.counts["duplicate", ""] += 1
        else:
            self.stored.append(reading)
            self.stored.numbers.append(decoded.number)
            self.stored.at.append(entry.received_at if arrival.at is None else arrival.at)
        if digest is not None:
            self.digests[digest] = entry.received_at
            self._digest_of[id(reading.values)] = digest
        if reading.time_source is _RECEIVED:
            self.counts["untimed", ""] += 1

    def _count_unknown(self, keys: Sequence[tuple[str, str]], received_at: int) -> None:
        self.counts["unknown_keys", ""] += len(keys)
        for device, name in keys:
            key = stored_key(name)
            count, first_seen = self._unknown_keys.get((device, key), (0, received_at))[:2]
            self._unknown_keys[device, key] = (count + 1, first_seen, received_at)

    def propose(self, entry: Entry, unknown_device: UnknownDevice) -> None:
        """List the unknown device that sent `entry`."""
        before = self.proposals.get(unknown_device.device_id)
        self.proposals[unknown_device.device_id] = Proposal(
            id=unknown_device.device_id,
            kind=unknown_device.kind,
            topic=entry.topic,
            first_seen=before.first_seen if before else entry.received_at,
            last_seen=entry.received_at,
            messages=before.messages + 1 if before else 1,
            model=unknown_device.model,
            dev_eui=unknown_device.dev_eui,
        )

    def refuse(self, refusals: Sequence[Refusal], duplicates: Duplicates) -> None:
        """Move what the store will never take to quarantine."""
        if not refusals:
            return
        details = {id(refusal.reading.values): refusal.detail for refusal in refusals}
        is_taken = [id(values) not in details for values in self.stored.values]
        refused = self.stored.only([not taken for taken in is_taken])
        self.stored = self.stored.only(is_taken)
        for place, (number, reading) in enumerate(zip(refused.numbers, refused, strict=True)):
            entry, digest = self.entries[number], self._digest_of.get(id(reading.values))
            duplicates.forget(reading, digest)
            self.digests.pop(digest or b"", None)
            detail = f"the store of readings refuses it: {details[id(reading.values)]}"
            self._quarantine(entry, Rejection(Reason.STORE_REJECTED, detail, entry.payload, reading.device_id), f"s{place}")

    def drained(self) -> Drained:
        """Return what the state has to keep."""
        return Drained(
            cursor=self.entries.end,
            log=self.log,
            stored=self.stored,
            received_at=self.stored.at,
            positions=list(map(self.entries.positions.__getitem__, self.stored.numbers)),
            quarantined=self.quarantined,
            proposed=list(self.proposals.values()),
            digests=self.digests,
            unknown_keys=[UnknownKey(*key, *seen) for key, seen in self._unknown_keys.items()],
            frames=self.frames,
            counts={**self.counts, ("received", self.log): self.received, ("stored", ""): len(self.stored)},
        )

    def _quarantine(self, entry: Entry, rejection: Rejection, place: str, *, counted: str = "quarantined") -> None:
        """Keep what could not be used, counted as such; `place`: which of its message it is."""
        self.counts[counted, rejection.reason] += 1
        reason, detail, payload, device = rejection
        row_id = f"{delivery_id(entry.position, self.log)}-{place}"
        self.quarantined.append(Quarantined(row_id, reason, detail, entry.topic, entry.received_at, payload, device))


def _unread(arrival: Arrival, partial: str, entry: Entry) -> Rejection:
    """Return the row that names what could not be read of a message whose other values are stored."""
    return Rejection(Reason.DECODE_FAILED, f"{partial}; the reading's other values are stored", entry.payload, arrival.reading.device_id)
