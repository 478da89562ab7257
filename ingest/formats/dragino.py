"""Reads the bytes of Dragino's LDDS75 (LDDS75 User Manual 2.3)."""

from collections.abc import Mapping
from struct import unpack_from

from domain.count_of import count_of
from ingest.formats.message import Measurements
from ingest.formats.uplink_decoder import UplinkDecoder

_READING_PORT, _STATUS_PORT = 2, 5
_READING_BYTES, _STATUS_BYTES = 4, 7


def _decode(data: bytes, port: int) -> Measurements:
    """Read a reading or a status message. Raises ValueError for another port, and for too few bytes of a reading."""
    if port == _STATUS_PORT:
        return _status(data)
    if port != _READING_PORT:
        raise ValueError(f"it sends readings on port {_READING_PORT} and its status on port {_STATUS_PORT}, this came on port {port}")
    return _reading(data)


def _reading(data: bytes) -> Measurements:
    """Read battery and distance, big-endian; the two high bits of the first word are no part of the voltage.

    A distance of 0 (no sensor) or 20 (dead zone) stays as sent: the catalogue names both as sentinels.
    """
    if len(data) < _READING_BYTES:
        raise ValueError(f"{count_of(len(data), 'byte is', 'bytes are')} too few, battery and distance need {_READING_BYTES}")
    battery, distance = unpack_from(">HH", data)
    return Measurements({"battery": (battery & 0x3FFF) / 1000, "distance": float(distance)})


def _status(data: bytes) -> Measurements:
    """Read the battery's millivolts behind model, firmware, frequency band and sub-band; a shorter status has none."""
    if len(data) < _STATUS_BYTES:
        return Measurements({})
    (battery,) = unpack_from(">H", data, _STATUS_BYTES - 2)
    return Measurements({"battery": battery / 1000})


DECODERS: Mapping[str, UplinkDecoder] = {"dragino-ldds75": _decode}
