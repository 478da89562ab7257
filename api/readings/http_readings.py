"""Turns a body of readings into MQTT messages: one a device, on the topic that the device would use itself."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from api.web.problems import wrong_field
from domain.count_of import count_of
from domain.device import ID_IN_WORDS, Kind, is_id
from domain.reading_keys import ReadingKeys

MOST_READINGS = 500
_BINS_MEASURE = frozenset(("distance", "fill", "tilt", "tilted"))


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """A message to publish to the broker."""

    topic: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class OwnReadings:
    """The messages of a body of readings, and its keys that are no parameter."""

    messages: list[OutgoingMessage]
    unknown_keys: list[str]


def own_readings(body: Any, kind_of: Callable[[str], Kind | None], keys: ReadingKeys) -> OwnReadings:
    """Return the messages for one reading or an array, each with its `device_id`. Raises a 422 naming the wrong field.

    `kind_of`: the kind of a registered device. For others it is the reading's `kind`, else inferred from what it measures.
    """
    readings = body if isinstance(body, list) else [body]
    if not 1 <= len(readings) <= MOST_READINGS:
        raise wrong_field("body", f"holds {count_of(len(readings), 'reading')}; send 1–{MOST_READINGS} at a time")
    by_topic: dict[str, list[Mapping[str, Any]]] = {}
    for place, reading in enumerate(readings):
        where = f"{place}." if isinstance(body, list) else ""
        topic = _topic(reading, where, kind_of, keys)
        by_topic.setdefault(topic, []).append({name: value for name, value in reading.items() if name != "kind"})
    messages = [OutgoingMessage(topic, _payload(readings_of_one)) for topic, readings_of_one in by_topic.items()]
    unknown = dict.fromkeys(name for sent in by_topic.values() for reading in sent for name in keys.read(reading)[1])
    return OwnReadings(messages, list(unknown))


def _topic(reading: Any, where: str, kind_of: Callable[[str], Kind | None], keys: ReadingKeys) -> str:
    if not isinstance(reading, dict):
        raise wrong_field(where.rstrip(".") or "body", "is no object: send one with a device_id and what it measured")
    device_id, kind = reading.get("device_id"), reading.get("kind")
    if not isinstance(device_id, str) or not is_id(device_id):
        raise wrong_field(f"{where}device_id", f"says who measured: {ID_IN_WORDS}")
    if kind not in (None, "air", "bin"):
        raise wrong_field(f"{where}kind", "must be `air` or `bin`")
    registered = kind_of(device_id)
    if registered is not None and kind not in (None, registered):
        raise wrong_field(f"{where}kind", f"the device {device_id!r} is registered as `{registered}`")
    return f"bysans/v1/{registered or kind or _inferred(reading, keys)}/{device_id}"


def _inferred(reading: Mapping[str, Any], keys: ReadingKeys) -> Literal["air", "bin"]:
    return "bin" if _BINS_MEASURE.intersection(map(keys.key, reading)) else "air"


def _payload(readings: list[Mapping[str, Any]]) -> bytes:
    return json.dumps(readings[0] if len(readings) == 1 else readings, separators=(",", ":")).encode()
