"""Which time does a message carry when its device has no clock, or a wrong one?"""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from simulators.faults.fault import Faults
from simulators.noise import uniform
from simulators.send.encode import encode_time
from simulators.send.message import Measured, Planned

MINUTE = 60_000


def by_its_clock(message: Planned, faults: Faults, seed: int, number: int) -> Planned:
    """Return the message with the time its device's clock shows, or without one where it has no clock."""
    for fault in faults:
        if fault.kind in ("untimed", "skewed") and fault.at(message.at) and uniform(seed, message.device, fault.kind) < fault.rate:
            return _untimed(message, number) if fault.kind == "untimed" else _skewed(message, seed)
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
