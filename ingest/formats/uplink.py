"""Reads what a LoRaWAN device measured, from what its network passes on."""

import base64
from collections.abc import Callable, Mapping

from domain.model import Field, Model
from domain.reading import Reason
from ingest.codecs.codec import Codecs
from ingest.formats import decentlab, dragino, milesight
from ingest.formats.decoded_fields import read_fields
from ingest.formats.message import Measurements, UnreadableError, Uplink, describe
from ingest.formats.uplink_decoder import UplinkDecoder

DECODERS: Mapping[str, UplinkDecoder] = {**milesight.DECODERS, **decentlab.DECODERS, **dragino.DECODERS}


def measure(
    uplink: Uplink, model_id: str, model: Model | None, field_of: Callable[[str], Field | None], codecs: Codecs, received_at: int
) -> Measurements:
    """Read the values: from the bytes if the model has a decoder or a codec, else from the network's own decoding.

    `field_of`: what a decoder outside means by a name; None for one that is no field of the model. `received_at`: ms UTC.

    Returns no values for a message that carries no measurement, such as a device's version after it joined.
    Raises UnreadableError: unknown_model or decode_failed.
    """
    if model is not None and model.decoder is not None and uplink.data:
        measured = _from_bytes(uplink, model, model.decoder)
    elif model is not None and model.codec is not None and uplink.data:
        measured = _by_codec(uplink, model, codecs, model.codec, field_of, received_at)
    elif uplink.decoded and (model is None or model.reads_fields(has_bytes=bool(uplink.data))):
        measured = _by_network(uplink, model, field_of)
    else:
        raise _undecodable(model_id, model)
    if measured.partial is not None and not measured.values and not measured.history:
        raise UnreadableError(Reason.DECODE_FAILED, f"nothing could be read as {model_id}: {measured.partial}")
    if uplink.rssi is not None and measured.values:
        measured.values.setdefault("rssi", uplink.rssi)
    return measured


def from_base64(value: object, field: str) -> bytes:
    """Return the bytes, none for an absent field. Raises UnreadableError: schema."""
    try:
        return b"" if value is None else base64.b64decode(value, validate=True)  # type: ignore[arg-type]
    except (ValueError, TypeError):
        raise UnreadableError(Reason.SCHEMA, f"{field} is {describe(value)}, which is not base64") from None


def _from_bytes(uplink: Uplink, model: Model, decoder: str) -> Measurements:
    if decoder not in DECODERS:
        raise UnreadableError(Reason.DECODE_FAILED, f"{model.id} names the decoder {decoder!r}; there are {', '.join(sorted(DECODERS))}")
    try:
        return DECODERS[decoder](uplink.data, uplink.port)
    except ValueError as error:
        raise UnreadableError(Reason.DECODE_FAILED, f"not the bytes of {model.id}: {error} (bytes {_hex(uplink.data)})") from error


def _by_network(uplink: Uplink, model: Model | None, field_of: Callable[[str], Field | None]) -> Measurements:
    """Read what the network decoded; where no model says what its fields are, the network's own standard goes before their names."""
    measured = read_fields(uplink.decoded, field_of, model.ignored if model is not None else (), "the network's decoder")
    normalized = uplink.normalized
    if normalized is None or not (normalized.values or normalized.history) or (model is not None and model.fields):
        return measured
    partial = measured.partial if measured.values else None
    units = {name: unit for name, unit in measured.units.items() if name not in normalized.values}
    return Measurements({**measured.values, **normalized.values}, units, measured.unknown_keys, partial, normalized.history)


def _by_codec(
    uplink: Uplink, model: Model, codecs: Codecs, codec: str, field_of: Callable[[str], Field | None], received_at: int
) -> Measurements:
    try:
        answer = codecs.decode(codec, uplink.data, uplink.port, received_at)
    except ValueError as error:
        sentence = f"{model.id} could not be read on port {uplink.port}: {error} (bytes {_hex(uplink.data)})"
        raise UnreadableError(Reason.DECODE_FAILED, sentence) from error
    measured = read_fields(answer.data, field_of, model.ignored, "the codec")
    if not answer.warnings:
        return measured
    warned = f"the codec warns: {'; '.join(map(describe, answer.warnings))}"
    return measured._replace(partial=warned if measured.partial is None else f"{warned}; {measured.partial}")


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
