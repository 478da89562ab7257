"""Recognises readings that came before, add to an earlier one, or correct it."""

from collections.abc import Collection, Mapping, Sequence
from hashlib import blake2b
from itertools import islice, repeat
from typing import NamedTuple, TypeVar

from domain.columns import ReadingColumns
from domain.duration import DAY, MINUTE, SECOND
from domain.reading import Reading, TimeSource
from ingest.decode.arrival import Arrival

CAPACITY = 65_536  # as many as a broker can ever hold unacknowledged, and so send again (MQTT 5, 3.3.1.2: 16-bit identifiers)
IDENTITY_MS = DAY
# A redelivery without `seq` follows its original by a reconnect. Longer would take a bin's next honest, equal reading for one.
REDELIVERY_MS = 5 * MINUTE
# What reaches us twice carries the network's own time of the frame unchanged. A network has the copies of one frame within a second, passes
# on a repetition of the device at most once ("Confirmed Uplinks Behavior", The Things Stack), and a device sends again no sooner than its
# receive windows end, 2 s later (LoRaWAN 1.0.4, RECEIVE_DELAY2): so frames of one number that the network had 2 s apart are two.
FRAME_MS = SECOND
_TOGETHER = 512  # compared in one step: one that came before costs only so many a step of their own
_K = TypeVar("_K")
_V = TypeVar("_V")
_NOTHING: frozenset[bytes] = frozenset()


class Comparison(NamedTuple):
    """Whether an arrival is a duplicate (contract: "Counting"); all others are written.

    `digest` (16 bytes): to be kept in the state's `recent` for 24 h, for a reading without a time of its own.
    """

    is_duplicate: bool
    digest: bytes | None = None


_DEVICE = TimeSource.DEVICE  # looking a member up in its class costs as much as a comparison, and this is asked of every reading


class Duplicates:
    """Remembers at least the `capacity` most recent readings; in memory, so the store stays idempotent by itself.

    Compare each arrival once, in order of arrival. Take back with `forget` what was compared and then not written;
    a batch that is decoded again after a failure needs a new `Duplicates`, or it would be its own duplicate.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._values: dict[tuple[str, int], Mapping[str, float]] = {}
        self._digests: dict[bytes, int] = {}

    def compare(self, arrival: Arrival, received_at: int, *, dup: bool, known_digests: Collection[bytes] = _NOTHING) -> Comparison:
        """Return what `arrival` is, and remember it; `dup`: the broker marked it as sent again.

        `known`: those of its digests (`lookup_digests`) that the state remembers from the 24 h before `received_at`.
        """
        reading = arrival.reading
        if reading.time_source is _DEVICE:
            return Comparison(self._holds(reading))
        digests = lookup_digests(arrival, received_at, dup=dup)
        if any([self._is_recent(digest, received_at) or digest in known_digests for digest in digests]):  # noqa: C419 - there are three
            return Comparison(is_duplicate=True)
        digest = digests[0] if digests else digest_of(arrival, received_at)
        _keep(self._digests, digest, received_at, self._capacity)
        return Comparison(self._holds(reading), digest)

    def compare_timed(self, readings: ReadingColumns) -> list[bool]:
        """Return which readings with their device's own time are duplicates, and remember all, as `compare` does one by one."""
        keys = list(zip(readings.device_ids, readings.times, strict=True))
        is_duplicate: list[bool] = []
        for start in range(0, len(keys), _TOGETHER):
            end = start + _TOGETHER
            fresh = dict(zip(keys[start:end], readings.values[start:end], strict=True))
            if len(fresh) == len(keys[start:end]) and self._values.keys().isdisjoint(fresh):
                self._values |= fresh
                is_duplicate += repeat(False, len(fresh))
            else:
                is_duplicate += map(self._holds, readings[start:end])
        _forget_oldest(self._values, self._capacity)
        return is_duplicate

    def forget(self, reading: Reading, digest: bytes | None) -> None:
        """Take back what was compared but not written, so that the same reading sent or replayed again is no duplicate."""
        self._values.pop((reading.device_id, reading.time), None)
        if digest is not None:
            self._digests.pop(digest, None)

    def _holds(self, reading: Reading) -> bool:
        """Return whether device and time are remembered to hold these values now, and remember them: A, B, A is two corrections."""
        key = (reading.device_id, reading.time)
        before = self._values.get(key)
        if before is None:
            _keep(self._values, key, reading.values, self._capacity)
            return False
        after = self._values[key] = {**before, **reading.values}
        return after == before

    def _is_recent(self, digest: bytes, received_at: int) -> bool:
        at = self._digests.get(digest)
        return at is not None and received_at - at <= IDENTITY_MS


def lookup_digests(arrival: Arrival, received_at: int, *, dup: bool) -> tuple[bytes, ...]:
    """Return the digests of which any one, if known, makes `arrival` a duplicate, its own first; none for one with its device's time.

    With an identity (`seq`, a frame): the same within 24 h; of a frame also the network's time, to within 1 to 2 s, for an ABP
    device that restarts counts from 0 again in the same session. Without: only a redelivery, within 5 to 10 minutes.
    """
    if arrival.reading.time_source is _DEVICE:
        return ()
    if arrival.network_time is not None:
        identity = repr(arrival.identity)
        times = [(arrival.network_time + shift) // FRAME_MS for shift in (0, -FRAME_MS, FRAME_MS)]
        return _digests(arrival, [f"({identity}, {time})" for time in times])
    if arrival.identity is not None:
        return _digests(arrival, [repr(arrival.identity)])
    return _digests(arrival, [_received_in(received_at), _received_in(received_at - REDELIVERY_MS)]) if dup else ()


def digest_of(arrival: Arrival, received_at: int) -> bytes:
    """Return what tells an untimed reading: device, values and its identity or, without one, the stretch of time it came in."""
    return (lookup_digests(arrival, received_at, dup=True) or _digests(arrival, [_received_in(received_at)]))[0]


def _received_in(received_at: int) -> str:
    return repr(f"received in {received_at // REDELIVERY_MS}")


def _digests(arrival: Arrival, identities: Sequence[str]) -> tuple[bytes, ...]:
    """Return the digests of a reading's device and values with each of the identities: texts, as `repr` writes a tuple of the three."""
    reading = arrival.reading
    device, values = repr(reading.device_id), repr(sorted(reading.values.items()))
    return tuple(blake2b(f"({device}, {identity}, {values})".encode(), digest_size=16).digest() for identity in identities)


def _keep(memory: dict[_K, _V], key: _K, value: _V, capacity: int) -> None:
    memory[key] = value
    if len(memory) > capacity + capacity // 8:  # many at once: a dict looks for its first key anew each time
        _forget_oldest(memory, capacity)


def _forget_oldest(memory: dict[_K, _V], capacity: int) -> None:
    for key in list(islice(memory, max(len(memory) - capacity, 0))):
        del memory[key]
