"""Reads the bytes of Decentlab's sensors, protocol 2: device, flags, and the blocks that the flags name.

Source: lorawan-devices vendor/decentlab/dl-mbx-codec.yaml, dl-pm.js.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from struct import calcsize, unpack_from

from domain.count_of import count_of
from ingest.formats.message import Measurements
from ingest.formats.uplink_decoder import UplinkDecoder

_HEADER = ">BHH"
_PROTOCOL = 2
# A block's sixteen-bit words in the order of its flag's bit, and the parameters' values by their words.
_Block = tuple[int, Callable[[Sequence[int]], dict[str, float]]]


def _battery(words: Sequence[int]) -> dict[str, float]:
    return {"battery": words[0] / 1000}


def _distance(words: Sequence[int]) -> dict[str, float]:
    """Read the distance; the second word counts the valid samples, and without any it is 0, which the catalogue names a sentinel."""
    return {"distance": float(words[0]) if words[1] else 0.0}


def _particles(words: Sequence[int]) -> dict[str, float]:
    return {"pm1": words[0] / 10, "pm25": words[1] / 10, "pm10": words[3] / 10}


def _climate(words: Sequence[int]) -> dict[str, float]:
    """Read the SHT2x thermometer: the vendor's published vectors hold with these figures, not with those of the SHT3x."""
    return {"temperature": 175.72 * words[0] / 65536 - 46.85, "humidity": 125 * words[1] / 65536 - 6}


def _pressure(words: Sequence[int]) -> dict[str, float]:
    return {"pressure": words[0] * 2 / 100}


def _decode(blocks: Sequence[_Block], data: bytes, _port: int) -> Measurements:
    """Read the blocks that are there. Raises ValueError when the bytes don't follow protocol 2."""
    at = calcsize(_HEADER)
    if len(data) < at:
        raise ValueError(f"{count_of(len(data), 'byte is', 'bytes are')} too few, the header alone has {at}")
    version, _device, flags = unpack_from(_HEADER, data)
    if version != _PROTOCOL:
        raise ValueError(f"protocol {version} is not {_PROTOCOL}")
    values: dict[str, float] = {}
    for bit, (length, read) in enumerate(blocks):
        if not flags >> bit & 1:
            continue
        if len(data) < at + 2 * length:
            return Measurements(values, partial=f"block {bit} is cut short: {data[at:].hex(' ')}")
        values |= read(unpack_from(f">{length}H", data, at))
        at += 2 * length
    return Measurements(values, partial=f"flags {flags:016b} name unknown blocks" if flags >> len(blocks) else None)


DECODERS: Mapping[str, UplinkDecoder] = {
    "decentlab-dl-mbx": partial(_decode, [(2, _distance), (1, _battery)]),
    "decentlab-dl-pm": partial(_decode, [(1, _battery), (10, _particles), (2, _climate), (1, _pressure)]),
}
