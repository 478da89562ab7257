"""What happens to messages between a device and the broker? By rate and at times, the same each time for the same seed."""

import heapq
import json
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count
from random import Random
from typing import Any

from simulators.encode import encode_time
from simulators.noise import uniform
from simulators.planned import NOT_SENT, Measured, Planned

MINUTE = 60_000
HOUR = 60 * MINUTE
GATEWAYS = 4  # an outage silences one in so many
NO_CLOCK, LOST_CLOCK = 3_600_000, 4_070_908_800_000  # 1970-01-01T01:00Z after a reset; 2099-01-01, a counter that overflowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """From `start` to `end` (ms UTC) a gateway is away: its devices keep what they measure and send it afterwards."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """How many of the messages (0–1) meet each fault; at most one fault meets a message.

    `drop`: lost on the way to the broker. `duplicate`: sent again up to a minute later. `late`: held back up to a day.
    `reordered`: overtaken by the device's next ones. `corrupt`: its bytes or values spoiled. Of the devices (0–1), `untimed` have
    no clock and send a running number instead, `skewed` have one up to four minutes wrong. `storms`: moments (ms UTC) at which
    the power comes back and every device sends what it sent last once more.
    """

    drop: float = 0.0
    duplicate: float = 0.0
    late: float = 0.0
    reordered: float = 0.0
    corrupt: float = 0.0
    untimed: float = 0.0
    skewed: float = 0.0
    outages: tuple[Outage, ...] = ()
    storms: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        rates = {name: getattr(self, name) for name in RATES}
        if wrong := [f"{name} = {rate:g}" for name, rate in rates.items() if not 0 <= rate <= 1]:
            raise ValueError(f"a fault's rate lies between 0 and 1, got {', '.join(wrong)}")
        if sum(rates[name] for name in OF_MESSAGES) > 1:
            raise ValueError(f"the rates of {', '.join(OF_MESSAGES)} together are more than 1")


OF_MESSAGES = ("drop", "duplicate", "late", "reordered", "corrupt")
RATES = (*OF_MESSAGES, "untimed", "skewed")


def disturb(messages: Iterator[Planned], faults: Faults, seed: int) -> Iterator[Planned]:
    """Yield `messages` (in order of `at`) as they reach the broker, again in order of `at`; what is lost comes as `not_sent`."""
    held: list[tuple[int, int, Planned]] = []
    last: dict[str, Planned] = {}
    storms, order = deque(sorted(faults.storms)), count()
    dice = Random(f"{seed}/faults")  # noqa: S311 - a simulation's dice, which must be repeatable
    for number, undisturbed in enumerate(messages):
        message = _by_its_clock(undisturbed, faults, seed, number)
        while storms and storms[0] <= message.at:
            storm = storms.popleft()
            for again in last.values():
                heapq.heappush(held, (storm, next(order), replace(again, at=storm, fault="storm")))
        for outcome in _outcomes(message, faults, dice):
            heapq.heappush(held, (outcome.at, next(order), outcome))
        last[message.device] = message
        while held and held[0][0] <= message.at:
            yield heapq.heappop(held)[2]
    while held:
        yield heapq.heappop(held)[2]


def _outcomes(message: Planned, faults: Faults, dice: Random) -> Iterator[Planned]:
    """Yield what becomes of one message: itself, changed, later, twice, or a note that it was lost."""
    drawn, more = dice.random(), dice.random()
    away = next((outage for outage in faults.outages if outage.start <= message.at < outage.end and _behind(message.device)), None)
    if away is not None:
        yield replace(message, at=away.end + int(more * MINUTE), fault="outage")
        return
    kind = _drawn(drawn, faults)
    if kind == "drop":
        yield replace(message, expect=NOT_SENT, fault=kind)
    elif kind == "duplicate":
        yield message
        yield replace(message, at=message.at + int(more * MINUTE), fault=kind)
    elif kind in ("late", "reordered"):
        yield replace(message, at=message.at + int(more * (24 * HOUR if kind == "late" else 30 * MINUTE)), fault=kind)
    elif kind == "corrupt":
        yield spoil(message, more)
    else:
        yield message


def _drawn(chance: float, faults: Faults) -> str:
    for kind in OF_MESSAGES:
        rate: float = getattr(faults, kind)
        if chance < rate:
            return kind
        chance -= rate
    return ""


def _behind(device: str) -> bool:
    """Tell whether the device is behind the gateway that fails."""
    return uniform(device, "gateway") < 1 / GATEWAYS


def spoil(message: Planned, chance: float) -> Planned:
    """Return `message` as a broken device sends it, with the reason for which it must be quarantined; `chance` (0–1) says how."""
    body = json.loads(message.payload)
    first = next(iter(message.readings[0].values)) if message.readings else "pm25"
    one = body if isinstance(body, dict) else body[0]
    ways: tuple[tuple[str, bytes], ...] = (
        ("not_json", message.payload[: max(1, int(len(message.payload) * 0.7))]),
        ("bad_encoding", message.payload.replace(b'"', b'"\xff\xfe', 1)),
        ("schema", _dump({**one, first: "broken"})),
        ("out_of_range", _dump({**one, first: 1e9})),
        ("ancient_time", _dump({**one, "time": encode_time(NO_CLOCK)})),
        ("future_time", _dump({**one, "time": encode_time(LOST_CLOCK)})),
    )
    reason, payload = ways[int(chance * len(ways))]
    return replace(message, payload=payload, readings=(), expect=reason, fault="corrupt")


def _by_its_clock(message: Planned, faults: Faults, seed: int, number: int) -> Planned:
    """Return the message with the time its device's clock shows, or without one where it has no clock."""
    if uniform(seed, message.device, "untimed") < faults.untimed:
        return _untimed(message, number)
    if uniform(seed, message.device, "skewed") < faults.skewed:
        return _skewed(message, seed)
    return message


def _untimed(message: Planned, number: int) -> Planned:
    """Return a single reading without its time, with a running number instead; an array keeps its times."""
    body = json.loads(message.payload)
    if not isinstance(body, dict) or "time" not in body:
        return message
    bare: Mapping[str, Any] = {**body, "seq": number}
    payload = _dump({name: value for name, value in bare.items() if name != "time"})
    readings = tuple(Measured(time=None, values=reading.values) for reading in message.readings)
    return replace(message, payload=payload, readings=readings, fault="untimed")


def _skewed(message: Planned, seed: int) -> Planned:
    """Return the message with a time that is up to four minutes wrong, always by the same."""
    wrong = int((uniform(seed, message.device, "skew") - 0.5) * 8 * MINUTE)
    body = json.loads(message.payload)
    ones = body if isinstance(body, list) else [body]
    readings = tuple(replace(reading, time=reading.time + wrong) for reading in message.readings if reading.time is not None)
    if len(readings) != len(ones):
        return message
    changed = [{**one, "time": encode_time(reading.time or 0)} for one, reading in zip(ones, readings, strict=True)]
    return replace(message, payload=_dump(changed if isinstance(body, list) else changed[0]), readings=readings, fault="skewed")


def _dump(body: object) -> bytes:
    return json.dumps(body, separators=(",", ":")).encode()
