"""The bytes and the topic of a device's message, written without any knowledge of the service that reads them."""

import json
from collections.abc import Mapping, Sequence
from typing import Final

from domain import rfc3339
from simulators.device import Kind

MOST_IN_A_MESSAGE: Final = 500


def topic_of(kind: Kind, device_id: str) -> str:
    """Return the topic a device sends its own JSON to."""
    return f"bysans/v1/{kind}/{device_id}"


def encode_time(time: int) -> str:
    """Return ms UTC as RFC 3339, with milliseconds only where there are some."""
    return rfc3339.write(time, shortest=True)


def encode(readings: Sequence[tuple[int, Mapping[str, float]]]) -> bytes:
    """Return one reading as a JSON object, several as an array. Raises ValueError for none, or more than a message holds."""
    if not 1 <= len(readings) <= MOST_IN_A_MESSAGE:
        raise ValueError(f"a message holds 1 to {MOST_IN_A_MESSAGE} readings, got {len(readings)}")
    objects = [{"time": encode_time(time), **values} for time, values in readings]
    return json.dumps(objects if len(objects) > 1 else objects[0], separators=(",", ":"), allow_nan=False).encode()
