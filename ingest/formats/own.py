"""Reads one reading in our own JSON."""

from collections.abc import Container, Mapping
from math import inf

from domain.reading import Reason, TimeSource
from ingest.formats.message import NO_UNITS, Measurements, ParsedMessage, UnreadableError, describe
from ingest.formats.time import parse_time

_BESIDE = frozenset({"time", "seq", "device_id", "units"})


def read(body: object, device_id: str, parameters: Container[str]) -> ParsedMessage:
    """Read one object (contract: "Own JSON"). Raises UnreadableError: schema, or id_mismatch."""
    if type(body) is not dict:
        raise UnreadableError(Reason.SCHEMA, f"a reading must be a JSON object, got {describe(body)}")
    values: dict[str, float] = {}
    unknown = 0
    for key, value in body.items():
        if key not in parameters:
            unknown += key not in _BESIDE
        elif type(value) is float and -inf < value < inf:
            values[key] = value
        elif value is not None:
            values[key] = _whole(key, value)
    if not values:
        raise UnreadableError(Reason.SCHEMA, f"the reading holds no parameter, only {_names(body)}")
    return _message(body, device_id, values, unknown)


def _message(body: Mapping[str, object], device_id: str, values: dict[str, float], unknown: int) -> ParsedMessage:
    time, seq, units, own_id = body.get("time"), body.get("seq"), body.get("units"), body.get("device_id")
    if own_id is not None and own_id != device_id:
        raise UnreadableError(Reason.ID_MISMATCH, f"device_id is {describe(own_id)}, but the topic is that of {device_id}")
    if seq is not None and type(seq) is not int:
        raise UnreadableError(Reason.SCHEMA, f"seq is {describe(seq)}: give a whole number, or leave it out")
    return ParsedMessage(
        device_id,
        None if time is None else parse_time(time),
        TimeSource.RECEIVED if time is None else TimeSource.DEVICE,
        None if seq is None else (seq,),
        Measurements(values, NO_UNITS if units is None else _units(units), unknown),
    )


def _whole(key: str, value: object) -> float:
    if type(value) is int:
        try:
            return float(value)
        except OverflowError:
            pass  # beyond every number that a float can hold: said below
    raise UnreadableError(Reason.SCHEMA, f"{key} is {describe(value)}, which is not a number")


def _units(units: object) -> Mapping[str, str]:
    if not isinstance(units, dict):
        raise UnreadableError(Reason.SCHEMA, f'units is {describe(units)}: give an object, such as {{"no2": "ppb"}}')
    for parameter, unit in units.items():
        if not isinstance(unit, str):
            raise UnreadableError(Reason.SCHEMA, f"units.{describe(parameter)[1:-1]} is {describe(unit)}: give a unit's name in quotes")
    return units


def _names(body: Mapping[str, object]) -> str:
    names = [describe(key) for key in list(body)[:5]]
    return ", ".join(names) + (", …" if len(body) > len(names) else "") if names else "{}"
