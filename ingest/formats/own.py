"""Reads one reading in our own JSON."""

from collections.abc import Mapping, Sequence
from math import inf

from domain.reading import Reason, TimeSource
from domain.reading_keys import ReadingKeys
from ingest.formats.message import NO_UNITS, Measurements, ParsedMessage, UnreadableError, describe
from ingest.formats.time import parse_time

MAX_ELEMENTS = 500  # readings in one message (contract: "From devices")
_FEW = 5  # keys named in a sentence


def read(body: object, device_id: str, keys: ReadingKeys) -> ParsedMessage:
    """Read one object (contract: "Own JSON"). Raises UnreadableError: schema, or id_mismatch."""
    if type(body) is not dict:
        raise UnreadableError(Reason.SCHEMA, f"a reading must be a JSON object, got {describe(body)}")
    written: Mapping[str, str] = {}
    unknown: tuple[str, ...] = ()
    if not body.keys() <= keys.names:
        written, unknown = keys.read(body)
        body = {key: body[name] for key, name in written.items()}
    values: dict[str, float] = {}
    parameters = keys.parameters
    for key, value in body.items():
        if key not in parameters or value is None:
            continue
        values[key] = value if type(value) is float and -inf < value < inf else _whole(written.get(key, key), value)
    if not values:
        nulls = [written.get(key, key) for key in body if key in parameters]
        raise UnreadableError(Reason.SCHEMA, _nothing_measured(nulls, [*body, *unknown]))
    return _message(body, written, device_id, values, unknown)


def _message(
    body: Mapping[str, object], written: Mapping[str, str], device_id: str, values: dict[str, float], unknown: tuple[str, ...]
) -> ParsedMessage:
    time, seq, units, own_id = body.get("time"), body.get("seq"), body.get("units"), body.get("device_id")
    if own_id is not None and own_id != device_id:
        raise UnreadableError(Reason.ID_MISMATCH, f"device_id is {describe(own_id)}, but the topic is that of {device_id}")
    if seq is not None and type(seq) is not int:
        raise UnreadableError(Reason.SCHEMA, f"seq is {describe(seq)}: give a whole number, or leave it out")
    return ParsedMessage(
        device_id,
        None if time is None else parse_time(time, written.get("time", "time")),
        TimeSource.RECEIVED if time is None else TimeSource.DEVICE,
        None if seq is None else (seq,),
        Measurements(values, NO_UNITS if units is None else _units(units), unknown),
    )


def _whole(name: str, value: object) -> float:
    if type(value) is int:
        try:
            return float(value)
        except OverflowError:
            pass  # beyond every number that a float can hold: said below
    raise UnreadableError(Reason.SCHEMA, f"{name} is {describe(value)}, which is not a number")


def _units(units: object) -> Mapping[str, str]:
    if not isinstance(units, dict):
        raise UnreadableError(Reason.SCHEMA, f'units is {describe(units)}: give an object, such as {{"no2": "ppb"}}')
    for parameter, unit in units.items():
        if not isinstance(unit, str):
            raise UnreadableError(Reason.SCHEMA, f"units.{describe(parameter)[1:-1]} is {describe(unit)}: give a unit's name in quotes")
    return units


def _nothing_measured(parameters: Sequence[str], keys: Sequence[str]) -> str:
    if parameters:
        nulls = " and ".join(f"{describe(name)[1:-1]} is null" for name in parameters[:_FEW])
        return f"the reading holds no parameter with a value: {nulls}, and at least one must be a number"
    names = ", ".join(describe(name) for name in keys[:_FEW]) + (", …" if len(keys) > _FEW else "")
    return f"the reading holds no parameter, only {names or '{}'}"
