"""Compares what the service has with what a device's ledger says was sent: nothing lost, doubled or changed."""

import json
from base64 import b64encode
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from domain.count_of import count_of
from domain.reading import Reason
from simulators.send.ledger import LedgerEntry
from simulators.send.message import STORED, SimulatedReading

Stored = Mapping[int, Mapping[str, float]]
_EXAMPLES = 5


@dataclass(slots=True)
class Reckoning:
    """Readings by what became of them; a message without readings (spoiled bytes) counts one.

    `unanswered`: sent, but the broker did not say that it has them: they may be there or not. `quarantined`, `unforeseen`: by
    reason, as the ledger expected and as it did not. `unkept`: had to be quarantined and are not there, by reason: a quota may
    have dropped them. `examples`: sentences about what is wrong, a few of each kind.
    """

    acknowledged: int = 0
    stored: int = 0
    unanswered: int = 0
    missing: int = 0
    doubled: int = 0
    wrong: int = 0
    quarantined: Counter[str] = field(default_factory=Counter)
    unforeseen: Counter[str] = field(default_factory=Counter)
    unkept: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, other: "Reckoning") -> None:
        """Add another device's reckoning."""
        for name in ("acknowledged", "stored", "unanswered", "missing", "doubled", "wrong"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("quarantined", "unforeseen", "unkept"):
            getattr(self, name).update(getattr(other, name))
        for kind, sentences in other.examples.items():
            self.examples[kind] += sentences[: _EXAMPLES - len(self.examples[kind])]

    def say(self, kind: str, sentence: str) -> None:
        """Keep an example of what is wrong."""
        if len(self.examples[kind]) < _EXAMPLES:
            self.examples[kind].append(sentence)


def reckon(device: str, entries: Sequence[LedgerEntry], stored: Stored, quarantine: Callable[[], Iterable[tuple[str, str]]]) -> Reckoning:
    """Compare what `device` sent with what the service has; `quarantine` gives (reason, base64 of the bytes), asked only when needed."""
    result = Reckoning()
    absent = _untimed(result, device, entries, stored) + _timed(result, device, entries, stored)
    spoiled = [entry for entry in entries if entry.expect != STORED]
    result.acknowledged += sum(entry.acknowledged_at is not None for entry in spoiled)
    if absent or spoiled:
        kept = Counter(quarantine())
        _expected_there(result, device, spoiled, kept)
        _looked_for_there(result, device, absent, kept)
    return result


def _timed(result: Reckoning, device: str, entries: Sequence[LedgerEntry], stored: Stored) -> list[tuple[LedgerEntry, int]]:
    """Settle readings with a time of their own; return those that are not stored, each with its place in its message."""
    answered: dict[int, tuple[LedgerEntry, int, SimulatedReading]] = {}
    unanswered: dict[int, tuple[LedgerEntry, int, SimulatedReading]] = {}
    possible: dict[tuple[int, str], set[float]] = defaultdict(set)
    for entry, place, reading in _readings(entries, timed=True):
        time = reading.time or 0
        (unanswered if entry.acknowledged_at is None else answered)[time] = entry, place, reading
        for parameter, value in reading.values.items():
            possible[time, parameter].add(value)
    result.acknowledged += len(answered)
    result.unanswered += len(unanswered.keys() - answered.keys())
    absent = [
        (entry, place) for time, (entry, place, reading) in answered.items() if not reading.values.keys() <= stored.get(time, {}).keys()
    ]
    result.stored += len(answered) - len(absent)
    for time in (answered.keys() | unanswered.keys()) & stored.keys():
        changed = [name for name, value in stored[time].items() if (time, name) in possible and value not in possible[time, name]]
        if changed:
            result.wrong += 1
            result.say("wrong", f"{device} at {time} ms: {changed[0]} is stored as {stored[time][changed[0]]!r}, sent was "
                       f"{sorted(possible[time, changed[0]])}")  # fmt: skip
    return absent


def _untimed(result: Reckoning, device: str, entries: Sequence[LedgerEntry], stored: Stored) -> list[tuple[LedgerEntry, int]]:
    """Settle readings without a time, which are known by their values: here a doubled one shows."""
    entries_once = _once(_readings(entries, timed=False))
    if not entries_once:
        return []
    timed = {reading.time for _, _, reading in _readings(entries, timed=True)}
    counts = Counter(_key(values) for time, values in stored.items() if time not in timed)
    most = Counter(_key(reading.values) for _, _, reading in entries_once)
    for key, number in most.items():
        if counts[key] > number:
            result.doubled += counts[key] - number
            result.say(
                "doubled", f"{device}: {dict(key)} was sent {count_of(number, 'time')} and is stored {count_of(counts[key], 'time')}"
            )
    absent = []
    for entry, place, reading in sorted(entries_once, key=lambda entry_place_reading: entry_place_reading[0].acknowledged_at is None):
        key = _key(reading.values)
        is_stored = counts[key] > 0
        counts[key] -= is_stored
        if entry.acknowledged_at is None:
            result.unanswered += 1
            continue
        result.acknowledged += 1
        result.stored += is_stored
        if not is_stored:
            absent.append((entry, place))
    return absent


def _once(sent: Iterable[tuple[LedgerEntry, int, SimulatedReading]]) -> list[tuple[LedgerEntry, int, SimulatedReading]]:
    """Return each reading without a time once: the same bytes again, running number and all, are the same reading."""
    distinct: dict[tuple[bytes, int], tuple[LedgerEntry, int, SimulatedReading]] = {}
    for entry, place, reading in sent:
        before = distinct.get((entry.payload, place))
        if before is None or before[0].acknowledged_at is None:
            distinct[entry.payload, place] = entry, place, reading
    return list(distinct.values())


def _expected_there(result: Reckoning, device: str, spoiled: Iterable[LedgerEntry], kept: Counter[tuple[str, str]]) -> None:
    """Settle what had to be quarantined; under another reason than expected it is not lost, but somebody must say why."""
    for entry in spoiled:
        payload = b64encode(entry.payload).decode()
        reasons = [reason for reason in (entry.expect, *Reason) if kept[reason, payload] > 0]
        if reasons:
            kept[reasons[0], payload] -= 1
        if entry.acknowledged_at is None:
            result.unanswered += 1
        elif not reasons:
            result.unkept[entry.expect] += 1
            result.say("unkept", f"{device}: message {entry.number} had to be quarantined as {entry.expect} and is not there")
        elif reasons[0] == entry.expect:
            result.quarantined[entry.expect] += 1
        else:
            result.unforeseen[reasons[0]] += 1
            result.say("unforeseen", f"{device}: message {entry.number} is in quarantine as {reasons[0]}, expected was {entry.expect}")


def _looked_for_there(result: Reckoning, device: str, absent: Iterable[tuple[LedgerEntry, int]], kept: Counter[tuple[str, str]]) -> None:
    """Look for good readings that are not stored among the quarantined: there they are not lost, but somebody must say why."""
    reasons = {payload: reason for reason, payload in kept}
    for entry, place in absent:
        reason = reasons.get(b64encode(_own_bytes(entry, place)).decode())
        if reason is None:
            result.missing += 1
            fault = f" (it met: {entry.fault})" if entry.fault else ""
            result.say("missing", f"{device}: message {entry.number}, acknowledged at {entry.acknowledged_at} ms, is not stored{fault}")
        else:
            result.unforeseen[reason] += 1
            result.say("unforeseen", f"{device}: message {entry.number} is in quarantine as {reason}, though it should be stored")


def _readings(entries: Iterable[LedgerEntry], *, timed: bool) -> Iterable[tuple[LedgerEntry, int, SimulatedReading]]:
    for entry in entries:
        if entry.expect == STORED:
            for place, reading in enumerate(entry.readings):
                if (reading.time is not None) is timed:
                    yield entry, place, reading


def _own_bytes(entry: LedgerEntry, place: int) -> bytes:
    """Return a reading's own bytes: of an array each element is quarantined alone."""
    if len(entry.readings) == 1:
        return entry.payload
    return json.dumps(json.loads(entry.payload)[place], separators=(",", ":")).encode()


def _key(values: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    return tuple(sorted(values.items()))
