"""Reads the messages of an airRohr (Sensor.Community), as its firmware posts them."""

from collections.abc import Mapping
from math import isfinite

from domain.model import Field
from domain.reading import Reason, TimeSource
from ingest.formats.message import Measurements, ParsedMessage, UnreadableError, describe
from ingest.formats.network import objects

MODEL = "sensor-community/airrohr"


def read(body: Mapping[str, object], device_id: str, fields: Mapping[str, Field]) -> ParsedMessage:
    """Read the body as the device posts it: values are texts, and there is no time. Raises UnreadableError: schema or id_mismatch."""
    own_id = body.get("esp8266id")
    if own_id is not None and not f"-{device_id}".endswith(f"-{own_id}"):
        raise UnreadableError(Reason.ID_MISMATCH, f"esp8266id is {describe(own_id)}, but the topic is that of {device_id}")
    values: dict[str, float] = {}
    units: dict[str, str] = {}
    unknown = 0
    for item in objects(body, "sensordatavalues"):
        field = fields.get(str(item.get("value_type")))
        if field is None:
            unknown += 1
        elif field.parameter not in values and item.get("value") is not None:
            values[field.parameter] = _number(item)
            if field.unit is not None:
                units[field.parameter] = field.unit
    if not values:
        raise UnreadableError(Reason.SCHEMA, "sensordatavalues holds no value_type that we know")
    return ParsedMessage(device_id, None, TimeSource.RECEIVED, None, Measurements(values, units, unknown))


def _number(item: Mapping[str, object]) -> float:
    value = item["value"]
    try:
        number = float(value) if isinstance(value, str) and len(value) <= 40 and value.isascii() and "_" not in value else None
    except ValueError:
        number = None
    if number is None or not isfinite(number):
        raise UnreadableError(Reason.SCHEMA, f"{item['value_type']} is {describe(value)}, which is not a number in quotes")
    return number
