"""The channels of Milesight's sensors: their lengths, and what is measured there.

Source: the vendor's channel tables (EM400-MUD User Guide 5; AM300 series User Guide 5), checked against the vendor's published
decoders and against lorawan-devices.
"""

from collections.abc import Mapping
from typing import NamedTuple


class ChannelLayout(NamedTuple):
    """How one channel reads: `size` in bytes; its value is the first `width` of them, little-endian, divided by `over`."""

    size: int
    parameter: str | None = None
    width: int = 0
    over: float = 1.0
    signed: bool = False


class HistoryLayout(NamedTuple):
    """A reading that the device kept: Unix seconds (uint32), then values as `layout` (struct) has them, each divided by its `over`.

    `values`: parameter and divisor by place; None for what is no parameter.
    """

    layout: str
    values: tuple[tuple[str, float] | None, ...]


Channels = Mapping[tuple[int, int], ChannelLayout | HistoryLayout]

STATUS_IDS = frozenset({0xFE, 0xFF})  # what a device says of itself, and its answers to commands: nothing is measured there
# By type. A device sends some after a join or a reset, and repeats each setting that a downlink changed.
STATUS_SIZES: Mapping[int, int] = {
    **dict.fromkeys((0x01, 0x0B, 0x0F, 0x10, 0x13, 0x25, 0x27, 0x28, 0x2C, 0x2D, 0x2E, 0x39, 0x3B, 0x3C, 0x3D, 0x3E, 0x4A), 1),
    **dict.fromkeys((0x56, 0x66, 0x68, 0x69, 0x6D, 0x71, 0x84, 0xEB, 0xF4, 0xF5, 0xFE), 1),
    **dict.fromkeys((0x02, 0x03, 0x09, 0x0A, 0x17, 0x1C, 0x3A, 0x65, 0x70, 0x77, 0xF2, 0xFF), 2),
    **dict.fromkeys((0x06,), 9),
    **dict.fromkeys((0x11, 0xF0, 0xF1), 4),
    **dict.fromkeys((0x16, 0x35, 0x96), 8),
    **dict.fromkeys((0x6A,), 3),
}
# Of the types that are as long in every sensor of the vendor; alarms (from 0x80 on) carry more bytes, not always as many.
FIRST_ALARM_ID = 0x80
TYPE_SIZES: Mapping[int, int] = {
    **dict.fromkeys((0x00, 0x01, 0x68, 0x75, 0x8E, 0xCB), 1),
    **dict.fromkeys((0x67, 0x73, 0x74, 0x77, 0x7B, 0x7D, 0x7F, 0x82, 0xE6), 2),
    0x88: 9,
    0x94: 4,
}

_BATTERY = ChannelLayout(1, "battery_percent", 1)
_TEMPERATURE = ChannelLayout(2, "temperature", 2, 10, signed=True)
_DISTANCE = ChannelLayout(2, "distance", 2)
_POSITION = ChannelLayout(1, "tilted", 1)

EM400: Channels = {
    (0x01, 0x75): _BATTERY,
    (0x03, 0x67): _TEMPERATURE,
    (0x04, 0x82): _DISTANCE,
    (0x05, 0x00): _POSITION,
    (0x06, 0x88): ChannelLayout(9),  # location, of those on NB-IoT
    # With an alarm's state in one more byte.
    (0x83, 0x67): _TEMPERATURE._replace(size=3),
    (0x84, 0x82): _DISTANCE._replace(size=3),
}
EM310: Channels = {(0x01, 0x75): _BATTERY, (0x03, 0x82): _DISTANCE, (0x04, 0x00): _POSITION}
EM500: Channels = {
    (0x01, 0x75): _BATTERY,
    (0x03, 0x82): _DISTANCE,
    (0x83, 0xE9): _DISTANCE._replace(size=5),  # with the change that raised the alarm, and the alarm's state
    (0x20, 0xCE): HistoryLayout("<IH", (("distance", 1),)),
}
# PIR, light level and TVOC are no parameters. The last is ozone in one variant and formaldehyde in another: nothing tells which.
_AM319_HISTORY = HistoryLayout(
    "<IhHBBHHHHHH",
    (
        ("temperature", 10),
        ("humidity", 2),
        None,
        None,
        ("co2", 1),
        None,
        ("pressure", 10),
        ("pm25", 1),
        ("pm10", 1),
        None,
    ),
)
AM319: Channels = {
    (0x01, 0x75): _BATTERY,
    (0x03, 0x67): _TEMPERATURE,
    (0x04, 0x68): ChannelLayout(1, "humidity", 1, 2),
    (0x05, 0x00): ChannelLayout(1),  # motion: no parameter of ours, and privacy says leave it
    (0x06, 0xCB): ChannelLayout(1),  # light level
    (0x07, 0x7D): ChannelLayout(2, "co2", 2),
    (0x08, 0x7D): ChannelLayout(2),  # TVOC as an index
    (0x08, 0xE6): ChannelLayout(2),  # TVOC in µg/m³
    (0x09, 0x73): ChannelLayout(2, "pressure", 2, 10),
    (0x0A, 0x7D): ChannelLayout(2),  # formaldehyde
    (0x0B, 0x7D): ChannelLayout(2, "pm25", 2),
    (0x0C, 0x7D): ChannelLayout(2, "pm10", 2),
    (0x0D, 0x7D): ChannelLayout(2, "o3", 2, 100),
    (0x0E, 0x01): ChannelLayout(1),  # buzzer
    (0x20, 0xCE): _AM319_HISTORY,
    (0x21, 0xCE): _AM319_HISTORY,  # the same, TVOC in µg/m³
}
