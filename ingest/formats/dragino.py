"""Reads the bytes of Dragino's LDDS75 (LDDS75 User Manual 2.3)."""

from collections.abc import Callable, Mapping
from struct import unpack_from

from ingest.formats.message import Measurements

_SHORTEST = 4


def _decode(data: bytes) -> Measurements:
    """Read battery and distance, big-endian; the two high bits of the first word are no part of the voltage.

    A distance of 0 (no sensor) or 20 (dead zone) stays as sent: the catalogue names both as sentinels.
    Raises ValueError for too few bytes.
    """
    if len(data) < _SHORTEST:
        raise ValueError(f"{len(data)} bytes are too few, battery and distance need {_SHORTEST}")
    battery, distance = unpack_from(">HH", data)
    return Measurements({"battery": (battery & 0x3FFF) / 1000, "distance": float(distance)})


DECODERS: Mapping[str, Callable[[bytes], Measurements]] = {"dragino-ldds75": _decode}
