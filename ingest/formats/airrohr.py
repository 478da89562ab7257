"""Reads the messages of an airRohr (Sensor.Community), as its firmware posts them."""

from collections.abc import Mapping
from math import isfinite

from domain.model import Model
from domain.reading import Reason, TimeSource
from ingest.formats.message import Measurements, ParsedMessage, UnreadableError, describe
from ingest.formats.network import objects

# A PPD42NS counts particles by how long they dim its light, and posts these beside P1 and P2, which then are counts and no mass.
_COUNTS = {"durP1": "P1", "ratioP1": "P1", "durP2": "P2", "ratioP2": "P2"}
_FEW = 8  # names in a sentence


def read(body: Mapping[str, object], device_id: str, model: Model) -> ParsedMessage:
    """Read the body as the device posts it: values are texts, and there is no time. Raises UnreadableError: schema or id_mismatch.

    A value that is no number costs only itself. Of two sensors that measure the same, the first posted is taken.
    """
    own_id = body.get("esp8266id")
    if own_id is not None and not f"-{device_id}".endswith(f"-{own_id}"):
        raise UnreadableError(Reason.ID_MISMATCH, f"esp8266id is {describe(own_id)}, but the topic is that of {device_id}")
    return ParsedMessage(device_id, None, TimeSource.RECEIVED, None, _measurements(objects(body, "sensordatavalues"), model))


def _measurements(items: list[Mapping[str, object]], model: Model) -> Measurements:
    counts = {_COUNTS.get(str(item.get("value_type"))) for item in items}
    values: dict[str, float] = {}
    units: dict[str, str] = {}
    wrong: list[str] = []
    unknown: list[str] = []
    for item in items:
        name, value = str(item.get("value_type")), item.get("value")
        field = model.fields.get(name)
        if field is None:
            if name not in model.ignored:
                unknown.append(name)
        elif name not in counts and field.parameter not in values and value is not None:
            number = _number(value)
            if number is None:
                wrong.append(f"{name} is {describe(value)}, which is not a number in quotes")
                continue
            values[field.parameter] = number
            if field.unit is not None:
                units[field.parameter] = field.unit
    if not values:
        raise UnreadableError(Reason.SCHEMA, "; ".join(wrong) or _nothing_known(unknown))
    return Measurements(values, units, tuple(unknown), "; ".join(wrong) or None)


def _nothing_known(unknown: list[str]) -> str:
    names = ", ".join(describe(name) for name in unknown[:_FEW]) + (", …" if len(unknown) > _FEW else "")
    return f"sensordatavalues holds no value_type that is a parameter{f', only {names}' if unknown else ''}"


def _number(value: object) -> float | None:
    try:
        number = float(value) if isinstance(value, str) and len(value) <= 40 and value.isascii() and "_" not in value else None
    except ValueError:
        return None
    return number if number is not None and isfinite(number) else None
