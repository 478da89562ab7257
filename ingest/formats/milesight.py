"""Reads the bytes of Milesight's sensors: channel, type and value, again and again.

Source: the vendor's channel tables (EM400-MUD User Guide 5; AM300 series User Guide 5), checked against lorawan-devices.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

from ingest.formats.message import Measurements


class Channel(NamedTuple):
    """How one channel reads: `size` in bytes; its value is the first `width` of them, little-endian, divided by `over`."""

    size: int
    parameter: str | None = None
    width: int = 0
    over: float = 1.0
    signed: bool = False


_Channels = Mapping[tuple[int, int], Channel]

_BATTERY = Channel(1, "battery_percent", 1)
_TEMPERATURE = Channel(2, "temperature", 2, 10, signed=True)
_DISTANCE = Channel(2, "distance", 2)
_POSITION = Channel(1, "tilted", 1)
# Device information after a join: power on, versions, class, serial number. Nothing is measured there.
_ABOUT: _Channels = {(0xFF, kind): Channel(size) for kind, size in {0x01: 1, 0x09: 2, 0x0A: 2, 0x0B: 1, 0x0F: 1, 0x16: 8}.items()}

_EM400: _Channels = {
    **_ABOUT,
    (0x01, 0x75): _BATTERY,
    (0x03, 0x67): _TEMPERATURE,
    (0x04, 0x82): _DISTANCE,
    (0x05, 0x00): _POSITION,
    # With an alarm's state in one more byte.
    (0x83, 0x67): _TEMPERATURE._replace(size=3),
    (0x84, 0x82): _DISTANCE._replace(size=3),
}
_EM310: _Channels = {**_ABOUT, (0x01, 0x75): _BATTERY, (0x03, 0x82): _DISTANCE, (0x04, 0x00): _POSITION}
_AM319: _Channels = {
    **_ABOUT,
    (0x01, 0x75): _BATTERY,
    (0x03, 0x67): _TEMPERATURE,
    (0x04, 0x68): Channel(1, "humidity", 1, 2),
    (0x05, 0x00): Channel(1),  # motion: no parameter of ours, and privacy says leave it
    (0x06, 0xCB): Channel(1),  # light level
    (0x07, 0x7D): Channel(2, "co2", 2),
    (0x08, 0x7D): Channel(2),  # TVOC has no factor to a mass
    (0x09, 0x73): Channel(2, "pressure", 2, 10),
    (0x0A, 0x7D): Channel(2),  # formaldehyde
    (0x0B, 0x7D): Channel(2, "pm25", 2),
    (0x0C, 0x7D): Channel(2, "pm10", 2),
    (0x0D, 0x7D): Channel(2, "o3", 2, 100),
    (0x0E, 0x01): Channel(1),  # buzzer
}


def _decode(channels: _Channels, units: Mapping[str, str], data: bytes) -> Measurements:
    """Read channel by channel; an unknown one has an unknown length, so what stood before it is all there is."""
    values: dict[str, float] = {}
    at = 0
    while at < len(data):
        channel = channels.get((data[at], data[at + 1] if at + 1 < len(data) else -1))
        if channel is None:
            return Measurements(values, units, partial=f"byte {at} begins an unknown channel: {data[at : at + 2].hex(' ')}")
        value = data[at + 2 : at + 2 + channel.size]
        if len(value) < channel.size:
            return Measurements(values, units, partial=f"byte {at} begins a channel that is cut short: {data[at:].hex(' ')}")
        if channel.parameter is not None:
            values[channel.parameter] = int.from_bytes(value[: channel.width], "little", signed=channel.signed) / channel.over
        at += 2 + channel.size
    return Measurements(values, units)


DECODERS: Mapping[str, Callable[[bytes], Measurements]] = {
    "milesight-em400": partial(_decode, _EM400, {}),
    "milesight-em310": partial(_decode, _EM310, {}),
    "milesight-am319": partial(_decode, _AM319, {"o3": "ppm"}),
}
