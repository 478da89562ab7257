"""Give a message the time that its device's clock shows, or none where the device has no clock."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from domain.duration import MINUTE
from simulators.faults.fault import Faults
from simulators.noise import uniform
from simulators.send.encode import encode_time
from simulators.send.message import PlannedMessage, SimulatedReading


def with_device_clock(message: PlannedMessage, faults: Faults, seed: int, number: int) -> PlannedMessage:
    """Return the message with the time its device's clock shows, or without one where it has no clock."""
    for fault in faults:
        if fault.kind in ("untimed", "skewed") and fault.at(message.at) and uniform(seed, message.device, fault.kind) < fault.rate:
            return _untimed(message, number) if fault.kind == "untimed" else _skewed(message, seed)
    return message


def _untimed(message: PlannedMessage, number: int) -> PlannedMessage:
    """Return a single reading without its time, with a running number instead; an array keeps its times."""
    body = json.loads(message.payload)
    if not isinstance(body, dict) or "time" not in body:
        return message
    bare: Mapping[str, Any] = {**body, "seq": number}
    payload = _dump({name: value for name, value in bare.items() if name != "time"})
    readings = tuple(SimulatedReading(time=None, values=reading.values) for reading in message.readings)
    return replace(message, payload=payload, readings=readings, fault="untimed")


def _skewed(message: PlannedMessage, seed: int) -> PlannedMessage:
    """Return the message with a time that is up to four minutes wrong, always by the same amount."""
    wrong = int((uniform(seed, message.device, "skew") - 0.5) * 8 * MINUTE)
    body = json.loads(message.payload)
    objects = body if isinstance(body, list) else [body]
    readings = tuple(replace(reading, time=reading.time + wrong) for reading in message.readings if reading.time is not None)
    if len(readings) != len(objects):
        return message
    changed = [{**object_, "time": encode_time(reading.time or 0)} for object_, reading in zip(objects, readings, strict=True)]
    return replace(message, payload=_dump(changed if isinstance(body, list) else changed[0]), readings=readings, fault="skewed")


def _dump(body: object) -> bytes:
    return json.dumps(body, separators=(",", ":")).encode()
