"""Reads what a LoRaWAN device measured, from what its network passes on."""

import base64
from collections.abc import Callable, Mapping

from domain.model import Field, Model
from domain.reading import Reason
from ingest.formats import decentlab, dragino, milesight
from ingest.formats.message import Measurements, UnreadableError, Uplink, describe

_HUGE = 1e300  # far beyond any value, and safely a float
_DECODERS: Mapping[str, Callable[[bytes], Measurements]] = {**milesight.DECODERS, **decentlab.DECODERS, **dragino.DECODERS}


def measure(uplink: Uplink, model_id: str, model: Model | None, own_fields: Mapping[str, Field]) -> Measurements | None:
    """Read the values: from the bytes if the model has a decoder, else from the network's own decoding.

    `own_fields`: the fields of a model that declares none, by our own parameters' names.

    Returns None for a message that carries no measurement, such as a device's version after it joined.
    Raises UnreadableError: unknown_model or decode_failed.
    """
    if model is not None and model.decoder is not None and uplink.data:
        measured = _from_bytes(uplink, model, model.decoder)
    elif uplink.decoded and not (model is not None and model.decoder is not None and not model.fields):
        measured = _from_fields(uplink.decoded, model.fields if model is not None and model.fields else own_fields)
    else:
        raise _undecodable(model_id, model)
    if not measured.values:
        if measured.partial is None:
            return None
        raise UnreadableError(Reason.DECODE_FAILED, f"nothing could be read as {model_id}: {measured.partial}")
    if uplink.rssi is not None:
        measured.values.setdefault("rssi", uplink.rssi)
    return measured


def from_base64(value: object, field: str) -> bytes:
    """Return the bytes, none for an absent field. Raises UnreadableError: schema."""
    try:
        return b"" if value is None else base64.b64decode(value, validate=True)  # type: ignore[arg-type]
    except (ValueError, TypeError):
        raise UnreadableError(Reason.SCHEMA, f"{field} is {describe(value)}, which is not base64") from None


def _from_bytes(uplink: Uplink, model: Model, decoder: str) -> Measurements:
    if model.port is not None and uplink.port != model.port:
        raise UnreadableError(Reason.DECODE_FAILED, f"{model.id} sends readings on port {model.port}, this came on port {uplink.port}")
    try:
        return _DECODERS[decoder](uplink.data)
    except ValueError as error:
        raise UnreadableError(Reason.DECODE_FAILED, f"not the bytes of {model.id}: {error} (bytes {_hex(uplink.data)})") from error


def _from_fields(decoded: Mapping[str, object], mapping: Mapping[str, Field]) -> Measurements:
    """Take what the network's decoder named; a field that says a word where a number belongs is left out, and said so."""
    values, units, wrong = {}, {}, []
    for name, value in decoded.items():
        field = mapping.get(name)
        if field is None or value is None:
            continue
        number = _number(value, field)
        if number is None:
            wrong.append(f"{name} is {describe(value)}")
            continue
        values[field.parameter] = number
        if field.unit is not None:
            units[field.parameter] = field.unit
    if not values and not wrong:
        wrong = [f"none of {', '.join(describe(name) for name in list(decoded)[:5])} is a field we know"]
    unknown = sum(name not in mapping for name in decoded)
    return Measurements(values, units, unknown, "the network's decoder said: " + "; ".join(wrong) if wrong else None)


def _number(value: object, field: Field) -> float | None:
    if isinstance(value, dict):  # Decentlab's decoder wraps each value with its name and unit
        value = value.get("value")
    if isinstance(value, str):
        return field.words.get(value.lower())
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if -_HUGE < value < _HUGE else None


def _undecodable(model_id: str, model: Model | None) -> UnreadableError:
    if model is not None and model.decoder is not None:
        return UnreadableError(Reason.DECODE_FAILED, f"the message carries no bytes, and {model.id} is read from its bytes alone")
    return UnreadableError(
        Reason.UNKNOWN_MODEL,
        f"model {describe(model_id)} has no decoder here, and the network decoded nothing: give the device a model of the catalogue, "
        "or set a payload formatter in the network",
    )


def _hex(data: bytes) -> str:
    return data[:32].hex() + ("…" if len(data) > 32 else "")
